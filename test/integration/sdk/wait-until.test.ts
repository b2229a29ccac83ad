import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { init } from "../../../src/index.ts";

describe("waitUntil", () => {
  it("gets a promise at the end of each outermost scope, and what was recorded has arrived when it resolves", async () => {
    const receiver = await startReceiver();
    const handed: Promise<unknown>[] = [];
    const telemetry = init({
      host: "own",
      pricing: false,
      exporters: [{ url: receiver.url }],
      waitUntil: (promise) => handed.push(promise),
    });
    telemetry.agent({ name: "handler" }, () => {
      telemetry.tool({ name: "one" }, () => 1);
      telemetry.tool({ name: "two" }, () => 2);
      expect(handed).toHaveLength(0);
    });
    expect(handed).toHaveLength(1);
    await handed[0];
    const first = receiver.spans().map(({ name }) => name);
    const second = await telemetry.agent({ name: "again" }, async () => 7);
    expect(handed).toHaveLength(2);
    await handed[1];
    const all = receiver.spans().map(({ name }) => name);
    const metrics = receiver.metrics().map(({ name }) => name);
    await telemetry.shutdown();
    await receiver.close();
    expect(first.sort()).toEqual(["execute_tool one", "execute_tool two", "invoke_agent handler"]);
    expect(all).toHaveLength(4);
    expect(metrics).toContain("gen_ai.invoke_agent.duration");
    expect(second).toBe(7);
  });

  it("gets one for what ends after the outermost scope, as a stream that was handed on", async () => {
    const receiver = await startReceiver();
    const handed: Promise<unknown>[] = [];
    const telemetry = init({
      host: "own",
      pricing: false,
      exporters: [{ url: receiver.url }],
      waitUntil: (promise) => handed.push(promise),
    });
    const [agent, call] = telemetry.session({ id: "s" }, () => {
      const agent = telemetry.startAgent({ name: "late" });
      return [agent, agent.run(() => telemetry.startLlm({ provider: "openai", model: "gpt-5-mini" }))];
    });
    await Promise.all(handed);
    const before = receiver.spans().map(({ name }) => name);
    call.end();
    expect(handed).toHaveLength(2);
    await handed[1];
    const after = receiver.spans().map(({ name }) => name);
    agent.end();
    expect(handed).toHaveLength(3);
    await telemetry.shutdown();
    await receiver.close();
    expect({ before, after }).toEqual({ before: ["session"], after: ["session", "chat gpt-5-mini"] });
  });

  it("resolves in time when no backend answers", async () => {
    const receiver = await startReceiver({ respond: () => "hang" });
    const handed: Promise<unknown>[] = [];
    const telemetry = init({
      host: "own",
      pricing: false,
      exporters: [{ url: receiver.url }],
      waitUntil: (promise) => handed.push(promise),
    });
    const started = performance.now();
    telemetry.tool({ name: "one" }, () => 1);
    await handed[0];
    expect(performance.now() - started).toBeLessThan(2_500);
    await telemetry.shutdown({ timeoutMillis: 1 });
    await receiver.close();
  });
});
