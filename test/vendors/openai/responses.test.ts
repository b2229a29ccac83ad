import { describe, expect, it } from "vitest";
import { wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { type Answer, json } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor } from "../load.ts";
import { outputOf } from "../recorded-output.ts";
import { CLIENTS, errorOf, start, streamed, withoutMissing } from "./support.ts";

const FULL = { capture: "full" } as const;
const ASK = { model: "gpt-4o", temperature: 0, input: "hello" };
const MESSAGE = {
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: '{"ok":true}', annotations: [] }],
};
const USAGE = {
  input_tokens: 1200,
  input_tokens_details: { cached_tokens: 1000 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 30 },
  total_tokens: 1250,
};
const RECORDED = {
  "gen_ai.usage.input_tokens": 1200,
  "gen_ai.usage.cache_read.input_tokens": 1000,
  "gen_ai.usage.output_tokens": 50,
  "gen_ai.usage.reasoning.output_tokens": 30,
  "openai.api.type": "responses",
};
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1,
  model: "gpt-4o-2024-08-06",
  status: "completed",
  service_tier: "default",
  output: [MESSAGE],
  usage: USAGE,
  error: null,
  incomplete_details: null,
  tools: [],
};
const search = (action: string): object => ({
  type: "web_search_call",
  id: `ws_${action}`,
  status: "completed",
  action: { type: action, query: "x" },
});
const STARTED = { ...RESPONSE, status: "in_progress", output: [], usage: null };
const QUEUED = { ...STARTED, status: "queued", background: true };

let sequence = 0;
const event = (type: string, more: object): object => ({
  event: type,
  data: { type, sequence_number: sequence++, ...more },
});
const textEvents = (...texts: string[]): object[] => [
  event("response.created", { response: STARTED }),
  event("response.output_item.added", { output_index: 0, item: { ...MESSAGE, status: "in_progress", content: [] } }),
  event("response.content_part.added", {
    output_index: 0,
    content_index: 0,
    item_id: "msg_1",
    part: { type: "output_text", text: "", annotations: [] },
  }),
  ...texts.map((delta) =>
    event("response.output_text.delta", { output_index: 0, content_index: 0, item_id: "msg_1", delta }),
  ),
];
const completed = event("response.completed", { response: RESPONSE });
const failed = event("response.failed", {
  response: { ...STARTED, status: "failed", error: { code: "server_error", message: "no" } },
});

