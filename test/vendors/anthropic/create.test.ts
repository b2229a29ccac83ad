import { describe, expect, it } from "vitest";
import { unwrap, wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { drop, hang, json } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import { outputOf } from "../recorded-output.ts";
import { ASK, errorBody, LIMITS, MESSAGE, RECORDED_USAGE, SETS, start, USAGE } from "./support.ts";

const CHAT = "chat claude-opus-4-1";

describe.each(SETS)("wrapAnthropic() of @anthropic-ai/sdk, %s: messages.create()", (set) => {
  it("records usage with cache by lifetime, tier, searches, limits and cost", async () => {
    const { client, finish } = await start({ set }, json(MESSAGE, 200, LIMITS));
    const answer = await client.messages.create({ ...ASK, top_k: 0, stop_sequences: ["x"] });
    expect(answer).toMatchObject({ id: "msg_1", _request_id: "req_1" });
    const recorded = await finish();
    expect(recorded.spans).toHaveLength(1);
    expect(recorded.span(CHAT).attributes).toMatchObject({
      ...RECORDED_USAGE,
      "gen_ai.provider.name": "anthropic",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.top_k": 0,
      "gen_ai.request.max_tokens": 64,
      "gen_ai.request.stop_sequences": ["x"],
      "gen_ai.response.id": "msg_1",
      "gen_ai.response.model": "claude-opus-4-1-20250805",
      "gen_ai.response.finish_reasons": ["end_turn"],
      "agentscribe.usage.web_searches": 2,
      "agentscribe.service_tier": "standard",
      "agentscribe.request_id": "req_1",
      "agentscribe.rate_limit.requests.remaining": 49,
      "server.address": "127.0.0.1",
    });
    // 100 at 15, 800 at 1.50, 200 at 18.75, 100 at 30, 20 at 75 dollars a million, and two searches at a cent.
    const usd = (100 * 15 + 800 * 1.5 + 200 * 18.75 + 100 * 30 + 20 * 75) / 1e6 + 0.02;
    expect(recorded.span(CHAT).attributes["agentscribe.cost.usd"]).toBeCloseTo(usd, 9);
    expect(recorded.violations).toEqual([]);
  });

  it("records beta.messages.create() and parse() once each", async () => {
    const { client, finish } = await start({ set }, json(MESSAGE));
    await client.beta.messages.create(ASK);
    const format = { type: "json_schema", schema: { type: "object", properties: { ok: { type: "boolean" } } } };
    const parsed = await client.messages.parse({ ...ASK, output_config: { format } });
    expect(parsed.parsed_output).toEqual({ ok: true });
    await client.beta.messages.parse({ ...ASK, output_config: { format } });
    const { spans, violations } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([1200, 1200, 1200]);
    expect(violations).toEqual([]);
  });

  it("keeps withResponse() and asResponse() as they are", async () => {
    const { client, finish } = await start({ set }, json(MESSAGE, 200, LIMITS));
    const { data, response, request_id } = await client.messages.create(ASK).withResponse();
    expect([data.id, response.status, request_id]).toEqual(["msg_1", 200, "req_1"]);
    const raw = await client.messages.create(ASK).asResponse();
    expect(await raw.json()).toMatchObject({ id: "msg_1" });
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes["gen_ai.usage.output_tokens"])).toEqual([20, 20]);
    expect(spans.map(({ attributes }) => attributes["agentscribe.request_id"])).toEqual(["req_1", "req_1"]);
  });

  it("returns the client's own kind of promise", async () => {
    const { client, module } = await start({ set }, json(MESSAGE));
    const promise = client.messages.create(ASK);
    expect(promise).toBeInstanceOf(module.APIPromise);
    expect(promise.constructor).toBe(module.APIPromise);
    await promise;
  });

  it("keeps a subclass with private fields, instanceof and its own methods", async () => {
    const { module, server, finish } = await start({ set }, json(MESSAGE));
    class Mine extends (module.Anthropic as new (options: object) => { readonly messages: Vendor }) {
      readonly #asked: string[] = [];
      async ask(text: string): Promise<number> {
        this.#asked.push(text);
        await this.messages.create(ASK);
        return this.#asked.length;
      }
    }
    const mine = wrapAnthropic(new Mine({ apiKey: "none", baseURL: server.url }));
    expect(await mine.ask("a")).toBe(1);
    expect(mine).toBeInstanceOf(module.Anthropic);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("throws the client's own error for a 529 that is not retried, with the span ended", async () => {
    const { client, module, finish } = await start(
      { set, client: { maxRetries: 0 } },
      json(errorBody("overloaded_error"), 529, LIMITS),
    );
    const error = await client.messages.create(ASK).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(module.APIError);
    expect(error).toMatchObject({ status: 529, requestID: "req_1" });
    const { span, violations } = await finish();
    expect(span(CHAT)).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "overloaded_error" } });
    expect(span(CHAT).attributes["agentscribe.request_id"]).toBe("req_1");
    expect(violations).toEqual([]);
  });

  it.each([
    [529, "overloaded_error"],
    [429, "rate_limit_error"],
  ])("records a %d that was retried as an event of one call", async (status, type) => {
    const { client, finish } = await start(
      { set },
      json(errorBody(type), status, { "retry-after-ms": "1" }),
      json(MESSAGE),
    );
    await client.messages.create(ASK);
    const recorded = await finish();
    expect(recorded.spans).toHaveLength(1);
    expect(recorded.span(CHAT)).toMatchObject({ status: { code: 0 }, attributes: { "agentscribe.llm.retries": 1 } });
    expect(recorded.event("agentscribe.retry").attributes).toMatchObject({ "error.type": String(status) });
    expect(recorded.eventsNamed("agentscribe.rate_limit")).toHaveLength(status === 429 ? 1 : 0);
  });

  it("ends the span of a request that is aborted before the answer", async () => {
    const { client, module, server, finish } = await start({ set }, hang());
    const controller = new AbortController();
    const asked = client.messages.create(ASK, { signal: controller.signal });
    const caught = asked.catch((error: unknown) => error);
    while (server.requests.length === 0) await new Promise(setImmediate);
    controller.abort();
    expect(await caught).toBeInstanceOf(module.APIUserAbortError);
    expect((await finish()).span(CHAT).attributes["error.type"]).toBe("APIUserAbortError");
  });

  it("ends the span of a connection that drops", async () => {
    const { client, module, finish } = await start({ set, client: { maxRetries: 0 } }, drop());
    await expect(client.messages.create(ASK)).rejects.toBeInstanceOf(module.APIConnectionError);
    expect((await finish()).span(CHAT)).toMatchObject({ status: { code: 2 } });
  });

  it("adds no unhandled rejection, and keeps the one there is", async () => {
    const { client, finish } = await start({ set, client: { maxRetries: 0 } }, json(errorBody("api_error"), 500));
    const seen: unknown[] = [];
    const listener = (error: unknown): void => {
      seen.push(error);
    };
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    try {
      await client.messages.create(ASK).catch(() => undefined);
      await new Promise(setImmediate);
      expect(seen).toEqual([]);
      client.messages.create(ASK).then(() => undefined);
      while (seen.length === 0) await new Promise(setImmediate);
      expect(seen).toHaveLength(1);
    } finally {
      process.off("unhandledRejection", listener);
      for (const other of others) process.on("unhandledRejection", other);
    }
    expect((await finish()).spans).toHaveLength(2);
  });

  it("observes the clients that withOptions() makes", async () => {
    const { client, module, finish } = await start({ set }, json(MESSAGE));
    const other = client.withOptions({ timeout: 5_000 });
    expect(other).toBeInstanceOf(module.Anthropic);
    await other.messages.create(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("is undone by unwrap(), and wraps again", async () => {
    const { client, finish } = await start({ set }, json(MESSAGE));
    const { create } = client.messages;
    expect(wrapAnthropic(client).messages.create).toBe(create);
    expect(unwrap(client)).toBe(client);
    expect(Object.hasOwn(client.messages, "create")).toBe(false);
    await client.messages.create(ASK);
    wrapAnthropic(client);
    await client.messages.create(ASK);
    const { spans } = await finish();
    expect(spans.filter(({ name }) => name === CHAT)).toHaveLength(1);
  });

  it("makes no model call of token counts and of batches", async () => {
    const result = { custom_id: "a", result: { type: "succeeded", message: MESSAGE } };
    const { client, server, finish } = await start({ set }, (response, request) => {
      if (request.path.includes("results")) {
        response.writeHead(200, { "content-type": "application/x-jsonl" });
        response.end(`${JSON.stringify(result)}\n`);
      } else json({ id: "msgbatch_1", input_tokens: 7, results_url: `${server.url}/v1/results` })(response, request);
    });
    expect(await client.messages.countTokens(ASK)).toMatchObject({ input_tokens: 7 });
    const batch = await client.messages.batches.create({ requests: [{ custom_id: "a", params: ASK }] });
    const results = [];
    for await (const one of await client.messages.batches.results(batch.id)) results.push(one);
    expect(results).toEqual([result]);
    const { spans } = await finish();
    expect(spans.filter(({ attributes }) => attributes["gen_ai.operation.name"] !== undefined)).toEqual([]);
  });

  it("says of a request that compacts that it does", async () => {
    const { client, finish } = await start({ set }, json(MESSAGE));
    await client.beta.messages.create({ ...ASK, compaction: { type: "summarize" } });
    expect((await finish()).span(CHAT).attributes["agentscribe.llm.purpose"]).toBe("compaction");
  });

  it("records a result of a batch where the application takes it over", async () => {
    const { telemetry, finish } = await start({ set }, json(MESSAGE));
    const message = { ...MESSAGE, usage: { ...USAGE, server_tool_use: null, service_tier: "batch" } };
    telemetry.recordLlm({ provider: "anthropic", model: ASK.model, response: message, durationMs: 0 });
    const { attributes } = (await finish()).span(CHAT);
    const usd = (100 * 15 + 800 * 1.5 + 200 * 18.75 + 100 * 30 + 20 * 75) / 1e6;
    expect(attributes).toMatchObject({ ...RECORDED_USAGE, "agentscribe.service_tier": "batch" });
    expect(attributes["agentscribe.cost.usd"]).toBeCloseTo(usd / 2, 9);
  });

  it("has the messages in the conventions' shape where content is captured", async () => {
    const call = { type: "tool_use", id: "toolu_1", name: "add", input: { a: 1 } };
    const answer = { ...MESSAGE, content: [{ type: "thinking", thinking: "hm", signature: "s" }, call] };
    const { client, finish } = await start({ set, telemetry: { capture: "full" } }, json(answer));
    await client.messages.create({ ...ASK, system: "be brief" });
    const { attributes } = (await finish()).span(CHAT);
    expect(outputOf(attributes)).toEqual([
      { type: "reasoning", content: "hm" },
      { type: "tool_call", id: "toolu_1", name: "add", arguments: { a: 1 } },
    ]);
    expect(attributes["gen_ai.system_instructions"]).toContain("be brief");
  });

  it.each<[string, unknown]>([
    ["null", null],
    ["text", "many"],
    ["counts that are null or text", { input_tokens: null, output_tokens: "3" }],
  ])("takes a usage that is %s as unknown", async (_name, usage) => {
    const { client, finish } = await start({ set }, json({ ...MESSAGE, usage }));
    expect((await client.messages.create(ASK)).usage).toEqual(usage);
    const { attributes } = (await finish()).span(CHAT);
    expect(attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(attributes).not.toHaveProperty("agentscribe.cost.usd");
  });

  it("leaves HTML with status 200, unknown models and 5 MB arguments as they are", async () => {
    const big = "x".repeat(5_000_000);
    const call = { type: "tool_use", id: "toolu_1", name: "add", input: { big } };
    const { client, finish } = await start(
      { set, telemetry: { capture: "full" } },
      (response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>no</html>") && undefined,
      json({ ...MESSAGE, model: "claude-nine", content: [call] }),
    );
    expect(await client.messages.create(ASK)).toBe("<html>no</html>");
    const answer = await client.messages.create({ ...ASK, model: "claude-nine" });
    expect(answer.content[0].input.big).toHaveLength(5_000_000);
    const recorded = await finish();
    expect(recorded.span(CHAT).attributes).not.toHaveProperty("gen_ai.usage.input_tokens");
    expect(recorded.span("chat claude-nine").attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 1200,
      "agentscribe.cost.status": "unpriced",
    });
    expect(String(recorded.span("chat claude-nine").attributes["gen_ai.output.messages"]).length).toBeLessThan(
      1_000_000,
    );
  });

  it("is the method itself while nobody records", async () => {
    const { client, telemetry, finish } = await start({ set }, json(MESSAGE));
    telemetry.disable();
    expect((await client.messages.create(ASK)).usage).toEqual(USAGE);
    telemetry.enable();
    const { spans } = await finish();
    expect(spans.filter(({ name }) => name === CHAT)).toEqual([]);
  });

  it("records once with the CommonJS build", async () => {
    const { client, module, finish } = await start({ set, cjs: true }, json(MESSAGE));
    await client.messages.create(ASK);
    expect(client).toBeInstanceOf(module.Anthropic);
    expect((await finish()).span(CHAT).attributes).toMatchObject(RECORDED_USAGE);
  });
});

describe("wrapAnthropic() of @anthropic-ai/sdk 0.x", () => {
  it("records completions.create()", async () => {
    const answer = {
      id: "compl_1",
      type: "completion",
      completion: "a",
      model: "claude-2.1",
      stop_reason: "stop_sequence",
    };
    const { client, finish } = await start({ set: "previous" }, json(answer));
    await client.completions.create({ model: "claude-2.1", max_tokens_to_sample: 5, prompt: "\n\nHuman: hi" });
    const { span } = await finish();
    // This API never told usage.
    expect(span("text_completion claude-2.1").attributes).toMatchObject({
      "gen_ai.response.id": "compl_1",
      "gen_ai.response.finish_reasons": ["stop_sequence"],
      "agentscribe.cost.status": "unpriced",
    });
  });
});

describe("wrapAnthropic() in a process that is opted out", () => {
  it("leaves the client alone", async () => {
    const { module, server } = await start({ set: "newest" }, json(MESSAGE));
    process.env.DO_NOT_TRACK = "1";
    try {
      const made = new module.Anthropic({ apiKey: "none", baseURL: server.url });
      const before = made._tracer;
      expect(wrapAnthropic(made)).toBe(made);
      expect(Object.hasOwn(made.messages, "create")).toBe(false);
      expect(made._tracer).toBe(before);
    } finally {
      delete process.env.DO_NOT_TRACK;
    }
  });
});
