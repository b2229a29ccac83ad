import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

/** Runs agents in two requests, each with a store of its own, and says in whose context was sent and whether the first store can be collected. */
const serve = (where: "top" | "request"): string => `
import { AsyncLocalStorage } from "node:async_hooks";
import diagnostics from "node:diagnostics_channel";
import { init } from "./src/index.ts";
const requests = new AsyncLocalStorage();
const senders = new Set();
diagnostics.subscribe("http.client.request.start", ({ request }) => {
  senders.add(request.path + " by " + (requests.getStore()?.name ?? "nobody"));
});
let telemetry;
const start = () => (telemetry ??= init({ host: "own", exporters: [{ url: process.env.URL, timeoutMillis: 500 }] }));
if ("${where}" === "top") start();
async function handle(name) {
  const store = { name };
  await requests.run(store, async () => {
    await start().agent({ name }, async () => {});
    await telemetry.flush({ timeoutMillis: 1_000 });
  });
  return new WeakRef(store);
}
const first = await handle("first");
await handle("second");
for (let tries = 0; tries < 100 && first.deref() !== undefined; tries += 1) {
  await new Promise((done) => setTimeout(done, 100));
  gc();
}
console.log(JSON.stringify({ senders: [...senders].sort(), isHeld: first.deref() !== undefined }));
process.exit();
`;

const SENT = ["/v1/metrics by nobody", "/v1/traces by nobody"];
const flags = ["--expose-gc"];

describe("a client that the first request uses", () => {
  it.each(["top", "request"] as const)("sends in no request and keeps none alive: init at %s", async (where) => {
    const receiver = await startReceiver();
    const env = { URL: receiver.url, OTEL_METRIC_EXPORT_INTERVAL: "100" };
    const { answer } = await runScript(serve(where), { env, flags });
    await receiver.close();
    expect(answer()).toEqual({ senders: SENT, isHeld: false });
  });

  it("keeps none alive while nobody answers", async () => {
    const env = { URL: "http://127.0.0.1:1", AGENTSCRIBE_SPOOL_DIRECTORY: "/dev/null/nowhere" };
    const { answer } = await runScript(serve("top"), { env, flags });
    expect(answer()).toMatchObject({ isHeld: false });
  });
});
