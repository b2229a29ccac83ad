import { describe, expect, it, onTestFinished } from "vitest";
import { instrumentFetch, instrumentHttp } from "../../../src/instrumentation/fetch/index.ts";
import { unwrap, wrapOpenAI } from "../../../src/instrumentation/openai/index.ts";
import { startRecording } from "../../support/recording.ts";
import { type Answer, drop, hang, json, raw, startScriptedServer } from "../../support/scripted-server.ts";
import type { Vendor } from "../load.ts";
import {
  ASK,
  CLIENTS,
  COMPLETION,
  errorOf,
  failing,
  LIMITS,
  loadOpenAI,
  RECORDED_USAGE,
  start,
  USAGE,
  withoutMissing,
} from "./support.ts";

const FULL = { capture: "full" } as const;

/** Tries again when the body of an answer takes too long. */
describe("chat.completions.create() with openai, newest, and a body that does not come", () => {
  const stuck: Answer = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"id":');
  };

  it.each<[string, (completions: Vendor) => Promise<Vendor>]>([
    ["await", async (completions) => completions.create(ASK)],
    ["then()", (completions) => completions.create(ASK).then((answer: Vendor) => answer)],
    ["withResponse()", async (completions) => (await completions.create(ASK).withResponse()).data],
    [
      "asResponse() before",
      async (completions) => {
        const promise = completions.create(ASK);
        await promise.asResponse();
        return promise;
      },
    ],
    [
      "asResponse() beside",
      async (completions) => {
        const promise = completions.create(ASK);
        return (await Promise.all([promise.asResponse(), promise]))[1];
      },
    ],
    ["chat.completions.parse()", async (completions) => completions.parse(ASK)],
  ])("records one call and its retry, asked for by %s", async (_, ask) => {
    for (const undo of [instrumentFetch(), instrumentHttp()]) onTestFinished(undo);
    const { client, server, finish } = await start(
      { set: "newest", client: { timeout: 100, maxRetries: 1 } },
      stuck,
      json(COMPLETION),
    );
    expect(await ask(client.chat.completions)).toMatchObject(COMPLETION);
    expect(server.requests).toHaveLength(2);
    const { spans, event } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ ...RECORDED_USAGE, "agentscribe.llm.retries": 1 });
    expect(spans[0]?.attributes["error.type"]).toBeUndefined();
    expect(event("agentscribe.retry").attributes).toMatchObject({ "agentscribe.retry.attempt": 1 });
  });

  it("records the error of a call of which no body came", async () => {
    const { client, OpenAI, finish } = await start(
      { set: "newest", client: { timeout: 100, maxRetries: 1 } },
      stuck,
      stuck,
    );
    const promise = client.chat.completions.create(ASK);
    await promise.asResponse();
    expect(await errorOf(promise)).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
    const { spans } = await finish();
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({
      "agentscribe.llm.retries": 1,
      "error.type": "APIConnectionTimeoutError",
    });
  });
});

