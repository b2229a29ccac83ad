import { afterEach, describe, expect, it, vi } from "vitest";
import type { AttributePreset } from "../../../src/internal/attribute-mapping.ts";
import { EncodedText } from "../../../src/internal/encoded-text.ts";
import type { TelemetryValue } from "../../../src/internal/telemetry-record.ts";
import { type MappedAttributes, presetAttributes } from "../../../src/mapping/preset.ts";

type Attributes = Readonly<Record<string, TelemetryValue>>;

const START = Date.UTC(2026, 10, 21, 12);

function mapped(preset: AttributePreset, attributes: Attributes, isOwn = true): MappedAttributes {
  return presetAttributes(preset, {
    startTimeMillis: START,
    isOwn,
    get: (key) => (Object.hasOwn(attributes, key) ? attributes[key] : undefined),
  });
}

const json = (value: unknown): EncodedText => EncodedText.from(JSON.stringify(value));

const CALL: Attributes = {
  "session.id": "thread-1",
  "user.id": "ada",
  "gen_ai.operation.name": "chat",
  "gen_ai.provider.name": "anthropic",
  "gen_ai.request.model": "claude-opus",
  "gen_ai.response.model": "claude-opus-5",
  "gen_ai.request.temperature": 0,
  "gen_ai.response.time_to_first_chunk": 0.25,
  "gen_ai.usage.input_tokens": 1_200,
  "gen_ai.usage.cache_read.input_tokens": 1_000,
  "gen_ai.usage.cache_write.input_tokens": 50,
  "gen_ai.usage.output_tokens": 90,
  "gen_ai.usage.reasoning.output_tokens": 40,
  "agentscribe.cost.usd": 0.0125,
};

const TALK: Attributes = {
  "gen_ai.system_instructions": json([{ type: "text", content: "Be brief." }]),
  "gen_ai.input.messages": json([
    { role: "user", parts: [{ type: "text", content: "Weather?" }] },
    { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "weather", arguments: { city: "Bern" } }] },
    { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: { degrees: 4 } }] },
  ]),
  "gen_ai.output.messages": json([{ role: "assistant", parts: [{ type: "text", content: "Four degrees." }] }]),
};

const CHAT = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Weather?" },
  {
    role: "assistant",
    tool_calls: [{ id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } }],
  },
  { role: "tool", content: '{"degrees":4}', tool_call_id: "c1" },
];

