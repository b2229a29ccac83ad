import { type Attributes, SpanStatusCode, trace } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { type Recording, startRecording } from "../../support/recording.ts";

const MODEL = "gpt-4.1-2025-04-14";

/** 1,000 input tokens, 400 of them from the cache, and 100 of output, as the conventions say it. */
const CALL: Attributes = {
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "openai",
  "gen_ai.request.model": "gpt-4.1",
  "gen_ai.response.model": MODEL,
  "gen_ai.usage.input_tokens": 1000,
  "gen_ai.usage.cache_read.input_tokens": 400,
  "gen_ai.usage.output_tokens": 100,
};

/** 600 × $2 + 400 × $0.50 + 100 × $8 a million. */
const COST = 0.0022;

/** A client whose provider is the one that others make their spans with. */
async function startOwn(options?: TelemetryOptions): Promise<Recording> {
  const recording = await startRecording(options);
  while (activeOtelGlobals()?.trace === undefined) await new Promise(setImmediate);
  return recording;
}

/** A span of another instrumentation, around what runs inside. */
function foreign<T>(name: string, attributes: Attributes, inside?: () => T): void {
  trace.getTracer("other").startActiveSpan(name, { kind: 2, attributes }, (span) => {
    inside?.();
    span.end();
  });
}

