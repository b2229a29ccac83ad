import { expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

/** Watches time and chance as Next.js does with `cacheComponents`: a page in whose request one of them is asked for is not prerendered, and its build fails. */
const PRERENDER = `
import { AsyncLocalStorage } from "node:async_hooks";
import nodeCrypto from "node:crypto";
const pages = new AsyncLocalStorage();
function watch(target, name) {
  const original = target[name];
  target[name] = function (...args) {
    pages.getStore()?.add(name);
    return Reflect.apply(original, this, args);
  };
}
watch(Date, "now");
watch(Math, "random");
for (const name of ["randomUUID", "getRandomValues"]) watch(crypto, name);
for (const name of ["randomUUID", "randomBytes", "randomFillSync", "randomInt"]) watch(nodeCrypto, name);
async function prerender(page) {
  const asked = new Set();
  await pages.run(asked, page);
  return [...asked];
}
const { init } = await import("./src/index.ts");
const { trace } = await import("@opentelemetry/api");
const sent = [];
const waitUntil = (promise) => sent.push(promise);
const telemetry = init({ host: "own", exporters: [{ url: process.env.URL }], spool: process.env.SPOOL !== "false", waitUntil });
const agent = async () => {
  await telemetry.session({}, async () => {
    telemetry.record("decision", { type: "route", choice: "answer" });
    await telemetry.task({ type: "question" }, () => telemetry.agent({ name: "helper" }, async () => "answer"));
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", usage: { inputTokens: 3 }, durationMs: 4, startTime: telemetry.now() });
  });
  for (let count = 0; count < 400; count += 1) telemetry.recordTool({ name: "search", durationMs: 1 });
  await Promise.all(sent);
  await telemetry.flush();
  const tracer = trace.getTracer("next.js");
  tracer.startSpan("fetch").end();
  tracer.startActiveSpan("render", (render) => {
    tracer.startSpan("fetch").end();
    render.end();
  });
  await telemetry.flush();
};
const control = await prerender(async () => void Date.now());
const [first, second] = [await prerender(agent), await prerender(agent)];
console.log(JSON.stringify({ control, first, second }));
await telemetry.shutdown();
`;

it.each(["files", "memory"])(
  "asks for neither time nor chance in the request of a page: records in %s",
  async (place) => {
    const receiver = await startReceiver();
    const env = { URL: receiver.url, ...(place === "memory" && { SPOOL: "false" }) };
    const { answer } = await runScript(PRERENDER, { env });
    await receiver.close();
    expect(answer()).toEqual({ control: ["now"], first: [], second: [] });
    expect(receiver.spans().filter(({ name }) => name === "execute_tool search")).toHaveLength(800);
    const [first] = receiver.spans().filter(({ name }) => name === "render");
    const inside = receiver.spans().filter(({ parentSpanId }) => parentSpanId === first?.spanId);
    expect(inside.map(({ name }) => name)).toEqual(["fetch"]);
  },
);
