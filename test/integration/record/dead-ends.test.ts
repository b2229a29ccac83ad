import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { fromContext, init } from "../../../src/index.ts";
import { recordedBy, startRecording } from "../../support/recording.ts";

describe("end()", () => {
  it("ends once; later calls on the handle change nothing", async () => {
    const { telemetry, finish } = await startRecording();
    const call = telemetry.startLlm({ provider: "openai", model: "m" });
    call.usage({ inputTokens: 3, outputTokens: 1 });
    call.end();
    call.end({ error: new Error("late") });
    call.error(new Error("late"));
    call.set({ late: true });
    call.usage({ inputTokens: 999 });
    call.chunk();
    call.retry();
    call[Symbol.dispose]();
    const { spans, eventsNamed } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ status: { code: 0 }, attributes: { "gen_ai.usage.input_tokens": 3 } });
    expect(spans[0]?.attributes).not.toHaveProperty(["late"]);
    expect(eventsNamed("agentscribe.retry")).toEqual([]);
  });

  it("takes an error, a reason and a time", async () => {
    const { telemetry, finish } = await startRecording();
    const start = Date.now() - 10_000;
    const step = telemetry.startStep({ name: "past", startTime: new Date(start) });
    step.end({ error: new TypeError("x"), reason: "budget", endTime: start + 4_000 });
    const { span } = await finish();
    expect(span("step past")).toMatchObject({
      startTimeUnixNano: `${start}000000`,
      endTimeUnixNano: `${start + 4_000}000000`,
      attributes: { "error.type": "TypeError", "agentscribe.run.end_reason": "budget" },
    });
  });

  it("takes a time that no record can tell for none", async () => {
    const { telemetry, finish } = await startRecording();
    const before = Date.now();
    const nanos = before * 1_000_000;
    telemetry.task({ id: "T", assignedAt: nanos }, (task) => task.outcome("success"));
    telemetry.startStep({ name: "start", startTime: nanos }).end();
    telemetry.startStep({ name: "end", startTime: new Date(-1) }).end({ endTime: nanos });
    telemetry.recordTool({ name: "told", durationMs: 1, startTime: nanos });
    const { spans, eventsNamed } = await finish();
    expect(spans.map(({ name }) => name)).toEqual(["task", "step start", "step end", "execute_tool told"]);
    expect(eventsNamed("agentscribe.task.outcome")).toHaveLength(1);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(Number(startTimeUnixNano) / 1e6).toBeGreaterThan(before - 1_000);
      expect(Number(endTimeUnixNano)).toBeGreaterThanOrEqual(Number(startTimeUnixNano));
    }
  });

  it.each([1_000, 1_000_000])("goes by the clock where a time is milliseconds times %d", async (factor) => {
    const { telemetry, finish } = await startRecording();
    const start = Date.now();
    telemetry.startTool({ name: "starts", startTime: start * factor }).end();
    telemetry.startTool({ name: "ends" }).end({ endTime: start * factor });
    telemetry.recordTool({ name: "told", durationMs: 5, startTime: start * factor });
    const { spans, span, points } = await finish();
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(Math.abs(Number(startTimeUnixNano) / 1e6 - start)).toBeLessThan(10_000);
      expect(Math.abs(Number(endTimeUnixNano) / 1e6 - start)).toBeLessThan(10_000);
    }
    expect(span("execute_tool starts").attributes["agentscribe.dropped"]).toBe("startTime");
    for (const { value } of points("gen_ai.execute_tool.duration")) expect(value).toBeLessThan(10);
  });

  it("is called by using", async () => {
    const { telemetry, finish } = await startRecording();
    {
      using step = telemetry.startStep({ name: "block" });
      step.set({ inside: true });
    }
    const { span } = await finish();
    expect(span("step block").attributes).toMatchObject({ inside: true });
    expect(span("step block").attributes).not.toHaveProperty(["agentscribe.unfinished"]);
  });
});

describe("a child", () => {
  it("is recorded under a parent that ended before it", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s" });
    const agent = session.run(() => telemetry.startAgent({ name: "a" }));
    session.end();
    agent.end();
    agent.run(() => telemetry.recordTool({ name: "late", durationMs: 2 }));
    const { span, violations } = await finish();
    expect(span("execute_tool late")).toMatchObject({
      parentSpanId: span("invoke_agent a").spanId,
      attributes: { "session.id": "s" },
    });
    expect(violations).toEqual([]);
  });
});

