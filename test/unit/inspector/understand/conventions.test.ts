import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../src/inspector/model/facts.ts";
import type { AttributeValue } from "../../../../src/inspector/model/raw.ts";
import { agentKindOf, understandSpan } from "../../../../src/inspector/understand/index.ts";
import { group, span } from "./raw.ts";

type Attributes = Readonly<Record<string, AttributeValue>>;

function understood(scope: string, name: string, attributes: Attributes): Facts {
  return understandSpan(span(name, attributes), group(scope));
}

describe("OpenInference", () => {
  const scope = "@arizeai/openinference-instrumentation-openai";

  it("says tokens of the whole prompt, with those of the cache as a part, and the cost", () => {
    const facts = understood(scope, "OpenAI Chat Completions", {
      "openinference.span.kind": "LLM",
      "llm.provider": "openai",
      "llm.model_name": "gpt-6",
      "llm.token_count.prompt": 100,
      "llm.token_count.completion": 20,
      "llm.token_count.total": 120,
      "llm.token_count.prompt_details.cache_read": 60,
      "llm.token_count.completion_details.reasoning": 8,
      "llm.cost.prompt": 0.25,
      "llm.cost.completion": 0.5,
      "session.id": "s1",
      "user.id": "u1",
    });
    expect(facts).toMatchObject({
      kind: "inference",
      counted: true,
      provider: "openai",
      model: "gpt-6",
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 60,
      reasoningTokens: 8,
      costUsd: 0.75,
      session: "s1",
      user: "u1",
    });
    expect(agentKindOf(group(scope))).toBe("openinference");
  });

  it.each([
    ["AGENT", "agent"],
    ["CHAIN", "step"],
    ["TOOL", "tool"],
    ["RETRIEVER", "retrieval"],
    ["EMBEDDING", "embeddings"],
    ["GUARDRAIL", "step"],
  ])("%s is %s, and a chain that repeats the tokens of its model calls is not summed", (kind, expected) => {
    const facts = understood(scope, "LangGraph", { "openinference.span.kind": kind, "llm.token_count.prompt": 5 });
    expect(facts.kind).toBe(expected);
    expect(facts.counted).toBe(expected === "embeddings");
  });

  it("names an agent without a name by its span", () => {
    expect(understood(scope, "researcher", { "openinference.span.kind": "AGENT" }).agent).toBe("researcher");
  });
});

