import { describe, expect, it } from "vitest";
import type { Telemetry } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const T0 = Date.UTC(2026, 0, 1);
const SECOND = 1_000;

function call(telemetry: Telemetry, inputTokens: number, model = "priced"): void {
  telemetry.recordLlm({
    provider: "acme",
    serverAddress: "models.example",
    model,
    purpose: "main",
    usage: { inputTokens, outputTokens: 10 },
    durationMs: 5,
  });
}

const PRICING = { overrides: { "acme/priced": { input: 1, output: 10 } } };

describe("totals()", () => {
  it("of tree hold everything inside, of self nothing of sub-agents", async () => {
    const { telemetry, collect } = await startRecording({ pricing: PRICING });
    await collect();
    const session = telemetry.startSession({ id: "s" });
    session.run(() =>
      telemetry.agent({ name: "lead" }, (lead) => {
        call(telemetry, 1_000);
        telemetry.recordTool({ name: "search", durationMs: 2 });
        telemetry.agent({ name: "helper" }, (helper) => {
          call(telemetry, 500);
          call(telemetry, 70, "unknown-model");
          telemetry.recordTool({ name: "search", durationMs: 2, error: new Error("no") });
          expect(helper.totals({ scope: "self" })).toEqual(helper.totals());
        });
        expect(lead.totals()).toMatchObject({ inferenceCalls: 3, toolCalls: 2, errors: 1, unpricedCalls: 1 });
        expect(lead.totals({ scope: "self" })).toMatchObject({ inferenceCalls: 1, toolCalls: 1, unpricedCalls: 0 });
        expect(lead.totals({ scope: "self" }).usage.inputTokens).toBe(1_000);
      }),
    );
    expect(session.totals().usage.inputTokens).toBe(1_570);
    expect(session.totals({ scope: "self" }).usage.inputTokens).toBe(1_000);
    const perToken = (1_500 * 1 + 20 * 10) / 1e6;
    expect(session.totals().costUsd).toBeCloseTo(perToken, 12);
    expect(session.totals().turns).toBe(1);
    session.end();
    const { span, event, points, violations } = await collect();
    expect(span("session").attributes).toMatchObject({
      "agentscribe.total.inference_calls": 3,
      "agentscribe.total.unpriced_calls": 1,
      "agentscribe.total.cost_complete": false,
      "agentscribe.total.cost_usd": expect.closeTo(perToken, 12),
    });
    expect(event("agentscribe.session.end").attributes).toMatchObject({
      "agentscribe.session.turns": 1,
      "agentscribe.total.inference_calls": 3,
      "agentscribe.total.tool_calls": 2,
      "agentscribe.total.errors": 1,
      "agentscribe.total.input_tokens": 1_570,
      "agentscribe.total.cost_complete": false,
    });
    expect(span("invoke_agent lead").attributes).toMatchObject({ "gen_ai.usage.input_tokens": 1_570 });
    const calls = points("gen_ai.invoke_agent.inference_calls");
    expect(Object.fromEntries(calls.map((point) => [point.attributes["gen_ai.agent.name"], point.value]))).toEqual({
      lead: 1,
      helper: 2,
    });
    expect(violations.filter((violation) => !violation.includes("response."))).toEqual([]);
  });

  it("have calls without a price until prices are loaded", async () => {
    const { telemetry, collect } = await startRecording({ pricing: PRICING });
    const session = telemetry.startSession({ id: "s" });
    session.run(() => call(telemetry, 1_000));
    const unpriced = { inferenceCalls: 1, costUsd: 0, unpricedCalls: 1 };
    expect(session.totals()).toMatchObject(unpriced);
    expect(telemetry.snapshot()).toMatchObject({ totals: unpriced, models: { "acme/priced": unpriced } });
    await collect();
    const priced = { inferenceCalls: 1, costUsd: 0.0011, unpricedCalls: 0 };
    expect(session.totals()).toMatchObject(priced);
    expect(telemetry.snapshot()).toMatchObject({ totals: priced, models: { "acme/priced": priced } });
    session.end();
  });

  it("say no cost where no call has a price", async () => {
    const { telemetry, finish } = await startRecording({ pricing: PRICING });
    telemetry.session({ id: "s" }, () => call(telemetry, 1, "unknown-model"));
    const { span, event } = await finish();
    for (const { attributes } of [span("session"), event("agentscribe.session.end")]) {
      expect(attributes).not.toHaveProperty(["agentscribe.total.cost_usd"]);
      expect(attributes["agentscribe.total.cost_complete"]).toBe(false);
    }
  });
});

