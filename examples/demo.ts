/**
 * A support agent, recorded from end to end and shown in the inspector: `npm run demo`.
 *
 * It starts the inspector and a scripted model on this machine and needs no key and no network. With `OPENAI_API_KEY` set, OpenAI answers
 * instead, or what `OPENAI_BASE_URL` names, with the model of `OPENAI_MODEL` (`gpt-5-mini` when it is not set). In a terminal it opens the
 * inspector's page and stays until Ctrl+C; `--no-open` ends it after the agent.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { init } from "agentscribe";
import { startInspector } from "agentscribe/inspector";
import { wrapOpenAI } from "agentscribe/openai";
import OpenAI from "openai";
import { missingFromDemo } from "./support/demo-checks.ts";
import { TRIAGE_SCRIPT } from "./support/model/triage-script.ts";
import { startModelServer } from "./support/model-server.ts";
import { openPage, untilInterrupted } from "./support/open-page.ts";
import { summarizeStored } from "./support/stored-summary.ts";
import { LATE_PARCEL, runTriage, SECOND_PARCEL } from "./support/triage-agent.ts";

const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:", fullText: true });
const scripted = process.env.OPENAI_API_KEY ? undefined : await startModelServer({ script: TRIAGE_SCRIPT });
const client = wrapOpenAI(new OpenAI(scripted && { apiKey: "none", baseURL: scripted.url }));
const model = process.env.OPENAI_MODEL ?? "gpt-5-mini";

const telemetry = init({
  service: { name: "triage-bot", version: "1.4.0" },
  debug: true,
  // The inspector is on this machine, so it may keep content. Without this, none leaves the process.
  exporters: [{ url: inspector.otlpUrl, capture: "full" }],
});
const description = telemetry.describe();
const isRecorded = telemetry.enabled;

const approve = async (): Promise<boolean> => {
  await sleep(150); // A person reads the answer.
  return true;
};
const { answer, outcome } = await runTriage({ telemetry, client, model, approve, complaint: LATE_PARCEL });
await runTriage({ telemetry, client, model, approve, complaint: SECOND_PARCEL });
const report = await telemetry.shutdown();
const { totals } = telemetry.snapshot();
const { mode, accepted, delivered, retries, dropped, problems } = telemetry.health();
await scripted?.close();

const { inputTokens, cacheReadTokens, outputTokens, reasoningTokens } = totals.usage;
console.log(`
The agent answered
  ${answer}

What the inspector received
  ${(await summarizeStored(inspector.store)).join("\n  ")}

What both sessions took
  ${totals.inferenceCalls} model calls (${totals.retries} retried), ${totals.toolCalls} tool calls, ${totals.errors} failed
  ${inputTokens} tokens in (${cacheReadTokens} cached), ${outputTokens} out (${reasoningTokens} reasoning)
  $${totals.costUsd.toFixed(5)}${totals.unpricedCalls > 0 ? ` and ${totals.unpricedCalls} calls without a price` : ""}
  outcome: ${outcome}

describe()
  ${description}

health()
  ${JSON.stringify({ mode, accepted, delivered, retries, dropped, problems })}

See it
  ${inspector.url}
`);

const { store } = inspector;
const missing = isRecorded ? await missingFromDemo({ store, scripted, description, totals, report }) : [];
for (const what of missing) console.error(`missing: ${what}`);
if (missing.length > 0 || (!isRecorded && (await store.status()).spans > 0)) process.exitCode = 1;

if (process.stdout.isTTY && !process.env.CI && !process.argv.includes("--no-open")) {
  openPage(inspector.entryUrl());
  await untilInterrupted("The inspector stays open until Ctrl+C; npm run demo -- --no-open ends here.");
}
await inspector.close();