describe("a model call that only the span of another instrumentation tells of", () => {
  it("is priced on that span, measured, and in the totals", async () => {
    const { telemetry, finish } = await startOwn();
    foreign("theirs", CALL);
    expect(telemetry.snapshot()).toMatchObject({
      totals: { inferenceCalls: 1, unpricedCalls: 0, usage: { inputTokens: 1000, outputTokens: 100 } },
      models: { [`openai/${MODEL}`]: { inferenceCalls: 1, costUsd: expect.closeTo(COST, 10) } },
    });
    const { spans, points } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: "theirs",
      scope: { name: "other" },
      attributes: { ...CALL, "agentscribe.cost.usd": expect.closeTo(COST, 10), "agentscribe.cost.status": "ok" },
    });
    expect(points("gen_ai.client.inference.duration")).toMatchObject([
      { attributes: { "gen_ai.provider.name": "openai" } },
    ]);
    expect(points("gen_ai.client.inference.usage.input_tokens").map(({ value }) => value)).toEqual([1000]);
    expect(points("agentscribe.client.cost").map(({ value }) => value)).toEqual([expect.closeTo(COST, 10)]);
  });

  it("is for what scopes around say of calls inside, unless it says so itself", async () => {
    const { telemetry, finish } = await startOwn();
    const calls = { purpose: "answer", prompt: { name: "support", version: "3" } };
    telemetry.agent({ name: "support", calls }, () => {
      foreign("theirs", CALL);
      foreign("named", { ...CALL, "gen_ai.prompt.name": "own" });
    });
    expect(telemetry.snapshot().purposes.answer?.inferenceCalls).toBe(2);
    const { span } = await finish();
    expect(span("theirs").attributes).toMatchObject({
      "agentscribe.llm.purpose": "answer",
      "gen_ai.prompt.name": "support",
      "gen_ai.prompt.version": "3",
    });
    expect(span("named").attributes).toMatchObject({
      "agentscribe.llm.purpose": "answer",
      "gen_ai.prompt.name": "own",
    });
    expect(span("named").attributes).not.toHaveProperty(["gen_ai.prompt.version"]);
  });

  it("is a part of the agent and the session around it, and carries who they are for", async () => {
    const { telemetry, finish } = await startOwn();
    const totals = await telemetry.session({ id: "s-1", user: { id: "u-1" } }, (session) => {
      telemetry.agent({ name: "planner" }, () => {
        foreign("theirs", CALL);
        foreign("failing", { ...CALL, "error.type": "overloaded" });
      });
      return session.totals();
    });
    expect(totals).toMatchObject({ inferenceCalls: 2, errors: 1, turns: 1, usage: { inputTokens: 2000 } });
    expect(telemetry.snapshot().agents.planner).toMatchObject({ inferenceCalls: 2, errors: 1 });
    const { span } = await finish();
    const agent = span("invoke_agent planner");
    expect(agent.attributes).toMatchObject({
      "agentscribe.total.inference_calls": 2,
      "agentscribe.total.input_tokens": 2000,
    });
    expect(span("theirs")).toMatchObject({
      parentSpanId: agent.spanId,
      attributes: {
        "session.id": "s-1",
        "user.id": "u-1",
        "agentscribe.turn.id": agent.attributes["agentscribe.turn.id"],
      },
    });
  });

  it("counts for the agent that it names, where no agent of ours is around", async () => {
    const { telemetry, finish } = await startOwn({ names: { otherwise: "hash", allow: ["ours"] } });
    foreign("theirs", { ...CALL, "gen_ai.agent.name": "helper" });
    telemetry.agent({ name: "ours" }, () => foreign("inside", { ...CALL, "gen_ai.agent.name": "helper" }));
    const { span, points } = await finish();
    const name = span("theirs").attributes["gen_ai.agent.name"];
    expect(name).not.toBe("helper");
    const costs = points("agentscribe.client.cost").map((point) => point.attributes["gen_ai.agent.name"]);
    expect(costs.sort()).toEqual([name, "ours"].sort());
    expect(Object.keys(telemetry.snapshot().agents).sort()).toEqual([name, "ours"].sort());
  });

  it("is a turn of its own directly inside a session", async () => {
    const { telemetry, finish } = await startOwn();
    telemetry.session({ id: "s-1" }, (session) => {
      foreign("theirs", CALL);
      expect(session.totals().turns).toBe(1);
    });
    expect((await finish()).span("theirs").attributes).toHaveProperty("agentscribe.turn.id");
  });

  it("is taken from the budgets of the process and of its session, wherever it was made", async () => {
    const { telemetry } = await startOwn({
      budgets: [
        { name: "day", per: "day", maxTokens: 2_200 },
        { name: "session", per: "session", maxCalls: 1 },
      ],
    });
    const call = () => telemetry.llm({ provider: "openai", model: "gpt-4.1" }, () => "made");
    foreign("outside of all scopes", CALL);
    expect(call()).toBe("made");
    telemetry.session({ id: "s-1" }, () => {
      foreign("inside", CALL);
      expect(call).toThrow(/the budget "day" is used up: 2200 of 2200 tokens/);
    });
    expect(telemetry.refusal()).toMatchObject({ budget: "day", limit: "tokens" });
  });

  it("fails with what its status or its exception says", async () => {
    const { telemetry, finish } = await startOwn();
    const tracer = trace.getTracer("other");
    const span = tracer.startSpan("theirs", {
      attributes: { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai" },
    });
    span.recordException(new RangeError("no"));
    span.setStatus({ code: SpanStatusCode.ERROR, message: "no" }).end();
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, errors: 1, unpricedCalls: 1 });
    const { spans } = await finish();
    expect(spans[0]?.attributes).toMatchObject({ "error.type": "RangeError", "agentscribe.cost.status": "incomplete" });
    expect(spans[0]?.attributes).not.toHaveProperty("agentscribe.cost.usd");
  });

  it("is observed like a call of ours", async () => {
    const ended: unknown[] = [];
    const { finish } = await startOwn({
      observers: [{ onEnd: ({ kind, name, usage, cost }) => ended.push({ kind, name, usage, cost }) }],
    });
    foreign("theirs", CALL);
    await finish();
    expect(ended).toMatchObject([
      { kind: "llm", name: "theirs", usage: { inputTokens: 1000 }, cost: { status: "ok" } },
    ]);
  });

  it("is not recorded while nothing is", async () => {
    const { telemetry, finish } = await startOwn();
    telemetry.disable();
    foreign("theirs", CALL);
    telemetry.enable();
    expect(telemetry.snapshot().totals.inferenceCalls).toBe(0);
    expect((await finish()).spans).toEqual([]);
  });
});

