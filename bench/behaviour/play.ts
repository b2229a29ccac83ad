import { setImmediate } from "node:timers/promises";
import { provider, WRAPPED } from "../wrapped/contenders.ts";
import { CANARY, CASES, type Completions } from "./cases.ts";
import { scriptedFetch } from "./scripted-fetch.ts";

// Plays every case in this process, with the contender that is named, and tells what the caller saw.
const [name = "", url = ""] = process.argv.slice(2);
const problems: Record<string, string> = {};
let now = "";
process.on("unhandledRejection", (reason) => {
  problems[now] ??= `an unhandled rejection: ${String(reason).slice(0, 200)}`;
});

const contender = WRAPPED[name];
if (contender === undefined) throw new Error(`no such contender: ${name}`);
provider.fetch = scriptedFetch;
const { client, flush } = await contender(url);
for (const [key, { answer, call }] of Object.entries(CASES)) {
  now = key;
  const request = { model: `case-${key}-${answer}`, messages: [{ role: "user", content: CANARY }] };
  const timeout = AbortSignal.timeout(5_000);
  const late = new Promise<never>((_, reject) => {
    timeout.addEventListener("abort", () => reject(new Error("no answer within 5 seconds")));
  });
  try {
    await Promise.race([call(client.chat.completions as unknown as Completions, request), late]);
  } catch (error) {
    problems[key] ??= String(error).slice(0, 200);
  }
  // What is rejected and not handled is told of at the end of a turn.
  await setImmediate();
  await setImmediate();
}
await flush();
process.send?.({ problems });
process.disconnect();
process.exit();