describe("shutdown()", () => {
  it("ends what is open, children first, and marks it", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s" });
    const agent = session.run(() => telemetry.startAgent({ name: "a" }));
    agent.run(() => telemetry.startTool({ name: "hangs" }));
    void agent.run(() => telemetry.wait({ for: "approval" }, () => new Promise(() => undefined)));
    const { spans, span, event, violations } = await finish();
    expect(spans.map((one) => one.name)).toEqual(["wait approval", "execute_tool hangs", "invoke_agent a", "session"]);
    for (const one of spans) {
      expect(one.attributes).toMatchObject({
        "agentscribe.unfinished": true,
        "agentscribe.run.end_reason": "shutdown",
      });
    }
    expect(span("invoke_agent a").attributes["gen_ai.response.finish_reasons"]).toEqual(["error"]);
    expect(event("agentscribe.session.end").attributes["agentscribe.run.end_reason"]).toBe("shutdown");
    expect(violations).toEqual([]);
  });

  it("twice gives the first answer, and flush() still resolves", async () => {
    const { telemetry } = await startRecording();
    telemetry.startStep({ name: "one" }).end();
    const [first, second] = await Promise.all([telemetry.shutdown(), telemetry.shutdown()]);
    expect(second).toBe(first);
    expect(first).toMatchObject({ delivered: expect.any(Number), pending: 0 });
    await expect(telemetry.flush()).resolves.toBeDefined();
  });

  it("leaves a client that runs functions and records nothing", async () => {
    const { telemetry, finish, receiver } = await startRecording();
    const open = telemetry.startStep({ name: "open" });
    await finish();
    const before = receiver.requests.length;
    expect(telemetry.enabled).toBe(false);
    telemetry.enable();
    expect(telemetry.enabled).toBe(false);
    expect(telemetry.session({ id: "late" }, (session) => session.id)).toBe("late");
    await expect(telemetry.llm({ provider: "openai" }, async () => 7)).resolves.toBe(7);
    telemetry.startAgent({ name: "late" }).end();
    open.end();
    telemetry.record("decision", { type: "t", choice: "c" });
    telemetry.recordLlm({ provider: "openai", durationMs: 1 });
    telemetry.recordOutcome("T", "success");
    telemetry.setContext({ late: true });
    await telemetry.flush();
    expect(receiver.requests.length).toBe(before);
    const spans = receiver.spans().map((span) => span.name);
    expect(spans).toEqual(["step open"]);
  });

  it("is called by await using", async () => {
    const receiver = await startReceiver();
    {
      await using telemetry = init({ host: "own", exporters: [{ url: receiver.url }] });
      telemetry.startStep({ name: "block" }).end();
    }
    const { span } = await recordedBy(receiver);
    await receiver.close();
    expect(span("step block").parentSpanId).toBe("");
  });
});

describe("flush()", () => {
  it("can be called twice at once and again", async () => {
    const { telemetry, receiver } = await startRecording();
    telemetry.startStep({ name: "one" }).end();
    await Promise.all([telemetry.flush(), telemetry.flush()]);
    telemetry.startStep({ name: "two" }).end();
    await telemetry.flush();
    expect(receiver.spans().map((span) => span.name)).toEqual(["step one", "step two"]);
  });
});

describe("disable()", () => {
  it("records nothing new; what is open ends as usual; enable() records again", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s" });
    telemetry.disable();
    expect(telemetry.enabled).toBe(false);
    telemetry.startStep({ name: "unseen" }).end();
    telemetry.record("decision", { type: "t", choice: "unseen" });
    session.end();
    telemetry.enable();
    telemetry.startStep({ name: "seen" }).end();
    const { spans, events } = await finish();
    expect(spans.map((span) => span.name)).toEqual(["session", "step seen"]);
    expect(events.map((event) => event.eventName)).toEqual([
      "agentscribe.session.start",
      "agentscribe.active_time",
      "agentscribe.session.end",
    ]);
  });
});

describe("init()", () => {
  it("twice gives two clients; the last is the default until it is shut down", async () => {
    const first = await startRecording();
    const second = await startRecording();
    expect(fromContext()).toBe(second.telemetry);
    first.telemetry.startStep({ name: "first" }).end();
    second.telemetry.startStep({ name: "second" }).end();
    const [one, two] = [await first.finish(), await second.finish()];
    expect(one.spans.map((span) => span.name)).toEqual(["step first"]);
    expect(two.spans.map((span) => span.name)).toEqual(["step second"]);
    expect(fromContext().enabled).toBe(false);
  });

  it("of several clients, the last that is not shut down is the default", async () => {
    const recordings = [await startRecording(), await startRecording(), await startRecording()] as const;
    const [first, second, third] = recordings;
    await second.telemetry.shutdown();
    expect(fromContext()).toBe(third.telemetry);
    await third.telemetry.shutdown();
    expect(fromContext()).toBe(first.telemetry);
    fromContext().startStep({ name: "found" }).end();
    expect((await first.finish()).spans.map((span) => span.name)).toEqual(["step found"]);
    expect(fromContext().enabled).toBe(false);
  });
});

describe("open scopes", () => {
  it("past 10,000 end the oldest as unfinished", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.startSession({ id: "s" });
    for (let index = 0; index < 10_002; index += 1) telemetry.startStep({ name: `n${index}` });
    await wait(0);
    const { spans, event } = await finish();
    const evicted = spans.filter((span) => span.attributes["agentscribe.run.end_reason"] === "evicted");
    expect(evicted.map((span) => span.name)).toEqual(["session", "step n0", "step n1"]);
    expect(event("agentscribe.session.end").attributes["agentscribe.run.end_reason"]).toBe("evicted");
    expect(telemetry.health().problems).toMatchObject({ open_scopes: expect.any(Number) });
  }, 30_000);
});