describe("retries", () => {
  it("are among the totals of everything around the call, and not among its errors", async () => {
    const { telemetry, finish } = await startRecording({ pricing: PRICING });
    await telemetry.session({ id: "s" }, () =>
      telemetry.agent({ name: "a" }, () =>
        telemetry.llm({ provider: "acme", model: "priced" }, (made) => {
          for (const status of [429, 503]) made.retry({ status });
        }),
      ),
    );
    telemetry.agent({ name: "calm" }, () => {});
    const { span, event } = await finish();
    for (const { attributes } of [span("session"), span("invoke_agent a"), event("agentscribe.session.end")]) {
      expect(attributes).toMatchObject({ "agentscribe.total.retries": 2, "agentscribe.total.errors": 0 });
    }
    expect(span("invoke_agent calm").attributes).not.toHaveProperty(["agentscribe.total.retries"]);
  });
});

describe("errors", () => {
  it("hold an agent that could not be made", async () => {
    const { telemetry } = await startRecording();
    telemetry.session({}, (session) => {
      expect(() =>
        telemetry.createAgent({ name: "remote", provider: "openai" }, () => {
          throw new RangeError("no");
        }),
      ).toThrow(RangeError);
      expect(session.totals().errors).toBe(1);
    });
  });
});

describe("session.end", () => {
  it("carries duration, turns, outcome and end reason", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s", startTime: T0 });
    for (const name of ["one", "two", "three"]) session.run(() => telemetry.agent({ name }, () => undefined));
    session.run(() => telemetry.task({ id: "T" }, () => call(telemetry, 1)));
    session.outcome("success");
    session.end({ reason: "max_turns", endTime: T0 + 90 * SECOND });
    const { event, span, points } = await finish();
    expect(event("agentscribe.session.end").attributes).toMatchObject({
      "agentscribe.session.duration_ms": 90_000,
      "agentscribe.session.turns": 4,
      "agentscribe.outcome": "success",
      "agentscribe.run.end_reason": "max_turns",
    });
    expect(span("session").attributes).toMatchObject({
      "agentscribe.outcome": "success",
      "agentscribe.run.end_reason": "max_turns",
    });
    expect(points("agentscribe.session.duration")[0]?.value).toBe(90);
  });

  it.each([
    [new RangeError("x"), "error"],
    [new DOMException("called off", "AbortError"), "aborted"],
  ])("says why it ended: %s", async (error, reason) => {
    const { telemetry, finish } = await startRecording();
    await expect(telemetry.session({ id: "s" }, () => Promise.reject(error))).rejects.toBe(error);
    const { event } = await finish();
    expect(event("agentscribe.session.end").attributes["agentscribe.run.end_reason"]).toBe(reason);
  });
});

describe("wait()", () => {
  it("is split from active time; parallel waits count once", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s", startTime: T0 });
    const waits = [
      [0, 40],
      [10, 20],
      [30, 60],
      [80, 90],
    ] as const;
    const open = waits.map(([start]) =>
      session.run(() => telemetry.startWait({ for: "approval", startTime: T0 + start * SECOND })),
    );
    for (const [index, wait] of open.entries()) wait.end({ endTime: T0 + (waits[index]?.[1] ?? 0) * SECOND });
    expect(session.totals().waitMillis).toBe(70 * SECOND);
    session.end({ endTime: T0 + 100 * SECOND });
    expect(telemetry.snapshot().totals.waitMillis).toBe(70 * SECOND);
    const { span, event, points } = await finish();
    expect(span("session").attributes).toMatchObject({
      "agentscribe.total.wait_seconds": 70,
      "agentscribe.total.active_seconds": 30,
    });
    expect(event("agentscribe.session.end").attributes["agentscribe.total.active_seconds"]).toBe(30);
    const active = points("agentscribe.active_time").map((point) => [
      point.attributes["agentscribe.active_time.type"],
      point.value,
    ]);
    expect(Object.fromEntries(active)).toEqual({ agent: 30, user: 70 });
  });

  it("recorded after the event counts where it was, not when it was told", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s", startTime: T0 });
    for (const [start, end] of [
      [0, 40],
      [20, 60],
    ] as const) {
      session
        .run(() => telemetry.startWait({ for: "answer", startTime: T0 + start * SECOND }))
        .end({ endTime: T0 + end * SECOND });
    }
    expect(session.totals().waitMillis).toBe(60 * SECOND);
    session.end({ endTime: T0 + 100 * SECOND });
    await finish();
  });

  it("that is still open counts until the session ends", async () => {
    const { telemetry, finish } = await startRecording();
    const session = telemetry.startSession({ id: "s", startTime: T0 });
    session.run(() => telemetry.startWait({ for: "answer", startTime: T0 + 10 * SECOND }));
    session.end({ endTime: T0 + 15 * SECOND });
    const { span } = await finish();
    expect(span("session").attributes["agentscribe.total.wait_seconds"]).toBe(5);
  });

  it("from before a sub-agent does something counts for the agent itself too, over or not", async () => {
    const { telemetry } = await startRecording({ pricing: PRICING });
    const lead = telemetry.startAgent({ name: "lead", startTime: T0 });
    const startWait = (start: number) =>
      lead.run(() => telemetry.startWait({ for: "answer", startTime: T0 + start * SECOND }));
    const own = () => lead.totals({ scope: "self" }).waitMillis;
    startWait(0).end({ endTime: T0 + 10 * SECOND });
    const open = startWait(20);
    lead.run(() => telemetry.agent({ name: "helper" }, () => call(telemetry, 1)));
    expect(own()).toBeGreaterThan(1_000 * SECOND);
    open.end({ endTime: T0 + 25 * SECOND });
    expect([own(), lead.totals().waitMillis]).toEqual([15 * SECOND, 15 * SECOND]);
  });

  it("in a nested session is active time of neither, and the metric has each second once", async () => {
    const { telemetry, finish } = await startRecording();
    const outer = telemetry.startSession({ id: "outer", startTime: T0 });
    const inner = outer.run(() => telemetry.startSession({ id: "inner", startTime: T0 + 10 * SECOND }));
    inner
      .run(() => telemetry.startWait({ for: "answer", startTime: T0 + 20 * SECOND }))
      .end({ endTime: T0 + 30 * SECOND });
    inner.end({ endTime: T0 + 50 * SECOND });
    outer.end({ endTime: T0 + 60 * SECOND });
    const { spans, points } = await finish();
    const active = Object.fromEntries(
      spans
        .filter((span) => span.name === "session")
        .map((span) => [span.attributes["session.id"], span.attributes["agentscribe.total.active_seconds"]]),
    );
    expect(active).toEqual({ inner: 30, outer: 50 });
    expect(points("agentscribe.active_time").reduce((sum, point) => sum + point.value, 0)).toBe(60);
  });
});

