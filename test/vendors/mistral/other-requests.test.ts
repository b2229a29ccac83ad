import { describe, expect, it } from "vitest";
import { json, sse } from "../../support/scripted-server.ts";
import { ASK, COMPLETION, chunk, MAJORS, MODEL, startMistral, USAGE } from "./support.ts";

const CONVERSATION = {
  object: "conversation.response",
  conversation_id: "conv-1",
  outputs: [
    { object: "entry", type: "tool.execution", id: "tool-1", name: "web_search", arguments: "{}" },
    {
      object: "entry",
      type: "message.output",
      id: "msg-1",
      role: "assistant",
      model: "mistral-medium-2508",
      content: [{ type: "text", text: "Hello." }],
    },
  ],
  usage: {
    prompt_tokens: 20,
    completion_tokens: 4,
    total_tokens: 124,
    connector_tokens: 100,
    connectors: { web_search: 1 },
  },
};

const WITHOUT_ANSWER = /gen_ai\.(response\.(id|finish_reasons)|usage\.(input|output)_tokens)$/;

describe.each(MAJORS)("wrapMistral() beside chat, %s, %s", (...major) => {
  it("records fill-in-the-middle, whole and streamed", async () => {
    const { client, finish } = await startMistral(
      major,
      json(COMPLETION),
      sse([chunk({ content: "x" }, "stop", USAGE)], "done"),
    );
    const request = { model: "codestral-latest", prompt: "def f(", suffix: "return 1", maxTokens: 9 };
    await client.fim.complete(request);
    for await (const _ of await client.fim.stream(request));
    const { spans, violations } = await finish();
    expect(violations).toEqual([]);
    expect(spans.map(({ name }) => name)).toEqual(Array(2).fill("text_completion codestral-latest"));
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([3, 3]);
  });

  it("records the completions of an agent with its id", async () => {
    const { client, finish } = await startMistral(
      major,
      json(COMPLETION),
      sse([chunk({ content: "x" }, "stop", USAGE)], "done"),
    );
    const request = { agentId: "ag_1", messages: ASK.messages };
    await client.agents.complete(request);
    for await (const _ of await client.agents.stream(request));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => [attributes["gen_ai.agent.id"], attributes["gen_ai.response.model"]])).toEqual(
      Array(2).fill(["ag_1", "mistral-small-2506"]),
    );
  });

  it("records embeddings", async () => {
    const { client, finish } = await startMistral(
      major,
      json({
        id: "emb-1",
        object: "list",
        model: "mistral-embed-2312",
        data: [{ object: "embedding", index: 0, embedding: [0.1, 0.2, 0.3] }],
        usage: { prompt_tokens: 6, completion_tokens: 0, total_tokens: 6 },
      }),
    );
    const answer = await client.embeddings.create({ model: "mistral-embed", inputs: ["hello"] });
    expect(answer.data[0].embedding).toEqual([0.1, 0.2, 0.3]);
    const all = await finish();
    expect(all.violations).toEqual([]);
    expect(all.span("embeddings mistral-embed").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 6,
      "gen_ai.response.model": "mistral-embed-2312",
      "gen_ai.embeddings.dimension.count": 3,
    });
  });

  it("records conversations with their id, the agent's tools and the model", async () => {
    const { client, finish } = await startMistral(major, json(CONVERSATION), json(CONVERSATION));
    const { conversationId } = await client.beta.conversations.start({ model: MODEL, inputs: "hello" });
    await client.beta.conversations.append({ conversationId, conversationAppendRequest: { inputs: "more" } });
    const { spans, violations } = await finish();
    expect(violations).toEqual([]);
    expect(spans).toHaveLength(2);
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({
        "gen_ai.conversation.id": "conv-1",
        "gen_ai.response.model": "mistral-medium-2508",
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.usage.output_tokens": 4,
      });
    }
    const [written] = JSON.parse(String(spans[0]?.attributes["gen_ai.output.messages"]));
    expect(written.parts).toMatchObject([{ type: "server_tool_call", name: "web_search" }, { content: "Hello." }]);
    expect(JSON.parse(String(spans[1]?.attributes["gen_ai.input.messages"]))).toMatchObject([
      { role: "user", parts: [{ content: "more" }] },
    ]);
  });

  it("records a streamed conversation", async () => {
    const event = (type: string, data: object): object => ({ event: type, data: { type, ...data } });
    const delta = (content: string): object =>
      event("message.output.delta", {
        output_index: 0,
        id: "msg-1",
        content_index: 0,
        model: "mistral-medium-2508",
        role: "assistant",
        content,
      });
    const { client, finish } = await startMistral(
      major,
      sse([
        event("conversation.response.started", { conversation_id: "conv-1" }),
        delta("Hel"),
        delta("lo"),
        event("conversation.response.done", { usage: CONVERSATION.usage }),
      ]),
    );
    let seen = 0;
    for await (const _ of await client.beta.conversations.startStream({ model: MODEL, inputs: "hello" })) seen += 1;
    expect(seen).toBe(4);
    const all = await finish();
    expect(all.violations).toEqual([]);
    const { attributes } = all.span(`chat ${MODEL}`);
    expect(attributes).toMatchObject({
      "gen_ai.conversation.id": "conv-1",
      "gen_ai.response.id": "msg-1",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 20,
    });
    expect(JSON.parse(String(attributes["gen_ai.output.messages"]))).toMatchObject([{ parts: [{ content: "Hello" }] }]);
  });

  it("records documents and speech that are read, and what a moderation is for", async () => {
    const { client, finish } = await startMistral(
      major,
      json({
        model: "mistral-ocr-2505",
        pages: [{ index: 0, markdown: "# Hi", images: [], dimensions: null }],
        usage_info: { pages_processed: 1, doc_size_bytes: 10 },
      }),
      json({
        model: "voxtral-mini-2507",
        text: "hello",
        language: "en",
        usage: { prompt_audio_seconds: 3, prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      }),
      json({
        id: "mod-1",
        model: "mistral-moderation-2411",
        results: [{ categories: { pii: false }, category_scores: { pii: 0 } }],
      }),
    );
    await client.ocr.process({
      model: "mistral-ocr-latest",
      document: { type: "document_url", documentUrl: "https://example.com/a.pdf" },
    });
    await client.audio.transcriptions.complete({ model: "voxtral-mini-latest", fileUrl: "https://example.com/a.mp3" });
    await client.classifiers.moderate({ model: "mistral-moderation-latest", inputs: ["hello"] });
    const all = await finish();
    expect(all.violations.filter((one) => !WITHOUT_ANSWER.test(one))).toEqual([]);
    expect(all.spans).toHaveLength(3);
    expect(all.span("generate_content mistral-moderation-latest").attributes).toMatchObject({
      "agentscribe.llm.purpose": "moderation",
      "gen_ai.response.model": "mistral-moderation-2411",
    });
    expect(all.span("generate_content mistral-ocr-latest").attributes).toMatchObject({
      "gen_ai.response.model": "mistral-ocr-2505",
      "agentscribe.output.size": 4,
    });
    expect(all.span("generate_content voxtral-mini-latest").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 5,
      "gen_ai.usage.output_tokens": 2,
    });
  });
});