describe.each(CLIENTS)("chat.completions.create() with openai, $set, CommonJS $cjs", (which) => {
  it("records usage, parameters with explicit zeros, and what stands around the answer", async () => {
    const { client, finish } = await start(which, json(COMPLETION, 200, LIMITS));
    const answer = await client.chat.completions.create({ ...ASK, seed: 0, service_tier: "default" });
    expect(answer).toMatchObject(COMPLETION);
    expect(answer._request_id).toBe("req_1");
    const { span, spans, violations } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("chat gpt-4o").attributes).toMatchObject({
      ...RECORDED_USAGE,
      "gen_ai.provider.name": "openai",
      "gen_ai.request.temperature": 0,
      "gen_ai.request.seed": 0,
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-4o-2024-08-06",
      "gen_ai.response.finish_reasons": ["stop"],
      "openai.api.type": "chat_completions",
      "openai.response.service_tier": "default",
      "agentscribe.request_id": "req_1",
      "agentscribe.rate_limit.requests.remaining": 499,
      "agentscribe.cost.usd": expect.any(Number),
      "server.address": "127.0.0.1",
    });
    expect(violations).toEqual([]);
  });

  it("keeps withResponse(), asResponse() and the request id", async () => {
    const { client, finish } = await start(which, json(COMPLETION, 200, LIMITS));
    const { data, response, request_id } = await client.chat.completions.create(ASK).withResponse();
    expect([data.id, response.status, request_id]).toEqual(["chatcmpl-1", 200, "req_1"]);
    const raw = await client.chat.completions.create(ASK).asResponse();
    expect((await raw.json()).id).toBe("chatcmpl-1");
    const both = client.chat.completions.create(ASK);
    expect((await both.asResponse()).headers.get("x-request-id")).toBe("req_1");
    expect((await both).id).toBe("chatcmpl-1");
    const { spans } = await finish();
    expect(spans).toHaveLength(3);
    for (const { attributes } of spans) expect(attributes).toMatchObject(RECORDED_USAGE);
  });

  it("returns the client's own kind of promise, of the client's own class", async () => {
    const { client, OpenAI, finish } = await start(which, json(COMPLETION));
    class Mine extends (OpenAI as new (options: object) => object) {
      readonly #secret = 7;
      ask(): number {
        return this.#secret;
      }
    }
    const mine = wrapOpenAI(new Mine({ apiKey: "none", baseURL: client.baseURL })) as Mine & typeof client;
    expect(mine).toBeInstanceOf(OpenAI);
    expect(mine.ask()).toBe(7);
    const promise = mine.chat.completions.create(ASK);
    expect(promise).toBeInstanceOf(Promise);
    expect(promise.constructor.name).toBe("APIPromise");
    await promise;
    expect((await finish()).spans).toHaveLength(1);
  });

  it("records a client made by withOptions()", async () => {
    const { client, finish } = await start(which, json(COMPLETION));
    await client.withOptions({ timeout: 5_000 }).chat.completions.create(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("records a retry that succeeds as an event of one call", async () => {
    const { client, finish } = await start(
      which,
      failing(429, "rate_limit_exceeded", { "retry-after-ms": "1" }),
      json(COMPLETION),
    );
    await client.chat.completions.create(ASK);
    const { spans, span, event } = await finish();
    expect(spans).toHaveLength(1);
    expect(span("chat gpt-4o").attributes).toMatchObject({ ...RECORDED_USAGE, "agentscribe.llm.retries": 1 });
    expect(span("chat gpt-4o").status.code).toBe(0);
    expect(event("agentscribe.retry").attributes).toMatchObject({ "error.type": "429" });
  });

  it("ends with the error that the caller gets: 429, a dropped connection", async () => {
    const none = { ...which, client: { maxRetries: 0 } };
    for (const [answer, type] of [
      [failing(429, "rate_limit_exceeded"), "rate_limit_exceeded"],
      [drop(), expect.any(String)],
    ] as const) {
      const { client, OpenAI, finish } = await start(none, answer);
      const promise = client.chat.completions.create(ASK);
      const [first, second] = [await errorOf(promise), await errorOf(promise)];
      expect(first).toBe(second);
      expect(first).toBeInstanceOf(OpenAI.APIError);
      const { span, violations } = await finish();
      expect(span("chat gpt-4o")).toMatchObject({ status: { code: 2 }, attributes: { "error.type": type } });
      expect(span("chat gpt-4o").attributes).not.toHaveProperty(["agentscribe.usage.estimated"]);
      expect(violations).toEqual([]);
    }
  });

  it("ends when the caller aborts before the answer", async () => {
    const { client, OpenAI, server, finish } = await start(which, hang());
    const abort = new AbortController();
    const promise = client.chat.completions.create(ASK, { signal: abort.signal });
    const failed = errorOf(promise);
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort();
    expect(await failed).toBeInstanceOf(OpenAI.APIUserAbortError);
    const { span } = await finish();
    expect(span("chat gpt-4o").attributes).toMatchObject({ "error.type": expect.stringContaining("Abort") });
  });

  it("gives no rejection that nobody handles where the bare client gives none, and keeps the one it gives", async () => {
    const seen: unknown[] = [];
    const listen = (reason: unknown): void => void seen.push(reason);
    process.on("unhandledRejection", listen);
    onTestFinished(() => void process.off("unhandledRejection", listen));
    const { client, OpenAI, server, finish } = await start(
      { ...which, client: { maxRetries: 0 } },
      failing(500, "server_error"),
    );
    const bare = new OpenAI({ apiKey: "none", baseURL: client.baseURL, maxRetries: 0 });
    const unhandledOf = async (make: () => PromiseLike<unknown>): Promise<number> => {
      seen.length = 0;
      const before = server.requests.length;
      void make();
      await expect.poll(() => server.requests.length).toBe(before + 1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      return seen.length;
    };
    for (const way of [
      (made: typeof client) => made.chat.completions.create(ASK),
      (made: typeof client) => made.chat.completions.create(ASK).then(() => undefined),
      (made: typeof client) => made.chat.completions.create(ASK).withResponse(),
      (made: typeof client) => made.chat.completions.create(ASK).asResponse(),
      (made: typeof client) => made.chat.completions.create(ASK).catch(() => undefined),
    ]) {
      expect(await unhandledOf(() => way(client))).toBe(await unhandledOf(() => way(bare)));
    }
    await finish();
  });

  it("is undone by unwrap(), and done once", async () => {
    const { client, OpenAI, finish } = await start(which, json(COMPLETION));
    expect(wrapOpenAI(client)).toBe(client);
    await client.chat.completions.create(ASK);
    expect(unwrap(client)).toBe(client);
    expect(Object.hasOwn(client.chat.completions, "create")).toBe(false);
    expect(client.fetch).toBe(new OpenAI({ apiKey: "none" }).fetch);
    await client.chat.completions.create(ASK);
    expect((await finish()).spans).toHaveLength(1);
  });

  it("touches nothing in a process that is opted out", async () => {
    process.env.TELEMETRY_ENABLED = "0";
    onTestFinished(() => void delete process.env.TELEMETRY_ENABLED);
    const OpenAI = await loadOpenAI(which);
    const client = new OpenAI({ apiKey: "none" });
    const { create } = client.chat.completions;
    expect(wrapOpenAI(client, { includeUsage: true })).toBe(client);
    expect(client.chat.completions.create).toBe(create);
  });
});

describe.each(CLIENTS)("odd answers to openai, $set, CommonJS $cjs", (which) => {
  /** What the wrapped and the bare client give for the same answer, and what was recorded. */
  async function both(answer: ReturnType<typeof json>, request: object = ASK) {
    const { client, OpenAI, finish } = await start({ ...which, telemetry: FULL, client: { maxRetries: 0 } }, answer);
    const bare = new OpenAI({ apiKey: "none", baseURL: client.baseURL, maxRetries: 0 });
    const outcome = async (made: typeof client): Promise<unknown> => {
      try {
        return { value: structuredClone(await made.chat.completions.create(request)) };
      } catch (error) {
        return { error: (error as Error).constructor.name, message: (error as Error).message };
      }
    };
    const [wrapped, plain] = [await outcome(client), await outcome(bare)];
    expect(wrapped).toEqual(plain);
    const recorded = await finish();
    expect(recorded.spans).toHaveLength(1);
    expect(withoutMissing(recorded.violations)).toEqual([]);
    return recorded.spans[0] ?? expect.unreachable();
  }

  it.each([null, "many", 7, [], { prompt_tokens: "12", completion_tokens: -1 }])(
    "take usage %j as none",
    async (usage) => {
      const { attributes } = await both(json({ ...COMPLETION, usage }));
      expect(attributes).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
      expect(attributes).toMatchObject({
        "agentscribe.cost.status": "unpriced",
        "agentscribe.cost.reason": "usage_missing",
      });
    },
  );

  it("are HTML with status 200, an empty body, a list, or broken JSON", async () => {
    await both(raw(["<html>busy</html>"], { "content-type": "text/html" }));
    await both(raw([], { "content-type": "application/json", "content-length": "0" }));
    await both(json([]));
    await both(json(null));
    await both(raw(['{"id":'], { "content-type": "application/json" }));
  });

  it.each<[string, object, string]>([
    ["OpenRouter", { error: { message: "down", code: 502 } }, "502"],
    [
      "OpenAI",
      { error: { message: "long", code: "context_length_exceeded", type: "invalid" } },
      "context_length_exceeded",
    ],
    ["vLLM", { object: "error", message: "long", type: "BadRequestError", param: null, code: 400 }, "BadRequestError"],
    ["Ollama", { error: "down" }, "_OTHER"],
  ])("are an error with status 200, as of %s", async (_, body, type) => {
    const { attributes, status } = await both(json(body));
    expect(status).toMatchObject({ code: 2 });
    expect(attributes).toMatchObject({ "error.type": type, "gen_ai.response.finish_reasons": ["error"] });
  });

  it("come from a model that nobody knows: usage without a cost", async () => {
    const { attributes } = await both(json({ ...COMPLETION, model: "gpt-99-nova" }), { ...ASK, model: "gpt-99-nova" });
    expect(attributes).toMatchObject({ ...RECORDED_USAGE, "agentscribe.cost.reason": "unknown_model" });
    expect(attributes).not.toHaveProperty(["agentscribe.cost.usd"]);
  });

  it("have arguments of 5 MB", async () => {
    const call = {
      id: "call_1",
      type: "function",
      function: { name: "write", arguments: JSON.stringify({ text: "x".repeat(5_000_000) }) },
    };
    const choices = [
      { index: 0, message: { role: "assistant", content: null, tool_calls: [call] }, finish_reason: "tool_calls" },
    ];
    const { attributes } = await both(json({ ...COMPLETION, choices }));
    expect(attributes).toMatchObject({ ...RECORDED_USAGE, "gen_ai.response.finish_reasons": ["tool_calls"] });
  });

  it("have more choices than one", async () => {
    const choices = [0, 1].map((index) => ({
      index,
      message: { role: "assistant", content: `c${index}` },
      finish_reason: index === 0 ? "stop" : "length",
    }));
    const { attributes } = await both(json({ ...COMPLETION, choices, usage: USAGE }), { ...ASK, n: 2 });
    expect(attributes).toMatchObject({
      "gen_ai.response.finish_reasons": ["stop", "length"],
      "gen_ai.request.choice.count": 2,
    });
    expect(String(attributes["gen_ai.output.messages"])).toMatch(/c0.*c1/);
  });
});

describe("wrapOpenAI() and the key of the caller", () => {
  it("records nothing of the request's headers", async () => {
    const server = await startScriptedServer(json(COMPLETION));
    const { finish } = await startRecording({ capture: "full" });
    const OpenAI = await loadOpenAI({ set: "newest" });
    const client = wrapOpenAI(new OpenAI({ apiKey: "sk-canary-1234567890", baseURL: server.url }));
    await client.chat.completions.create(ASK);
    expect(JSON.stringify(await finish())).not.toContain("sk-canary");
    expect(server.requests[0]?.headers.authorization).toContain("sk-canary");
  });
});
