import { describe, expect, it } from "vitest";
import { understandSpan, WANTED_ATTRIBUTES } from "../../../../src/inspector/understand/index.ts";
import { group, span } from "./raw.ts";

const anyone = group("some.instrumentation");

describe("spans of the GenAI conventions of today", () => {
  it("are model calls with their tokens, models and finish reason", () => {
    const facts = understandSpan(
      span("chat gpt-6", {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-6",
        "gen_ai.response.model": "gpt-6-2026-09-01",
        "gen_ai.response.id": "resp_1",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.response.time_to_first_chunk": 0.25,
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "gen_ai.usage.cache_read.input_tokens": 40,
        "gen_ai.usage.cache_write.input_tokens": 10,
        "gen_ai.usage.reasoning.output_tokens": 5,
        "gen_ai.conversation.id": "thread-1",
      }),
      anyone,
    );
    expect(facts).toMatchObject({
      kind: "inference",
      counted: true,
      provider: "openai",
      model: "gpt-6",
      requestModel: "gpt-6",
      modelVersion: "gpt-6-2026-09-01",
      finishReason: "stop",
      firstChunkUs: 250_000,
      inputTokens: 100,
      outputTokens: 20,
      cacheReadTokens: 40,
      cacheWriteTokens: 10,
      reasoningTokens: 5,
      session: "thread-1",
    });
  });

  it.each([
    ["execute_tool", "tool"],
    ["invoke_agent", "agent"],
    ["invoke_workflow", "workflow"],
    ["create_agent", "agent"],
    ["retrieval", "retrieval"],
    ["search_memory", "memory"],
    ["plan", "plan"],
    ["fetch_response", "other"],
  ])("%s is %s and is not summed", (operation, kind) => {
    const facts = understandSpan(
      span(operation, { "gen_ai.operation.name": operation, "gen_ai.usage.input_tokens": 7 }),
      anyone,
    );
    expect(facts).toMatchObject({ kind, counted: false });
  });

  it("takes the tool's own span for a tool, and the MCP request inside it for MCP", () => {
    const attributes = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "mcp.method.name": "tools/call",
    };
    expect(understandSpan(span("execute_tool search", attributes), anyone).kind).toBe("tool");
    expect(understandSpan(span("tools/call search", attributes), anyone).kind).toBe("mcp");
  });

  it("prefers the session to the conversation, in any order of attributes", () => {
    const spans = [
      span("chat", { "session.id": "s", "gen_ai.conversation.id": "c" }),
      span("chat", { "gen_ai.conversation.id": "c", "session.id": "s" }),
    ];
    expect(spans.map((one) => understandSpan(one, anyone).session)).toEqual(["s", "s"]);
  });
});

describe("spans of older GenAI conventions", () => {
  it("say provider and tokens by their old names", () => {
    const facts = understandSpan(
      span("chat gpt-4o", {
        "gen_ai.operation.name": "chat",
        "gen_ai.system": "az.ai.openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.usage.prompt_tokens": 12,
        "gen_ai.usage.completion_tokens": "3",
        "gen_ai.response.finish_reasons": '["length"]',
      }),
      anyone,
    );
    expect(facts).toMatchObject({
      kind: "inference",
      counted: true,
      provider: "azure.ai.openai",
      model: "gpt-4o",
      inputTokens: 12,
      outputTokens: 3,
      finishReason: "length",
    });
  });

  it("are of Anthropic's client, which says cache writes by their life and what summing up took apart", () => {
    const facts = understandSpan(
      span("anthropic.messages.create", {
        "gen_ai.operation.name": "chat",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 20,
        "anthropic.usage.cache_creation.ephemeral_5m_input_tokens": 10,
        "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": 5,
        "anthropic.usage.compaction.input_tokens": 50,
        "anthropic.usage.compaction.output_tokens": 8,
        "anthropic.message.stop_reason": "end_turn",
      }),
      anyone,
    );
    expect(facts).toMatchObject({
      inputTokens: 150,
      outputTokens: 28,
      cacheWriteTokens: 15,
      finishReason: "end_turn",
    });
  });

  it("add the cache to an input that is smaller than it, as Anthropic counts", () => {
    const facts = understandSpan(
      span("chat claude", {
        "gen_ai.operation.name": "chat",
        "gen_ai.usage.input_tokens": 12,
        "gen_ai.usage.cache_read_input_tokens": 1_000,
        "gen_ai.usage.cache_creation_input_tokens": 200,
      }),
      anyone,
    );
    expect(facts).toMatchObject({ inputTokens: 1_212, cacheReadTokens: 1_000, cacheWriteTokens: 200 });
  });
});

describe("what is no work of an agent", () => {
  it("is other, and nothing is made up", () => {
    const facts = understandSpan(span("GET", { "http.request.method": "GET", "server.address": "a" }), anyone);
    expect(facts.kind).toBe("other");
    expect(Object.values(facts).filter((value) => value !== undefined)).toEqual(["other", false]);
  });

  it.each([
    ["a list", ["x"]],
    ["a word", "many"],
    ["below 0", -5],
    ["no number", Number.NaN],
    ["beyond belief", 1e300],
    ["empty", ""],
  ])("a count that is %s is no count", (_, value) => {
    const facts = understandSpan(
      span("chat", { "gen_ai.operation.name": "chat", "gen_ai.usage.input_tokens": value }),
      anyone,
    );
    expect(facts.inputTokens).toBeUndefined();
  });
});

it("asks the decoder for every attribute that it reads, and for no content", () => {
  expect([...WANTED_ATTRIBUTES]).toContain("gen_ai.usage.input_tokens");
  expect([...WANTED_ATTRIBUTES]).not.toContain("gen_ai.input.messages");
});