describe("OpenLLMetry", () => {
  const scope = "@traceloop/instrumentation-openai";

  it("says what kind of request it was, and the session in its association properties", () => {
    const facts = understood(scope, "openai.chat", {
      "llm.request.type": "chat",
      "gen_ai.system": "OpenAI",
      "gen_ai.request.model": "gpt-4o",
      "gen_ai.usage.prompt_tokens": 7,
      "gen_ai.usage.completion_tokens": 2,
      "llm.usage.total_tokens": 9,
      "traceloop.association.properties.session_id": "s1",
      "traceloop.association.properties.user_id": "u1",
    });
    expect(facts).toMatchObject({
      kind: "inference",
      provider: "openai",
      inputTokens: 7,
      outputTokens: 2,
      session: "s1",
    });
  });

  it("wraps functions in spans of which none is a model call, whatever they repeat", () => {
    const attributes = { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": 7 };
    const agent = understood(scope, "turn.agent", {
      ...attributes,
      "traceloop.span.kind": "agent",
      "traceloop.entity.name": "turn",
    });
    expect(agent).toMatchObject({ kind: "agent", counted: false, agent: "turn" });
    const tool = understood(scope, "find.tool", { "traceloop.span.kind": "tool", "traceloop.entity.name": "find" });
    expect(tool).toMatchObject({ kind: "tool", tool: "find" });
  });
});

describe("the AI SDK", () => {
  const usage = { "ai.usage.inputTokens": 30, "ai.usage.outputTokens": 4 };
  const model = { "ai.model.provider": "openai.responses", "ai.model.id": "gpt-6" };

  it("doubles each request, of which the inner span counts", () => {
    const outer = understood("ai", "ai.streamText", {
      ...usage,
      ...model,
      "ai.operationId": "ai.streamText",
      "ai.telemetry.functionId": "support",
      "ai.telemetry.metadata.sessionId": "s1",
    });
    const inner = understood("ai", "ai.streamText.doStream", {
      ...usage,
      ...model,
      "ai.operationId": "ai.streamText.doStream",
      "ai.response.msToFirstChunk": 12.5,
      "gen_ai.system": "openai.responses",
    });
    expect(outer).toMatchObject({ kind: "agent", counted: false, agent: "support", session: "s1" });
    expect(inner).toMatchObject({
      kind: "inference",
      counted: true,
      provider: "openai",
      inputTokens: 30,
      firstChunkUs: 12_500,
    });
    expect(agentKindOf(group("ai"))).toBe("ai-sdk");
  });

  it("says in version 6 what is left without the cache", () => {
    const facts = understood("ai", "ai.generateText.doGenerate", {
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.model.provider": "anthropic.messages",
      "ai.usage.inputTokens": 100,
      "ai.usage.inputTokenDetails.noCacheTokens": 10,
      "ai.usage.inputTokenDetails.cacheReadTokens": 60,
      "ai.usage.inputTokenDetails.cacheWriteTokens": 30,
    });
    expect(facts).toMatchObject({ inputTokens: 100, cacheReadTokens: 60, cacheWriteTokens: 30, provider: "anthropic" });
  });

  it("passes on in version 5 what Anthropic says, which leaves the cache out, and OpenAI, which does not", () => {
    const call = {
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.usage.inputTokens": 100,
      "ai.usage.cachedInputTokens": 40,
    };
    const of = (provider: string) =>
      understood("ai", "ai.generateText.doGenerate", { ...call, "ai.model.provider": provider });
    expect(of("anthropic.messages").inputTokens).toBe(140);
    expect(of("openai.chat").inputTokens).toBe(100);
  });

  it("passes on in version 5 what Anthropic says of the cache, where it says nothing of it itself", () => {
    const facts = understood("ai", "ai.generateText.doGenerate", {
      "ai.operationId": "ai.generateText.doGenerate",
      "ai.model.provider": "anthropic.messages",
      "ai.usage.inputTokens": 7,
      "ai.response.providerMetadata": JSON.stringify({
        anthropic: { usage: { input_tokens: 7, cache_creation_input_tokens: 20, cache_read_input_tokens: 160 } },
      }),
    });
    expect(facts).toMatchObject({ inputTokens: 187, cacheReadTokens: 160, cacheWriteTokens: 20 });
  });

  it("records tools", () => {
    const tool = understood("ai", "ai.toolCall", { "ai.operationId": "ai.toolCall", "ai.toolCall.name": "search" });
    expect(tool).toMatchObject({ kind: "tool", tool: "search" });
  });
});

describe("Langfuse", () => {
  it("says kinds of tokens that do not overlap, and a cost, as JSON", () => {
    const facts = understood("langfuse-sdk", "answer", {
      "langfuse.observation.type": "generation",
      "langfuse.observation.model.name": "gpt-6",
      "langfuse.observation.usage_details": JSON.stringify({
        input: 40,
        input_cached_tokens: 60,
        output: 12,
        output_reasoning_tokens: 8,
        total: 120,
      }),
      "langfuse.observation.cost_details": JSON.stringify({ input: 0.1, output: 0.2, total: 0.3 }),
      "langfuse.session.id": "s1",
    });
    expect(facts).toMatchObject({
      kind: "inference",
      model: "gpt-6",
      inputTokens: 100,
      cacheReadTokens: 60,
      outputTokens: 20,
      reasoningTokens: 8,
      costUsd: 0.3,
      session: "s1",
    });
  });

  it.each([
    {
      prompt_tokens: 10_000,
      completion_tokens: 500,
      total_tokens: 10_500,
      prompt_tokens_details: { audio_tokens: 0, cached_tokens: 9_000 },
      completion_tokens_details: { accepted_prediction_tokens: 0, reasoning_tokens: 400 },
    },
    {
      input_tokens: 10_000,
      input_tokens_details: { cached_tokens: 9_000 },
      output_tokens: 500,
      output_tokens_details: { reasoning_tokens: 400 },
      total_tokens: 10_500,
    },
  ])("says in Python what OpenAI's API says, details of counts included: %j", (usage) => {
    const facts = understood("langfuse-sdk", "OpenAI-generation", {
      "langfuse.observation.type": "generation",
      "langfuse.observation.usage_details": JSON.stringify(usage),
    });
    expect(facts).toMatchObject({
      ...{ inputTokens: 10_000, cacheReadTokens: 9_000, outputTokens: 500, reasoningTokens: 400 },
    });
  });

  it("reads nothing from JSON that is none", () => {
    const facts = understood("langfuse-sdk", "answer", {
      "langfuse.observation.type": "generation",
      "langfuse.observation.usage_details": '{"input": 4',
      "langfuse.observation.cost_details": "[]",
    });
    expect([facts.inputTokens, facts.costUsd]).toEqual([undefined, undefined]);
  });

  it.each([
    ["2023-11-14T22:13:20.250Z", 250_000],
    ['"2023-11-14T22:13:20.250Z"', 250_000],
    ["2023-11-14T22:13:19.000Z", undefined],
    ["2023-11-14T22:13:21.000Z", undefined],
    ["soon", undefined],
  ])("says when the answer began: %s", (at, firstChunkUs) => {
    const attributes = {
      "langfuse.observation.type": "generation",
      "langfuse.observation.completion_start_time": at,
    };
    const facts = understandSpan(span("answer", attributes, { durationUs: 300_000 }), group("langfuse-sdk"));
    expect(facts.firstChunkUs).toBe(firstChunkUs);
  });

  it("says by a level, and not by the status of the span, that something failed", () => {
    const of = (level: string) =>
      understood("langfuse-sdk", "answer", {
        "langfuse.observation.type": "tool",
        "langfuse.observation.level": level,
      });
    expect([of("ERROR").errorType, of("WARNING").errorType]).toEqual(["_OTHER", undefined]);
  });

  it("names a tool by its span", () => {
    expect(understood("langfuse-sdk", "find_parcel", { "langfuse.observation.type": "tool" }).tool).toBe("find_parcel");
  });
});

describe("others", () => {
  it("Laminar's spans without a type are steps", () => {
    const step = understood("lmnr.tracer", "turn", { "lmnr.span.instrumentation_source": "javascript" });
    const call = understood("lmnr.tracer", "chat", {
      "lmnr.span.instrumentation_source": "javascript",
      "lmnr.span.type": "LLM",
      "gen_ai.usage.input_cost": 1,
      "gen_ai.usage.output_cost": 2,
    });
    expect([step.kind, call.kind, call.costUsd]).toEqual(["step", "inference", 3]);
  });

  it("LangSmith's kind goes before the operation that it writes, and its session is a project", () => {
    const prompt = understood("langsmith", "prompt", {
      "langsmith.span.kind": "prompt",
      "gen_ai.operation.name": "chat",
    });
    const call = understood("langsmith", "ChatOpenAI", {
      "langsmith.span.kind": "llm",
      "langsmith.trace.session_id": "project-1",
      "langsmith.metadata.thread_id": "thread-1",
      "langsmith.usage_metadata": JSON.stringify({
        input_tokens: 10,
        output_tokens: 5,
        input_token_details: { cache_read: 4 },
        output_token_details: { reasoning: 2 },
      }),
    });
    expect(prompt).toMatchObject({ kind: "step", counted: false });
    expect(call).toMatchObject({
      kind: "inference",
      session: "thread-1",
      inputTokens: 10,
      cacheReadTokens: 4,
      reasoningTokens: 2,
    });
  });

  it("Braintrust says kind and metrics as JSON", () => {
    const facts = understood("braintrust", "Chat Completion", {
      "braintrust.span_attributes": '{"type":"llm"}',
      "braintrust.metrics": JSON.stringify({ prompt_tokens: 9, completion_tokens: 3, prompt_cached_tokens: 2 }),
      "braintrust.metadata.model": "gpt-6",
    });
    expect(facts).toMatchObject({
      kind: "inference",
      model: "gpt-6",
      inputTokens: 9,
      outputTokens: 3,
      cacheReadTokens: 2,
    });
  });

  it("Logfire's copies of spans that have begun are nothing, and what it scrubbed is not known", () => {
    const call = { "gen_ai.operation.name": "chat", "session.id": "[Scrubbed due to 'session']" };
    const pending = understood("logfire", "chat", { ...call, "logfire.span_type": "pending_span" });
    const ended = understood("logfire", "chat", { ...call, "logfire.span_type": "span" });
    expect([pending.kind, pending.counted]).toEqual(["other", false]);
    expect([ended.kind, ended.counted, ended.session]).toEqual(["inference", true, undefined]);
  });

  it("Pydantic AI's run of an agent repeats the usage of its calls", () => {
    const run = understood("pydantic-ai", "agent run", {
      agent_name: "support",
      model_name: "gpt-6",
      "gen_ai.usage.input_tokens": 10,
    });
    expect(run).toMatchObject({ kind: "agent", counted: false, agent: "support" });
  });

  it.each([
    ["google.generative-ai", "gcp.gemini"],
    ["vertex_ai", "gcp.vertex_ai"],
    ["az.ai.inference", "azure.ai.inference"],
    ["amazon-bedrock", "aws.bedrock"],
    ["xai.chat", "x_ai"],
    ["Anthropic", "anthropic"],
    ["gcp.gen_ai", "gcp.gen_ai"],
    ["my-gateway", "my-gateway"],
  ])("the provider %s is %s", (said, provider) => {
    expect(understood("x", "chat", { "gen_ai.operation.name": "chat", "gen_ai.system": said }).provider).toBe(provider);
  });
});
