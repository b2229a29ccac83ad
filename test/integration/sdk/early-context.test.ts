import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (source: string): Promise<ScriptResult> =>
  runScript(source, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
const spanNamed = (name: string) => receiver.spans().find((span) => span.name === name);

/** What a tool runner does: it keeps the context with its span for its whole run. */
const KEEP = `
const keep = () => trace.setSpan(context.active(), trace.getTracer("runner").startSpan("run"));
const call = () => telemetry.llm({ provider: "openai", model: "gpt-4o" }, (call) => call.usage({ inputTokens: 1000, outputTokens: 10 }));`;

describe("the active context before the providers of own mode are loaded", () => {
  it.each([
    ["metrics and traces", ""],
    ["traces alone", `exporters: [{ url: process.env.OTEL_EXPORTER_OTLP_ENDPOINT, signals: { metrics: false } }]`],
  ])("has the scope, so that whoever keeps it works in that scope later: %s", async (_, options) => {
    const { code, stderr, answer } = await run(`
      import { context, trace } from "@opentelemetry/api";
      import { init } from "./src/index.ts";
      const telemetry = init({ ${options} });${KEEP}
      const budget = telemetry.budget({ name: "b", maxCalls: 9 });
      const totals = await telemetry.session({ id: "s-1", user: { id: "u-1" } }, () =>
        telemetry.agent({ name: "a", budget }, async (agent) => {
          const kept = keep();
          await telemetry.flush();
          context.with(kept, call);
          return agent.totals();
        }),
      );
      await telemetry.shutdown();
      console.log(JSON.stringify({ calls: totals.inferenceCalls, costUsd: totals.costUsd, used: budget.used("calls") }));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(answer()).toMatchObject({ calls: 1, used: 1 });
    expect(answer<{ costUsd: number }>().costUsd).toBeCloseTo(0.0026, 8);
    expect(spanNamed("chat gpt-4o")).toMatchObject({
      parentSpanId: spanNamed("invoke_agent a")?.spanId,
      attributes: { "session.id": "s-1", "user.id": "u-1" },
    });
  });

  it("is that of the application's context manager from the moment it registers one, open scopes included", async () => {
    const { code, stderr, answer } = await run(`
      import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
      import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
      import { init } from "./src/index.ts";
      const telemetry = init();${KEEP}
      const theirs = new AsyncLocalStorageContextManager().enable();
      const isTaken = await telemetry.agent({ name: "a" }, async () => {
        const taken = context.setGlobalContextManager(theirs);
        call();
        await telemetry.flush();
        call();
        return taken;
      });
      const key = Symbol("key");
      const isTheirs = context.with(ROOT_CONTEXT.setValue(key, 1), () => theirs.active().getValue(key)) === 1;
      await telemetry.shutdown();
      console.log(JSON.stringify({ isTaken, isTheirs }));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(answer()).toEqual({ isTaken: true, isTheirs: true });
    const agent = spanNamed("invoke_agent a")?.spanId;
    const calls = receiver.spans().filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ parentSpanId }) => parentSpanId)).toEqual([agent, agent]);
  });

  it("is left to the application where nobody else's spans are taken", async () => {
    const { answer } = await run(`
      import { init } from "./src/index.ts";
      const KEY = Symbol.for("opentelemetry.js.api.1");
      const seen = [{ enabled: false }, { exporters: [] }, {}].map((options) => (init(options), typeof globalThis[KEY]?.context));
      console.log(JSON.stringify(seen));`);
    expect(answer()).toEqual(["undefined", "undefined", "object"]);
  });
});