describe("the words of other instrumentations", () => {
  it.each<[string, Attributes, object]>([
    [
      "OpenInference",
      {
        "openinference.span.kind": "LLM",
        "llm.provider": "anthropic",
        "llm.model_name": "claude-sonnet-4-5",
        "llm.token_count.prompt": 1000,
        "llm.token_count.completion": 10,
        "llm.token_count.prompt_details.cache_read": 600,
        "llm.token_count.prompt_details.cache_write": 100,
      },
      {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "claude-sonnet-4-5",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.cache_read.input_tokens": 600,
        "gen_ai.usage.cache_write.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
        // 300 × $3 + 600 × $0.30 + 100 × $3.75 + 10 × $15 a million.
        "agentscribe.cost.usd": expect.closeTo(0.001605, 10),
      },
    ],
    [
      "OpenLLMetry",
      {
        "gen_ai.system": "OpenAI",
        "llm.request.type": "chat",
        "gen_ai.request.model": "gpt-4.1",
        "gen_ai.usage.prompt_tokens": 1000,
        "gen_ai.usage.completion_tokens": 100,
      },
      {
        "gen_ai.provider.name": "openai",
        "gen_ai.usage.input_tokens": 1000,
        "agentscribe.cost.usd": expect.closeTo(0.0028, 10),
      },
    ],
    [
      "an older AI SDK",
      {
        "gen_ai.system": "google.generative-ai",
        "gen_ai.request.model": "gemini-2.5-flash",
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 100,
      },
      {
        "gen_ai.provider.name": "gcp.gemini",
        "gen_ai.operation.name": "chat",
        "agentscribe.cost.usd": expect.closeTo(0.00055, 10),
      },
    ],
    [
      "one that passes Anthropic's count on, which leaves the cache out",
      {
        "gen_ai.system": "anthropic",
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "claude-sonnet-4-5",
        "gen_ai.usage.input_tokens": 300,
        "gen_ai.usage.cache_read_input_tokens": 600,
        "gen_ai.usage.cache_creation_input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
      },
      { "gen_ai.usage.input_tokens": 1000, "agentscribe.cost.usd": expect.closeTo(0.001605, 10) },
    ],
  ])("are read of %s", async (_who, attributes, expected) => {
    const { telemetry, finish } = await startOwn();
    foreign("theirs", attributes);
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1000 } });
    expect((await finish()).span("theirs").attributes).toMatchObject({
      ...expected,
      ...without(attributes, Object.keys(expected)),
    });
  });

  it("hold what Anthropic billed for summing up", async () => {
    const { telemetry } = await startOwn();
    const extras = { "anthropic.usage.compaction.input_tokens": 50, "anthropic.usage.compaction.output_tokens": 7 };
    foreign("theirs", { ...CALL, ...extras });
    expect(telemetry.snapshot().totals.usage).toMatchObject({ inputTokens: 1050, outputTokens: 107 });
  });

  it("tell of embeddings, which are no inference", async () => {
    const { telemetry, finish } = await startOwn();
    foreign("theirs", {
      "openinference.span.kind": "EMBEDDING",
      "embedding.model_name": "text-embedding-3-small",
      "llm.system": "openai",
      "llm.token_count.prompt": 1000,
      "http.request.resend_count": 2,
    });
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 0, retries: 2, usage: { inputTokens: 1000 } });
    expect((await finish()).span("theirs").attributes).toMatchObject({
      "gen_ai.operation.name": "embeddings",
      "agentscribe.cost.usd": expect.closeTo(0.00002, 10),
      "agentscribe.llm.retries": 2,
    });
  });

  it.each(["chat", "embeddings"])("are measured with the labels that the span has: %s", async (operation) => {
    const { finish } = await startOwn();
    const said = {
      "gen_ai.operation.name": operation,
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "text-embedding-3-small",
      "gen_ai.response.model": "text-embedding-3-small-1",
    };
    const api = operation === "chat" ? { "openai.response.system_fingerprint": "fp_1" } : {};
    const server = { "server.address": "proxy.local", "server.port": 8080 };
    foreign("theirs", { ...said, ...api, ...server });
    foreign("of a server that it does not say", said);
    const { points } = await finish();
    const duration = operation === "chat" ? "gen_ai.client.inference.duration" : "gen_ai.client.operation.duration";
    expect(points(duration).map(({ attributes }) => attributes)).toEqual([{ ...said, ...server, ...api }, said]);
  });

  it.each<[string, Attributes]>([
    ["a run of an agent that sums its calls up", { ...CALL, "gen_ai.operation.name": "invoke_agent" }],
    ["a chain", { "openinference.span.kind": "CHAIN", "llm.token_count.prompt": 10, "llm.model_name": "gpt-4.1" }],
    ["a workflow", { "traceloop.span.kind": "workflow", "gen_ai.system": "OpenAI", "gen_ai.usage.prompt_tokens": 10 }],
    ["a request over HTTP", { "http.request.method": "POST", "url.full": "https://api.openai.com/v1/responses" }],
    ["nobody's call of no model", { "gen_ai.operation.name": "chat" }],
  ])("leave %s as it is", async (_what, attributes) => {
    const { telemetry, finish } = await startOwn();
    foreign("theirs", attributes);
    expect(telemetry.snapshot().totals.inferenceCalls).toBe(0);
    expect((await finish()).span("theirs").attributes).toEqual(attributes);
  });

  it("are doubted where they cannot be true", async () => {
    const { telemetry, finish } = await startOwn();
    foreign("negative", { ...CALL, "gen_ai.usage.input_tokens": -5, "gen_ai.usage.output_tokens": 1e300 });
    foreign("text", { ...CALL, "gen_ai.usage.input_tokens": "1000", "gen_ai.usage.cache_read.input_tokens": "x" });
    foreign("lists", {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": ["openai"],
      "gen_ai.request.model": "gpt-4.1",
      "gen_ai.response.finish_reasons": "stop",
      "http.request.resend_count": -3,
      "gen_ai.response.time_to_first_chunk": -1,
    });
    const { usage, inferenceCalls, costUsd, retries } = telemetry.snapshot().totals;
    expect({ inferenceCalls, retries }).toEqual({ inferenceCalls: 3, retries: 0 });
    expect(usage).toMatchObject({ inputTokens: 400, outputTokens: 100, cacheReadTokens: 400 });
    expect(costUsd).toBeGreaterThanOrEqual(0);
    const { span } = await finish();
    expect(span("negative").attributes).toMatchObject({
      "agentscribe.usage.mended": expect.stringContaining("inputTokens"),
    });
    expect(span("negative").attributes["gen_ai.usage.input_tokens"]).toBe(400);
    expect(span("negative").attributes).not.toHaveProperty("gen_ai.usage.output_tokens");
    expect(span("text").attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(span("text").attributes).not.toHaveProperty("gen_ai.usage.cache_read.input_tokens");
    expect(span("lists").attributes).toMatchObject({
      "gen_ai.provider.name": "unknown",
      "agentscribe.cost.status": "unpriced",
    });
  });
});