describe.each(CLIENTS)("responses of openai, $set, CommonJS $cjs", (which) => {
  const started = (...answers: Answer[]) => start({ ...which, telemetry: FULL, client: { maxRetries: 0 } }, ...answers);

  it("are recorded with usage, built-in tools counted", async () => {
    const output = [search("search"), search("open_page"), search("search"), MESSAGE];
    const { client, finish } = await started(json({ ...RESPONSE, output }));
    const answer = await client.responses.create({ ...ASK, tools: [{ type: "web_search" }] });
    expect(answer.output_text).toBe('{"ok":true}');
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("chat gpt-4o").attributes).toMatchObject({
      ...RECORDED,
      "agentscribe.usage.web_searches": 2,
      "gen_ai.request.temperature": 0,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(violations).toEqual([]);
  });

  it("are charged for searches of the preview tool, which the request alone names here", async () => {
    const { client, finish } = await started(json({ ...RESPONSE, output: [search("search"), MESSAGE] }));
    await client.responses.create({ ...ASK, tools: [{ type: "web_search_preview" }] });
    expect((await finish()).span("chat gpt-4o").attributes).toMatchObject({
      "agentscribe.usage.preview_web_searches": 1,
      "agentscribe.cost.tools": 0.025,
      "agentscribe.cost.status": "ok",
    });
  });

  it("are charged for the images that a tool made and for searches of files", async () => {
    const image_gen = { input_tokens: 2000, output_tokens: 4160, output_tokens_details: { image_tokens: 4160 } };
    const output = [{ type: "file_search_call", id: "fs_1", status: "completed", queries: ["x"] }, MESSAGE];
    const { client, finish } = await started(json({ ...RESPONSE, output, tool_usage: { image_gen } }));
    await client.responses.create({ ...ASK, tools: [{ type: "image_generation", model: "gpt-image-1" }] });
    const { span, violations } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({
      ...RECORDED,
      "agentscribe.usage.file_searches": 1,
      "agentscribe.image_generation.model": "gpt-image-1",
      "agentscribe.image_generation.input_tokens": 2000,
      "agentscribe.image_generation.image.output_tokens": 4160,
      "agentscribe.cost.tools": expect.closeTo(0.0025 + 0.01 + 0.1664, 9),
      "agentscribe.cost.status": "ok",
    });
    expect(violations).toEqual([]);
  });

  it("keep withResponse(), asResponse() and parse()", async () => {
    const { client, finish } = await started(json(RESPONSE));
    expect((await client.responses.create(ASK).withResponse()).data.id).toBe("resp_1");
    expect((await (await client.responses.create(ASK).asResponse()).json()).id).toBe("resp_1");
    const format = { type: "json_schema", name: "answer", schema: {}, $brand: "auto-parseable-response-format" };
    Object.defineProperty(format, "$parseRaw", { value: JSON.parse });
    const parsed = await client.responses.parse({ ...ASK, text: { format } });
    expect(parsed.output_parsed).toEqual({ ok: true });
    const { spans } = await finish();
    expect(spans).toHaveLength(3);
    for (const { attributes } of spans) expect(attributes).toMatchObject(RECORDED);
  });

  it("are recorded when streamed, by create() and by stream()", async () => {
    const { client, finish } = await started(streamed([...textEvents("a", "b"), completed]));
    const types: string[] = [];
    for await (const { type } of await client.responses.create({ ...ASK, stream: true })) types.push(type);
    expect(types.at(-1)).toBe("response.completed");
    const stream = client.responses.stream(ASK);
    expect((await stream.finalResponse()).usage.input_tokens).toBe(1200);
    const { spans, violations } = await finish();
    expect(spans).toHaveLength(2);
    for (const { attributes } of spans) {
      expect(attributes).toMatchObject({ ...RECORDED, "gen_ai.response.time_to_first_chunk": expect.any(Number) });
    }
    expect(violations).toEqual([]);
  });

  it("that are left in the middle keep their text, with an estimate", async () => {
    const { client, finish } = await started(streamed(textEvents("12345678", "9"), "hang"));
    for await (const { delta } of await client.responses.create({ ...ASK, stream: true })) if (delta === "9") break;
    const { span } = await finish();
    expect(span("chat gpt-4o")).toMatchObject({
      status: { code: 0 },
      attributes: {
        "gen_ai.usage.output_tokens": 3,
        "agentscribe.usage.estimated": "inputTokens,outputTokens",
        "agentscribe.cost.reason": "usage_estimated",
      },
    });
    expect(outputOf(span("chat gpt-4o").attributes)).toEqual([{ type: "text", content: "123456789" }]);
  });

  it("that fail inside the stream are recorded as failed", async () => {
    const { client, finish } = await started(streamed([...textEvents("a"), failed]));
    for await (const _ of await client.responses.create({ ...ASK, stream: true }));
    const { span, points } = await finish();
    expect(span("chat gpt-4o")).toMatchObject({
      status: { code: 2 },
      attributes: { "gen_ai.response.finish_reasons": ["error"], "error.type": "server_error" },
    });
    const [duration] = points("gen_ai.client.inference.duration");
    expect(duration?.attributes).toMatchObject({ "error.type": "server_error" });
  });

  it("that fail are recorded as failed, and nothing is made up of what they used", async () => {
    const error = { code: "rate_limit_exceeded", message: "no" };
    const { client, finish } = await started(json({ ...STARTED, status: "failed", error }));
    expect((await client.responses.create(ASK)).status).toBe("failed");
    const { attributes, status } = (await finish()).span("chat gpt-4o");
    expect(status.code).toBe(2);
    expect(attributes).toMatchObject({
      "error.type": "rate_limit_exceeded",
      "gen_ai.response.finish_reasons": ["error"],
      "agentscribe.cost.reason": "usage_incomplete",
    });
  });

  it("that are incomplete did not fail", async () => {
    const incomplete = { ...RESPONSE, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    const { client, finish } = await started(json(incomplete));
    await client.responses.create(ASK);
    const { attributes, status } = (await finish()).span("chat gpt-4o");
    expect(status.code).toBe(0);
    expect(attributes).not.toHaveProperty(["error.type"]);
    expect(attributes).toMatchObject({ ...RECORDED, "agentscribe.cost.status": "ok" });
  });

  it("are incomplete when their stream ends before it says so", async () => {
    const { client, finish } = await started(streamed(textEvents("a", "b"), "close"));
    for await (const _ of await client.responses.create({ ...ASK, stream: true }));
    const { attributes, status } = (await finish()).span("chat gpt-4o");
    expect(status.code).toBe(0);
    expect(attributes).toMatchObject({
      "agentscribe.usage.estimated": "inputTokens,outputTokens",
      "agentscribe.cost.status": "incomplete",
      "gen_ai.response.finish_reasons": ["error"],
    });
  });

  it("in the background are one call, whose usage is recorded once it is known", async () => {
    const done = { ...RESPONSE, background: true, completed_at: Math.floor(Date.now() / 1000) + 5 };
    const { client, telemetry, finish } = await started(
      json(QUEUED),
      json({ ...QUEUED, status: "in_progress" }),
      json(done),
    );
    let answer = await client.responses.create({ ...ASK, background: true });
    expect(answer.status).toBe("queued");
    while (answer.status !== "completed") answer = await client.responses.retrieve(answer.id);
    await client.responses.retrieve(answer.id);
    await client.responses.retrieve(answer.id).withResponse();
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1200 } });
    const { span, spans, violations } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({ ...RECORDED, "agentscribe.cost.usd": expect.any(Number) });
    expect(span("chat gpt-4o").attributes).not.toHaveProperty(["agentscribe.unfinished"]);
    const fetched = spans.filter(({ name }) => name === "fetch_response");
    expect(fetched.map(({ attributes }) => attributes["gen_ai.response.status"])).toEqual([
      "in_progress",
      "completed",
      "completed",
      "completed",
    ]);
    for (const { attributes } of fetched) expect(attributes).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
    expect(withoutMissing(violations)).toEqual([]);
  });

  it("in the background that are cancelled, or fail, end their call", async () => {
    const { client, finish } = await started(
      json(QUEUED),
      json({ ...QUEUED, status: "cancelled" }),
      json({ ...QUEUED, id: "resp_2" }),
      json({ ...QUEUED, id: "resp_2", status: "failed", error: { code: "server_error", message: "no" } }),
    );
    await client.responses.create({ ...ASK, background: true });
    await client.responses.cancel("resp_1");
    await client.responses.create({ ...ASK, background: true });
    await client.responses.retrieve("resp_2");
    const calls = (await finish()).spans.filter(({ name }) => name === "chat gpt-4o");
    expect(calls.map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "server_error"]);
    for (const { attributes } of calls) expect(attributes).not.toHaveProperty(["agentscribe.unfinished"]);
  });

  it("that are fetched as a stream settle the call too", async () => {
    const { client, finish } = await started(
      json({ ...QUEUED, id: "resp_1" }),
      streamed([...textEvents("a"), completed]),
    );
    const { id } = await client.responses.create({ ...ASK, background: true });
    for await (const _ of await client.responses.retrieve(id, { stream: true }));
    expect((await finish()).span("chat gpt-4o").attributes).toMatchObject(RECORDED);
  });

  it("in the background whose stream is left go on, and are settled when they are fetched", async () => {
    const { client, telemetry, finish } = await started(streamed(textEvents("a", "b"), "hang"), json(RESPONSE));
    const stream = await client.responses.create({ ...ASK, background: true, stream: true });
    for await (const { delta } of stream) if (delta === "a") break;
    await client.responses.retrieve("resp_1");
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1200 } });
    const { attributes, status } = (await finish()).span("chat gpt-4o");
    expect(status.code).toBe(0);
    expect(attributes).toMatchObject({
      ...RECORDED,
      "gen_ai.response.finish_reasons": ["stop"],
      "agentscribe.cost.status": "ok",
    });
    expect(attributes).not.toHaveProperty(["agentscribe.usage.estimated"]);
    expect(outputOf(attributes)).toEqual([{ type: "text", content: '{"ok":true}' }]);
  });

  it("that are stored and fetched again are not billed again", async () => {
    const { client, telemetry, finish } = await started(json(RESPONSE));
    await client.responses.create(ASK);
    await client.responses.retrieve("resp_1");
    expect(telemetry.snapshot().totals).toMatchObject({ inferenceCalls: 1, usage: { inputTokens: 1200 } });
    await finish();
  });

  it("are fetched from where a stream broke off, with the tier that served them, at Azure too", async () => {
    const served = { ...RESPONSE, service_tier: "flex" };
    const { client, server, finish } = await started(
      streamed([event("response.completed", { response: served })]),
      json(served),
    );
    for await (const _ of await client.responses.retrieve("resp_1", { stream: true, starting_after: 7 }));
    const { AzureOpenAI } = (
      which.cjs ? requireVendor(which.set, "openai") : await loadVendor(which.set, "openai")
    ) as Vendor;
    const deployed = wrapOpenAI(
      new AzureOpenAI({ apiKey: "none", endpoint: server.url, apiVersion: "2025-04-01-preview" }),
    );
    await deployed.responses.retrieve("resp_1");
    const [resumed, fetched] = (await finish()).spans;
    expect(resumed?.attributes).toMatchObject({
      "gen_ai.request.stream_cursor": "7",
      "openai.api.type": "responses",
      "openai.response.service_tier": "flex",
    });
    expect(fetched?.attributes).toMatchObject({
      "gen_ai.provider.name": "azure.ai.openai",
      "openai.api.type": "responses",
      "openai.response.service_tier": "flex",
    });
    expect(fetched?.attributes).not.toHaveProperty(["gen_ai.request.stream_cursor"]);
  });

  it("that cannot be fetched give the caller the client's error", async () => {
    const { client, OpenAI, finish } = await started(json({ error: { message: "none", code: "not_found" } }, 404));
    expect(await errorOf(client.responses.retrieve("resp_9"))).toBeInstanceOf(OpenAI.NotFoundError);
    expect((await finish()).span("fetch_response").attributes["error.type"]).toBe("not_found");
  });

  it("that are compacted are a call of that purpose", async () => {
    const compacted = {
      id: "cmp_1",
      object: "response.compaction",
      created_at: 1,
      output: [{ type: "compaction", id: "c", encrypted_content: "x" }],
      usage: USAGE,
    };
    const { client, finish } = await started(json(compacted));
    const { compact } = client.responses as { compact?: (request: object) => Promise<Vendor> };
    if (compact === undefined) return; // Older majors have none.
    expect((await client.responses.compact({ model: "gpt-4o", input: "hello" })).id).toBe("cmp_1");
    expect((await finish()).span("chat gpt-4o").attributes).toMatchObject({
      ...RECORDED,
      "agentscribe.llm.purpose": "compaction",
      "gen_ai.conversation.compacted": true,
    });
  });
});