describe("snapshot()", () => {
  it("splits the totals of the process by model, tool, agent and purpose", async () => {
    const { telemetry, collect } = await startRecording({ pricing: PRICING });
    await collect();
    telemetry.agent({ name: "lead" }, () => {
      call(telemetry, 1_000);
      telemetry.llm({ provider: "acme", model: "priced" }, (one) => {
        one.retry();
        one.usage({ inputTokens: 1, outputTokens: 1 });
      });
      telemetry.recordTool({ name: "search", durationMs: 7 });
      telemetry.agent({ name: "helper" }, () => call(telemetry, 2, "unknown-model"));
    });
    const { totals, models, tools, agents, purposes } = telemetry.snapshot();
    expect(totals).toMatchObject({ inferenceCalls: 3, toolCalls: 1, unpricedCalls: 1, retries: 1 });
    expect(Object.keys(models).sort()).toEqual(["acme/priced", "acme/unknown-model"]);
    expect(models["acme/priced"]).toMatchObject({ inferenceCalls: 2, unpricedCalls: 0, retries: 1 });
    expect(models["acme/priced"]?.usage.inputTokens).toBe(1_001);
    expect(tools.search).toMatchObject({ calls: 1, errors: 0 });
    expect(tools.search?.durationMillis).toBeCloseTo(7, 3);
    expect(agents.lead).toMatchObject({ inferenceCalls: 2, toolCalls: 1 });
    expect(agents.helper).toMatchObject({ inferenceCalls: 1, unpricedCalls: 1 });
    expect(purposes.main).toMatchObject({ inferenceCalls: 2 });
    expect(totals.costUsd).toBeCloseTo(models["acme/priced"]?.costUsd ?? 0, 12);
  });

  it("has embeddings by purpose with their retries, which stand on the span too", async () => {
    const { telemetry, finish } = await startRecording({ pricing: PRICING });
    telemetry.embeddings({ provider: "acme", model: "priced", purpose: "index" }, (call) => {
      call.retry({ status: 503 });
      call.retry({ status: 503 });
      call.error(new RangeError("no"));
    });
    const { purposes, models } = telemetry.snapshot();
    expect(purposes.index).toMatchObject({ inferenceCalls: 0, errors: 1, retries: 2 });
    expect(models["acme/priced"]).toMatchObject({ errors: 1, retries: 2 });
    const { span, points } = await finish();
    expect(span("embeddings priced").attributes).toMatchObject({
      "agentscribe.llm.purpose": "index",
      "agentscribe.llm.retries": 2,
    });
    const [unpriced] = points("agentscribe.client.cost.unpriced");
    expect(unpriced?.attributes).toMatchObject({ "agentscribe.llm.purpose": "index" });
  });

  it("has the cost of embeddings, and so have the totals and the metric", async () => {
    const { telemetry, collect } = await startRecording({ pricing: PRICING });
    await collect();
    telemetry.agent({ name: "lead" }, (lead) => {
      telemetry.embeddings({ provider: "acme", model: "priced", serverAddress: "models.example" }, (call) =>
        call.usage({ inputTokens: 1_000_000 }),
      );
      expect(lead.totals()).toMatchObject({ inferenceCalls: 0, costUsd: 1, unpricedCalls: 0 });
    });
    const { totals, models, agents } = telemetry.snapshot();
    expect(totals.costUsd).toBe(1);
    expect(models["acme/priced"]).toMatchObject({ inferenceCalls: 0, costUsd: 1 });
    expect(models["acme/priced"]?.usage.inputTokens).toBe(1_000_000);
    expect(agents.lead?.costUsd).toBe(1);
    const { points } = await collect();
    expect(points("agentscribe.client.cost").map((point) => point.value)).toEqual([1]);
  });

  it("has the cost of embeddings that fail when their usage is known, and none when it is not", async () => {
    const { telemetry, collect, finish } = await startRecording({ pricing: PRICING });
    await collect();
    const fail = (usage?: object): void => {
      telemetry.embeddings({ provider: "acme", model: "priced" }, (call) => {
        if (usage !== undefined) call.usage(usage);
        call.error(new RangeError("the vectors cannot be kept"));
      });
    };
    fail({ inputTokens: 1_000_000 });
    fail();
    const { totals } = telemetry.snapshot();
    expect(totals).toMatchObject({ costUsd: 1, errors: 2, unpricedCalls: 1 });
    const { spans } = await finish();
    const reasons = spans.map(({ attributes }) => attributes["agentscribe.cost.reason"]);
    expect(reasons).toEqual(["output_tokens_missing", "usage_incomplete"]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.cost.usd"])).toEqual([1, undefined]);
  });
});

describe("a request that was refused or never arrived", () => {
  const status = (code: number, more: object = {}): object => Object.assign(new Error("no"), { status: code, ...more });

  it.each([
    ["a status of 400", status(400)],
    ["a status of 429", status(429)],
    ["a status of 500", status(500)],
    ["a connection that was never made", Object.assign(new Error("no"), { cause: { code: "ECONNREFUSED" } })],
  ])("with %s is in no sum as one without a price, and its span says why it has no cost", async (_name, error) => {
    const { telemetry, collect, finish } = await startRecording({ pricing: PRICING });
    await collect();
    telemetry.agent({ name: "lead" }, (lead) => {
      telemetry.recordLlm({ provider: "acme", model: "priced", durationMs: 1, error });
      telemetry.startEmbeddings({ provider: "acme", model: "priced" }).end({ error });
      expect(lead.totals()).toMatchObject({ inferenceCalls: 1, errors: 2, unpricedCalls: 0 });
    });
    expect(telemetry.snapshot().models["acme/priced"]).toMatchObject({ unpricedCalls: 0 });
    const { span, points } = await finish();
    for (const name of ["chat priced", "embeddings priced"]) {
      const { attributes } = span(name);
      expect(attributes).toMatchObject({
        "agentscribe.cost.status": "incomplete",
        "agentscribe.cost.reason": "request_refused",
      });
      expect(attributes).not.toHaveProperty("agentscribe.cost.usd");
    }
    expect(span("invoke_agent lead").attributes).toMatchObject({ "agentscribe.total.cost_complete": true });
    expect(points("agentscribe.client.cost.unpriced")).toEqual([]);
  });

  it.each([
    ["took too long", status(504)],
    ["was stopped by a filter that had read it", status(400, { code: "content_filter" })],
    ["lost its connection", Object.assign(new Error("no"), { cause: { code: "ECONNRESET" } })],
  ])("is not one that %s", async (_name, error) => {
    const { telemetry, collect, finish } = await startRecording({ pricing: PRICING });
    await collect();
    telemetry.recordLlm({ provider: "acme", model: "priced", durationMs: 1, error });
    expect(telemetry.snapshot().totals.unpricedCalls).toBe(1);
    const { span, points } = await finish();
    expect(span("chat priced").attributes["agentscribe.cost.reason"]).toBe("usage_incomplete");
    expect(points("agentscribe.client.cost.unpriced").map(({ value }) => value)).toEqual([1]);
  });

  it("is none when its usage is known", async () => {
    const { telemetry, collect } = await startRecording({ pricing: PRICING });
    await collect();
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    telemetry.recordLlm({ provider: "acme", model: "priced", durationMs: 1, usage, error: status(500) });
    expect(telemetry.snapshot().totals).toMatchObject({ costUsd: 1, unpricedCalls: 0 });
  });
});