describe("one request that several spans tell of", () => {
  const duplicates = async ({ finish }: Recording): Promise<readonly string[]> =>
    (await finish()).spans
      .filter(({ attributes }) => attributes["agentscribe.duplicate"] === true)
      .map(({ name }) => name);

  it("is counted by the innermost", async () => {
    const recording = await startOwn();
    foreign("outer", { ...CALL, "gen_ai.usage.input_tokens": 7 }, () =>
      foreign("http", {}, () => foreign("inner", CALL)),
    );
    expect(recording.telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1000 } });
    const { spans } = await recording.collect();
    const outer = spans.find(({ name }) => name === "outer");
    expect(outer?.attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(outer?.attributes).not.toHaveProperty("agentscribe.cost.status");
    expect(await duplicates(recording)).toEqual(["outer"]);
  });

  it("is counted once for each request inside, and by the outer where those inside do not say what they used", async () => {
    const recording = await startOwn();
    const { "gen_ai.operation.name": operation, "gen_ai.provider.name": provider } = CALL;
    const silent: Attributes = { "gen_ai.operation.name": operation ?? "", "gen_ai.provider.name": provider ?? "" };
    foreign("two", CALL, () => {
      foreign("first", CALL);
      foreign("second", CALL);
    });
    foreign("telling", CALL, () => foreign("silent", silent));
    expect(recording.telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 3, usage: { inputTokens: 3000 } });
    expect((await duplicates(recording)).toSorted()).toEqual(["silent", "two"]);
  });

  it("is counted by the outer when that was over first", async () => {
    const recording = await startOwn();
    const tracer = trace.getTracer("other");
    tracer.startActiveSpan("outer", { attributes: CALL }, (outer) => {
      tracer.startActiveSpan("inner", { attributes: CALL }, (inner) => {
        outer.end();
        inner.end();
      });
      // Started when the other was over: a request of its own.
      foreign("next", CALL);
    });
    expect(recording.telemetry.snapshot().totals.inferenceCalls).toBe(2);
    expect(await duplicates(recording)).toEqual(["inner"]);
  });

  it("is counted by a call of ours around it or inside it, and a tool's own request by itself", async () => {
    const recording = await startOwn();
    const { telemetry } = recording;
    telemetry.llm({ provider: "openai", model: "gpt-4.1" }, (call) => {
      foreign("inside ours", CALL);
      call.usage({ inputTokens: 5, outputTokens: 1 });
      telemetry.tool({ name: "ask" }, () => foreign("of a tool", CALL));
    });
    foreign("around ours", CALL, () =>
      telemetry.step({ name: "try" }, () => telemetry.llm({ provider: "openai", model: "gpt-4.1" }, () => undefined)),
    );
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 3, usage: { inputTokens: 1005 } });
    expect((await duplicates(recording)).toSorted()).toEqual(["around ours", "inside ours"]);
  });
});

describe("a model call of another instrumentation that was refused", () => {
  it("is in no sum as one without a price", async () => {
    const { telemetry, finish } = await startOwn();
    const asked = {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-4.1",
    };
    foreign("refused", { ...asked, "error.type": "429" });
    foreign("broken", { ...asked, "error.type": "ECONNRESET" });
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 2, errors: 2, unpricedCalls: 1 });
    expect((await finish()).span("refused").attributes["agentscribe.cost.reason"]).toBe("request_refused");
  });
});

function without(attributes: Attributes, keys: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !keys.includes(key)));
}