const AGENT: Attributes = {
  "gen_ai.operation.name": "invoke_agent",
  "gen_ai.agent.name": "planner",
  "gen_ai.usage.input_tokens": 1_200,
  "gen_ai.usage.output_tokens": 90,
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe("presetAttributes()", () => {
  it("gives Langfuse the session, the user and kinds of tokens that do not overlap", () => {
    const { "langfuse.observation.usage_details": usage, ...rest } = mapped("langfuse", CALL);
    expect(rest).toEqual({
      "langfuse.observation.type": "generation",
      "langfuse.session.id": "thread-1",
      "langfuse.user.id": "ada",
      "langfuse.observation.model.name": "claude-opus-5",
      "langfuse.observation.model.parameters": '{"temperature":0}',
      "langfuse.observation.completion_start_time": "2026-11-21T12:00:00.250Z",
      "langfuse.observation.cost_details": '{"total":0.0125}',
    });
    expect(JSON.parse(String(usage))).toEqual({
      input: 150,
      input_cached_tokens: 1_000,
      input_cache_creation: 50,
      output: 50,
      output_reasoning_tokens: 40,
    });
  });

  it.each([
    { "gen_ai.operation.name": "retrieval", "gen_ai.request.model": "text-embedding-3-small" },
    { "gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-5-mini", ...TALK },
    { "gen_ai.operation.name": "chat", "gen_ai.response.model": "gpt-5-mini", "agentscribe.duplicate": true, ...TALK },
    { "ai.operationId": "ai.generateText.doGenerate", "ai.model.id": "gpt-5-mini", "agentscribe.duplicate": true },
  ] as readonly Attributes[])(
    "leaves Langfuse no usage to guess where a model is named and nothing was asked of it",
    (span) => {
      // It counts the text of a span that names a model, and takes what it counted for usage, unless the span says any.
      expect(JSON.parse(String(mapped("langfuse", span)["langfuse.observation.usage_details"]))).toEqual({ total: 0 });
    },
  );

  it("says no usage to Langfuse where no model is named, and none of a call where none is known", () => {
    expect(mapped("langfuse", AGENT)).not.toHaveProperty("langfuse.observation.usage_details");
    const call = { "gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-5-mini" };
    expect(mapped("langfuse", call)).not.toHaveProperty("langfuse.observation.usage_details");
  });

  it("keeps the name of a prompt from being shown by Langfuse as what was asked", () => {
    const prompt = { "gen_ai.prompt.name": "support", "gen_ai.prompt.version": "v3" };
    const of = { ...CALL, ...prompt, ...mapped("langfuse", { ...CALL, ...prompt }) };
    // Without an input of its own it takes what begins so for one, and keeps it out of the metadata.
    const asked = Object.entries(of).filter(([key, value]) => key.startsWith("gen_ai.prompt") && value !== undefined);
    expect(asked).toEqual([]);
    expect(of).toMatchObject({
      "langfuse.observation.prompt.name": "support",
      "langfuse.observation.metadata.prompt_name": "support",
      "langfuse.observation.metadata.prompt_version": "v3",
    });
    expect(mapped("openinference", { ...CALL, ...prompt })).not.toHaveProperty("gen_ai.prompt.name");
    expect(Object.keys(mapped("langfuse", CALL))).not.toContain("gen_ai.prompt.name");
  });

  it.each(["langfuse", "braintrust"] as const)("gives %s a conversation as chat completions write it", (preset) => {
    const of = mapped(preset, { ...CALL, ...TALK });
    const [input, output] =
      preset === "langfuse"
        ? [of["langfuse.observation.input"], of["langfuse.observation.output"]]
        : [of["braintrust.input_json"], of["braintrust.output_json"]];
    expect(JSON.parse(String(input))).toEqual(CHAT);
    expect(JSON.parse(String(output))).toEqual([{ role: "assistant", content: "Four degrees." }]);
  });

  it("gives pictures that have an address, and names other media", () => {
    const seen = {
      ...CALL,
      "gen_ai.input.messages": json([
        {
          role: "user",
          parts: [
            { type: "text", content: "Which is it?" },
            { type: "uri", modality: "image", uri: "https://example.com/cat.png" },
            { type: "uri", modality: "image", uri: "sha256:cd99", size: 165 },
            { type: "reasoning", content: "hm" },
          ],
        },
      ]),
    };
    expect(JSON.parse(String(mapped("langfuse", seen)["langfuse.observation.input"]))).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Which is it?" },
          { type: "image_url", image_url: { url: "https://example.com/cat.png" } },
          { type: "text", text: "[image]" },
        ],
      },
    ]);
    const of = mapped("openinference", seen);
    expect(Object.fromEntries(Object.entries(of).filter(([key]) => key.startsWith("llm.input_messages.")))).toEqual({
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.contents.0.message_content.type": "text",
      "llm.input_messages.0.message.contents.0.message_content.text": "Which is it?",
      "llm.input_messages.0.message.contents.1.message_content.type": "image",
      "llm.input_messages.0.message.contents.1.message_content.image.image.url": "https://example.com/cat.png",
      "llm.input_messages.0.message.contents.2.message_content.type": "text",
      "llm.input_messages.0.message.contents.2.message_content.text": "[image]",
    });
  });

  it("gives the system's words as the conversation where they are all that was captured of it", () => {
    const of = { ...CALL, "gen_ai.system_instructions": TALK["gen_ai.system_instructions"] as TelemetryValue };
    const said = [{ role: "system", content: "Be brief." }];
    expect(JSON.parse(String(mapped("langfuse", of)["langfuse.observation.input"]))).toEqual(said);
    expect(mapped("openinference", of)).toMatchObject({ "llm.input_messages.0.message.content": "Be brief." });
    const cut = '[{"role":"user","parts":[{"type":"te';
    expect(mapped("langfuse", { ...of, "gen_ai.input.messages": cut })["langfuse.observation.input"]).toBe(cut);
  });

  it("writes OpenInference's counts with the cache as a part of the prompt, and messages flat", () => {
    expect(mapped("openinference", { ...CALL, ...TALK })).toMatchObject({
      "openinference.span.kind": "LLM",
      "llm.model_name": "claude-opus-5",
      "llm.token_count.prompt": 1_200,
      "llm.token_count.completion": 90,
      "llm.token_count.total": 1_290,
      "llm.token_count.prompt_details.cache_read": 1_000,
      "llm.token_count.completion_details.reasoning": 40,
      "llm.cost.total": 0.0125,
      "input.mime_type": "application/json",
      "llm.input_messages.0.message.role": "system",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.name": "weather",
      "llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments": '{"city":"Bern"}',
      "llm.input_messages.3.message.tool_call_id": "c1",
      "llm.output_messages.0.message.content": "Four degrees.",
    });
  });

  it.each([
    ["openai", "gpt-6", "openai", "openai"],
    ["azure.ai.openai", "my-deployment", "azure", "openai"],
    ["gcp.vertex_ai", "gemini-3-pro", "google", "vertexai"],
    ["aws.bedrock", "eu.anthropic.claude-opus-5-v1:0", "aws", "anthropic"],
    ["aws.bedrock", "arn:aws:bedrock:eu-west-1::foundation-model/mistral.large-v1", "aws", "mistralai"],
    ["aws.bedrock", "my-profile", "aws", "aws.bedrock"],
    ["x_ai", "grok-4", "xai", "xai"],
    ["toString", "some-model", "toString", "toString"],
  ])("names %s with %s for OpenInference by its words", (provider, model, host, system) => {
    const call = { ...CALL, "gen_ai.provider.name": provider, "gen_ai.response.model": model };
    expect(mapped("openinference", call)).toMatchObject({ "llm.provider": host, "llm.system": system });
  });

  it("gives LangSmith a thread, the details of usage and the cost", () => {
    const of = mapped("langsmith", CALL);
    expect(of).toMatchObject({
      "langsmith.span.kind": "llm",
      "langsmith.metadata.thread_id": "thread-1",
      "langsmith.metadata.user_id": "ada",
      "gen_ai.usage.total_tokens": 1_290,
    });
    expect(JSON.parse(String(of["langsmith.usage_metadata"]))).toMatchObject({
      input_tokens: 1_200,
      input_token_details: { cache_read: 1_000, cache_creation: 50 },
      output_token_details: { reasoning: 40 },
      total_cost: 0.0125,
    });
    const { "agentscribe.cost.usd": _, ...unpriced } = CALL;
    expect(String(mapped("langsmith", unpriced)["langsmith.usage_metadata"])).not.toContain("cost");
  });

  it.each([
    ["anthropic", "anthropic"],
    ["gcp.gemini", "google_genai"],
    ["aws.bedrock", "bedrock"],
    ["acme", "acme"],
  ])("names %s for LangSmith by its word, %s", (provider, word) => {
    expect(mapped("langsmith", { ...CALL, "gen_ai.provider.name": provider })).toMatchObject({
      "langsmith.metadata.ls_provider": word,
      "gen_ai.system": word,
    });
    const { "gen_ai.provider.name": _, ...nameless } = CALL;
    expect(mapped("langsmith", nameless)).not.toHaveProperty("gen_ai.system");
  });

  it("gives LangSmith an output where none was captured, without which it drops the usage", () => {
    expect(mapped("langsmith", CALL)["output.value"]).toBe("{}");
    expect(mapped("langsmith", { ...CALL, ...TALK })).not.toHaveProperty("output.value");
    expect(mapped("langsmith", AGENT)).not.toHaveProperty("output.value");
    expect(mapped("langsmith", { "gen_ai.operation.name": "chat" })).not.toHaveProperty("output.value");
    const said = { ...CALL, "gen_ai.completion": "Four degrees." };
    expect(mapped("langsmith", said, false)).not.toHaveProperty("output.value");
  });

  it("gives LangSmith what an agent was told as an object, which is what it takes for input and output", () => {
    const of = mapped("langsmith", { ...AGENT, ...TALK });
    expect(JSON.parse(String(of["input.value"]))).toEqual({ messages: CHAT });
    expect(JSON.parse(String(of["output.value"]))).toEqual({
      messages: [{ role: "assistant", content: "Four degrees." }],
    });
    const cut = '[{"role":"user","parts":[{"type":"te';
    expect(mapped("langsmith", { ...AGENT, "gen_ai.input.messages": cut })["input.value"]).toBe(cut);
    expect(mapped("langsmith", { ...CALL, ...TALK })).not.toHaveProperty("input.value");
  });

  it("gives Braintrust metrics and metadata", () => {
    const of = mapped("braintrust", CALL);
    expect(of["braintrust.span_attributes"]).toBe('{"type":"llm"}');
    expect(JSON.parse(String(of["braintrust.metrics"]))).toMatchObject({
      prompt_tokens: 1_200,
      estimated_cost: 0.0125,
    });
    expect(JSON.parse(String(of["braintrust.metadata"]))).toMatchObject({ session_id: "thread-1", temperature: 0 });
  });

  it("gives the total and the cost of embeddings, which have no output", () => {
    const embeddings: Attributes = {
      "gen_ai.operation.name": "embeddings",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "text-embedding-3-small",
      "gen_ai.usage.input_tokens": 10,
      "agentscribe.cost.usd": 0.0002,
    };
    expect(mapped("openinference", embeddings)).toMatchObject({
      "openinference.span.kind": "EMBEDDING",
      "embedding.model_name": "text-embedding-3-small",
      "llm.token_count.prompt": 10,
      "llm.token_count.total": 10,
      "llm.cost.total": 0.0002,
    });
    expect(mapped("openinference", embeddings)).not.toHaveProperty("llm.system");
    const langsmith = mapped("langsmith", embeddings);
    expect(langsmith["gen_ai.usage.total_tokens"]).toBe(10);
    expect(JSON.parse(String(langsmith["langsmith.usage_metadata"]))).toMatchObject({ total_tokens: 10 });
    expect(JSON.parse(String(mapped("braintrust", embeddings)["braintrust.metrics"]))).toMatchObject({ tokens: 10 });
    const { "gen_ai.usage.output_tokens": _, ...unfinished } = CALL;
    expect(mapped("openinference", unfinished)).not.toHaveProperty("llm.token_count.total");
  });

  describe("tokens of sound and pictures", () => {
    const heard: Attributes = {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-realtime",
      "gen_ai.usage.input_tokens": 1_000,
      "gen_ai.usage.cache_read.input_tokens": 300,
      "gen_ai.usage.audio.input_tokens": 600,
      "gen_ai.usage.audio.cache_read.input_tokens": 200,
      "gen_ai.usage.image.input_tokens": 50,
      "gen_ai.usage.output_tokens": 90,
      "gen_ai.usage.audio.output_tokens": 70,
      "gen_ai.usage.image.output_tokens": 0,
    };

    it("are kinds of their own, which overlap with none of the cache", () => {
      const usage = mapped("langfuse", heard)["langfuse.observation.usage_details"];
      expect(JSON.parse(String(usage))).toEqual({
        ...{ input: 300, input_cached_tokens: 300, input_audio_tokens: 400 },
        ...{ output: 20, output_audio_tokens: 70 },
      });
      expect(JSON.parse(String(mapped("langsmith", heard)["langsmith.usage_metadata"]))).toMatchObject({
        input_token_details: { cache_read: 300, audio: 400, image: 50 },
        output_token_details: { audio: 70 },
      });
      const openInference = mapped("openinference", heard);
      expect(openInference).toMatchObject({
        "llm.token_count.prompt": 1_000,
        "llm.token_count.prompt_details.audio": 400,
        "llm.token_count.prompt_details.image": 50,
        "llm.token_count.completion_details.audio": 70,
      });
      expect(openInference).not.toHaveProperty("llm.token_count.completion_details.image");
      expect(JSON.parse(String(mapped("braintrust", heard)["braintrust.metrics"]))).toMatchObject({
        ...{ prompt_audio_tokens: 400, prompt_image_tokens: 50, completion_audio_tokens: 70 },
      });
    });

    it("are no more than came from no cache, where it is not known what was cached", () => {
      const { "gen_ai.usage.audio.cache_read.input_tokens": _, ...vague } = heard;
      const { "llm.token_count.prompt_details.audio": audio, "llm.token_count.prompt_details.image": image } = mapped(
        "openinference",
        { ...vague, "gen_ai.usage.audio.input_tokens": 680 },
      );
      expect([audio, image]).toEqual([680, 20]);
      const all = mapped("langfuse", { ...vague, "gen_ai.usage.audio.input_tokens": 900 });
      expect(JSON.parse(String(all["langfuse.observation.usage_details"]))).toMatchObject({
        ...{ input: 0, input_cached_tokens: 300, input_audio_tokens: 700 },
      });
    });
  });

  it.each([
    ["openinference", "openinference.span.kind", "AGENT"],
    ["langfuse", "langfuse.observation.type", "agent"],
  ] as const)("takes the making of an agent for an agent's, as %s does by the conventions", (preset, key, kind) => {
    expect(mapped(preset, { "gen_ai.operation.name": "create_agent", "gen_ai.agent.name": "helper" })[key]).toBe(kind);
  });

  it.each(["braintrust", "langfuse", "langsmith", "openinference"] as const)(
    "leaves what an agent's span sums up out for %s, which would count it twice",
    (preset) => {
      const of = mapped(preset, AGENT);
      expect(Object.keys(of)).toContain("gen_ai.usage.input_tokens");
      expect(of["gen_ai.usage.input_tokens"]).toBeUndefined();
      expect(JSON.stringify(of)).not.toMatch(/1200|1290/);
    },
  );

  it.each(["braintrust", "langsmith"] as const)(
    "leaves out for %s what other instrumentations call it too",
    (preset) => {
      const names = ["prompt_tokens", "completion_tokens", "total_tokens", "cost", "cache_creation.input_tokens"];
      const usage = Object.fromEntries(names.map((name) => [`gen_ai.usage.${name}`, 7]));
      const agent = { "gen_ai.operation.name": "invoke_agent", ...usage };
      expect(Object.values({ ...agent, ...mapped(preset, agent, false) })).not.toContain(7);
      const call = { "gen_ai.operation.name": "chat", ...usage };
      expect({ ...call, ...mapped(preset, call, false) }).toMatchObject(usage);
    },
  );

  it("takes a call that another span tells of for no call", () => {
    expect(mapped("openinference", { ...CALL, "agentscribe.duplicate": true })).not.toHaveProperty("llm.model_name");
  });

  it("says what tools were given and answered, and whether it is JSON", () => {
    const tool = {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "search",
      "gen_ai.tool.call.arguments": json({ q: "x" }),
      "gen_ai.tool.call.result": "nothing found",
    };
    expect(mapped("openinference", tool)).toMatchObject({
      "openinference.span.kind": "TOOL",
      "tool.name": "search",
      "input.mime_type": "application/json",
      "output.value": "nothing found",
      "output.mime_type": "text/plain",
    });
    expect(mapped("braintrust", tool)["braintrust.output_json"]).toBe('"nothing found"');
  });

  describe("documents that were found", () => {
    const search = (documents: unknown): Attributes => ({
      "gen_ai.operation.name": "retrieval",
      "gen_ai.retrieval.query.text": "refunds",
      "gen_ai.retrieval.documents": json(documents),
    });
    const documents = [
      { id: "d1", score: 0.9, content: "Refunds take two days.", metadata: { page: 4 } },
      { id: "d2", content: { text: "Other" } },
    ];

    it("are flat for OpenInference", () => {
      const of = mapped("openinference", search(documents));
      expect(of).toMatchObject({
        "openinference.span.kind": "RETRIEVER",
        "input.value": "refunds",
        "retrieval.documents.0.document.id": "d1",
        "retrieval.documents.0.document.score": 0.9,
        "retrieval.documents.0.document.content": "Refunds take two days.",
        "retrieval.documents.1.document.id": "d2",
        "retrieval.documents.1.document.content": '{"text":"Other"}',
      });
      expect(JSON.parse(String(of["retrieval.documents.0.document.metadata"]))).toMatchObject({ page: 4 });
      expect(of).not.toHaveProperty("retrieval.documents.1.document.score");
    });

    it("have a text and metadata each for LangSmith, which stops at the first that lacks one", () => {
      const of = mapped("langsmith", search(documents));
      expect(of["retrieval.documents.0.document.content"]).toBe("Refunds take two days.");
      expect(JSON.parse(String(of["retrieval.documents.0.document.metadata"]))).toEqual({
        id: "d1",
        score: 0.9,
        page: 4,
      });
      expect(of["retrieval.documents.1.document.content"]).toBe('{"text":"Other"}');
      const withoutText = mapped("langsmith", search([...documents, { id: "d3" }]));
      expect(Object.keys(withoutText).filter((key) => key.startsWith("retrieval."))).toEqual([]);
      expect(String(withoutText["output.value"])).toContain("d3");
    });

    it("are records of a memory too, and no result of a tool", () => {
      const memory = {
        "gen_ai.operation.name": "search_memory",
        "gen_ai.memory.records": json([{ id: "r1", content: "Ada" }]),
      };
      expect(mapped("openinference", memory)["retrieval.documents.0.document.content"]).toBe("Ada");
      const tool = { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.result": json(documents) };
      expect(JSON.stringify(mapped("openinference", tool))).not.toContain("retrieval.");
    });
  });

  it.each(["langfuse", "langsmith"] as const)("does not read for %s what it only passes on", (preset) => {
    const result = json({ hits: ["x"] });
    const read = vi.spyOn(JSON, "parse");
    const of = mapped(preset, { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.result": result });
    expect(Object.values(of)).toContain(result);
    expect(read).not.toHaveBeenCalled();
  });

  it("adds nothing to a span of others that is none of an agent's, and replaces nothing that is there", () => {
    expect(mapped("langfuse", { "http.request.method": "GET" }, false)).toEqual({});
    expect(mapped("langfuse", { ...CALL, "langfuse.session.id": "theirs" })).not.toHaveProperty("langfuse.session.id");
  });

  it("gives text that a limit has cut as it is", () => {
    const cut = '[{"role":"user","parts":[{"type":"te';
    expect(mapped("langfuse", { ...CALL, "gen_ai.input.messages": cut })["langfuse.observation.input"]).toBe(cut);
  });
});
