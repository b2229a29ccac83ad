import OpenAI, { APIConnectionTimeoutError, APIUserAbortError, RateLimitError } from "openai";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Step } from "../../../examples/support/model/script.ts";
import { startModelServer } from "../../support/model-server.ts";
import { startRecording } from "../../support/recording.ts";

const MODEL = "gpt-5-mini";
const CALL = { provider: "openai", model: MODEL };
const REQUEST = { model: MODEL, messages: [{ role: "user" as const, content: "Hi" }] };
const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5-mini-2025-08-07",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "Hello" } }],
  usage: {
    prompt_tokens: 1_000,
    completion_tokens: 100,
    total_tokens: 1_100,
    prompt_tokens_details: { cached_tokens: 600 },
  },
};
const SPAN = `chat ${MODEL}`;

async function startClient(...script: Step[]): Promise<OpenAI> {
  const server = await startModelServer({ script });
  onTestFinished(() => server.close());
  return new OpenAI({ apiKey: "none", baseURL: server.url, maxRetries: 0 });
}

describe("call.response()", () => {
  it("reads usage, model, id, finish reasons and prices the call", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => call.response(COMPLETION));
    const { span, points, violations } = await finish();
    expect(span(SPAN).attributes).toMatchObject({
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-5-mini-2025-08-07",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": 1_000,
      "gen_ai.usage.cache_read.input_tokens": 600,
      "gen_ai.usage.output_tokens": 100,
      "agentscribe.cost.status": "ok",
      "agentscribe.cost.usd": expect.any(Number),
    });
    const cost = span(SPAN).attributes["agentscribe.cost.usd"];
    expect(points("agentscribe.client.cost").map((point) => point.value)).toEqual([cost]);
    expect(violations).toEqual([]);
  });

  it("tells what an advisor used apart, and prices it", async () => {
    const { telemetry, finish } = await startRecording();
    const model = "claude-sonnet-5-5";
    const iterations = [
      { type: "message", model, input_tokens: 1_000, output_tokens: 100 },
      { type: "advisor_message", model: "claude-opus-5", input_tokens: 50_000, output_tokens: 5_000 },
    ];
    const usage = { input_tokens: 1_000, output_tokens: 100, iterations };
    const content = [{ type: "text", text: "Hello" }];
    const answer = { type: "message", id: "msg_1", model, role: "assistant", content, stop_reason: "end_turn", usage };
    telemetry.llm({ provider: "anthropic", model }, (call) => call.response(answer));
    expect((await finish()).span(`chat ${model}`).attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 1_000,
      "agentscribe.advisor.model": "claude-opus-5",
      "agentscribe.advisor.input_tokens": 50_000,
      "agentscribe.advisor.output_tokens": 5_000,
      "agentscribe.cost.tools": expect.closeTo(0.375, 9),
      "agentscribe.cost.status": "ok",
    });
  });

  it("and the same response returned count once", async () => {
    const { telemetry, finish } = await startRecording();
    await telemetry.session({ id: "s" }, (session) =>
      telemetry.llm(CALL, async (call) => {
        call.response(COMPLETION);
        expect(session.totals().inferenceCalls).toBe(0);
        return COMPLETION;
      }),
    );
    const { points, span } = await finish();
    const counted = points("gen_ai.client.inference.usage.input_tokens");
    expect(counted.reduce((sum, point) => sum + point.value, 0)).toBe(1_000);
    expect(span("session").attributes).toMatchObject({
      "agentscribe.total.input_tokens": 1_000,
      "agentscribe.total.inference_calls": 1,
    });
  });

  it("says what it does not recognise and guesses nothing", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => call.response({ tokens: 12 }));
    const { span, points } = await finish();
    expect(span(SPAN).attributes).toMatchObject({ "agentscribe.response.unrecognized": true });
    expect(span(SPAN).attributes).not.toHaveProperty(["agentscribe.cost.usd"]);
    expect(span(SPAN).attributes).not.toHaveProperty(["gen_ai.usage.input_tokens"]);
    expect(points("agentscribe.client.cost.unpriced")).toHaveLength(1);
  });
});

describe("call.usage()", () => {
  it.each(["before", "after"])("given %s a response wins over it", async (order) => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      const usage = () => call.usage({ inputTokens: 10, outputTokens: 2, cacheReadTokens: 0 });
      if (order === "before") usage();
      call.response(COMPLETION);
      if (order === "after") usage();
    });
    const { span } = await finish();
    expect(span(SPAN).attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 10,
      "gen_ai.usage.output_tokens": 2,
      "gen_ai.response.id": "chatcmpl-1",
    });
  });

  it("given as an error is the call's failure, and returned as one it is the application's own", async () => {
    const { telemetry, finish } = await startRecording();
    const answer = { error: { message: "no", code: 429 } };
    telemetry.llm(CALL, (call) => call.response(answer));
    expect(telemetry.llm({ ...CALL, model: "gpt-4o" }, () => answer)).toBe(answer);
    const { span } = await finish();
    expect(span(SPAN)).toMatchObject({ status: { code: 2 }, attributes: { "error.type": "429" } });
    expect(span("chat gpt-4o").attributes).not.toHaveProperty(["error.type"]);
  });

  it("wins over a returned response, whose id and model are still read", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      call.usage({ inputTokens: 700, outputTokens: 2 });
      return COMPLETION;
    });
    const { span } = await finish();
    expect(span(SPAN).attributes).toMatchObject({
      "gen_ai.usage.input_tokens": 700,
      "gen_ai.response.id": "chatcmpl-1",
    });
  });

  it.each([
    ["at once", [{ inputTokens: 10, outputTokens: 5, cacheReadTokens: 100 }]],
    ["in parts", [{ inputTokens: -1, outputTokens: 5 }, { inputTokens: 100 }]],
  ])("that cannot be true has a cost that is partial, and says of what: given %s", async (_name, parts) => {
    const { telemetry, collect, finish } = await startRecording({
      pricing: { overrides: { "openai/gpt-4o": { input: 1, output: 10, cacheRead: 0.5 } } },
    });
    await collect();
    telemetry.llm(CALL, (call) => {
      for (const usage of parts) call.usage(usage);
    });
    telemetry.embeddings({ provider: "openai", model: "gpt-4o" }, (call) => {
      call.usage({ inputTokens: 10, cacheReadTokens: 100 });
    });
    const { span } = await finish();
    expect(span(SPAN).attributes["agentscribe.usage.mended"]).toBe("inputTokens");
    for (const name of [SPAN, "embeddings gpt-4o"]) {
      expect(span(name).attributes).toMatchObject({
        "agentscribe.cost.status": "partial",
        "agentscribe.cost.reason": "usage_mended:inputTokens",
      });
    }
  });
});

describe("embeddings()", () => {
  it.each<[string, object, number | undefined]>([
    ["a text of OpenAI", { input: "hello" }, 5],
    ["texts of Cohere", { texts: ["hello", "you"] }, 8],
    ["contents of Gemini", { requests: [{ content: { parts: [{ text: "hello" }] } }] }, 5],
    ["one content of Gemini", { content: { parts: [{ text: "hello" }] } }, 5],
    ["instances of Vertex AI", { instances: [{ content: "hello" }, { content: "you" }] }, 8],
    ["nothing that is known", {}, undefined],
  ])("tell the size of %s", async (_, request, size) => {
    const { telemetry, finish } = await startRecording();
    telemetry.embeddings({ provider: "openai", model: "e", request }, () => undefined);
    const { attributes } = (await finish()).span("embeddings e");
    expect(attributes["agentscribe.input.size"]).toBe(size);
  });
});

describe("prompt", () => {
  const CITY = "gen_ai.prompt.variable.city";
  const PROMPT = { name: "weather", version: "3", variables: { city: "Bath", days: 3, unset: undefined } };

  it("has what its template was filled with where prompts are captured, here and in MCP", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const crowd = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`v${index}`, "x"]));
    telemetry.llm({ ...CALL, prompt: PROMPT }, () => {});
    telemetry.llm({ ...CALL, model: "crowded", prompt: { name: "crowd", variables: crowd } }, () => {});
    const params = { name: "weather", arguments: { city: "Bath" } };
    telemetry.mcpRequest({ method: "prompts/get", params }, () => {});
    const { span } = await finish();
    expect(span(SPAN).attributes).toMatchObject({ [CITY]: "Bath", "gen_ai.prompt.variable.days": "3" });
    expect(span(SPAN).attributes).not.toHaveProperty(["agentscribe.dropped"]);
    expect(span("prompts/get weather").attributes).toMatchObject({ "gen_ai.prompt.name": "weather", [CITY]: "Bath" });
    const { attributes } = span("chat crowded");
    expect(Object.keys(attributes).filter((key) => key.startsWith("gen_ai.prompt.variable."))).toHaveLength(64);
    expect(attributes["agentscribe.dropped"]).toBe("prompt.variables:6");
  });

  it("is its name and version alone where they are not", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm({ ...CALL, prompt: PROMPT }, () => {});
    const { attributes } = (await finish()).span(SPAN);
    expect(attributes).toMatchObject({ "gen_ai.prompt.name": "weather", "gen_ai.prompt.version": "3" });
    expect(JSON.stringify(attributes)).not.toContain("Bath");
  });
});

describe("a call of Azure", () => {
  it("says whose resource serves it", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm({ provider: "azure.ai.openai", model: "gpt-5-mini" }, () => {});
    telemetry.llm({ provider: "openai", model: "gpt-4o" }, () => {});
    const { span } = await finish();
    const key = "azure.resource_provider.namespace";
    expect(span("chat gpt-5-mini").attributes[key]).toBe("Microsoft.CognitiveServices");
    expect(span("chat gpt-4o").attributes).not.toHaveProperty([key]);
  });
});

describe("a call whose response says where it was computed", () => {
  it("says it too, and is priced by it", async () => {
    const { telemetry, finish } = await startRecording();
    const model = "claude-opus-4-6";
    for (const inference_geo of ["us", "not_available"]) {
      const usage = { input_tokens: 1_000, output_tokens: 100, inference_geo };
      const response = { id: "m", type: "message", role: "assistant", model, content: [], usage };
      telemetry.recordLlm({ provider: "anthropic", model, response, durationMs: 0 });
    }
    const [inUs, anywhere] = (await finish()).spans.map(({ attributes }) => attributes);
    expect(inUs?.["agentscribe.response.region"]).toBe("us");
    expect(inUs?.["agentscribe.cost.usd"]).toBeCloseTo(0.00825, 9);
    expect(anywhere).not.toHaveProperty(["agentscribe.response.region"]);
    expect(anywhere?.["agentscribe.cost.usd"]).toBeCloseTo(0.0075, 9);
  });
});

describe("call.answered()", () => {
  const PRICING = { overrides: { "acme/large-2026": { input: 1, output: 10 } } };
  const LARGE = { provider: "acme", model: "large", serverAddress: "models.example" };

  it("says id and model of the answer, by which it is priced, counted and labelled", async () => {
    const { telemetry, collect, finish } = await startRecording({ pricing: PRICING });
    await collect();
    telemetry.llm(LARGE, (call) => {
      call.usage({ inputTokens: 1_000_000, outputTokens: 0 });
      call.answered({ id: "r1", model: "large-2026" });
    });
    telemetry.embeddings(LARGE, (call) => {
      call.usage({ inputTokens: 1_000_000 });
      call.retry({ status: 503 });
      call.answered({ model: "large-2026", retries: 3 });
    });
    telemetry.embeddings({ ...LARGE, model: "bought" }, (call) => call.cost(0.25));
    const models = telemetry.snapshot().models;
    expect(models["acme/large-2026"]).toMatchObject({ inferenceCalls: 1, costUsd: 2, retries: 3, unpricedCalls: 0 });
    expect(models["acme/bought"]?.costUsd).toBe(0.25);
    const { span, points } = await finish();
    expect(span("chat large").attributes).toMatchObject({
      "gen_ai.response.id": "r1",
      "gen_ai.response.model": "large-2026",
      "agentscribe.cost.usd": 1,
      "agentscribe.cost.model_key": "acme/large-2026",
    });
    expect(span("embeddings large").attributes).toMatchObject({
      "gen_ai.response.model": "large-2026",
      "agentscribe.llm.retries": 3,
      "agentscribe.cost.usd": 1,
    });
    for (const metric of ["gen_ai.client.inference.duration", "gen_ai.client.operation.duration"]) {
      expect(points(metric)[0]?.attributes).toMatchObject({ "gen_ai.response.model": "large-2026" });
    }
  });

  it("wins over what the response says", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      call.answered({ model: "gpt-4o" });
      call.response(COMPLETION);
    });
    expect((await finish()).span(SPAN).attributes).toMatchObject({
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.model": "gpt-4o",
    });
  });
});

describe("call.chunk()", () => {
  it("without a chunk times the stream; usage comes by hand", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      call.chunk();
      call.chunk();
      call.usage({ inputTokens: 5, outputTokens: 3 });
      call.finish("stop");
    });
    const { span, points } = await finish();
    expect(span(SPAN).attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.response.time_to_first_chunk": expect.any(Number),
      "gen_ai.usage.output_tokens": 3,
      "gen_ai.response.finish_reasons": ["stop"],
    });
    expect(points("gen_ai.client.inference.time_per_output_chunk")[0]?.count).toBe(1);
  });
});

describe("call.input()", () => {
  it("tells messages that came after the call began, behind the gate of prompts", async () => {
    for (const capture of ["full", "none"] as const) {
      const { telemetry, finish } = await startRecording({ capture });
      telemetry.llm({ provider: "openai", model: "gpt-5" }, (call) => {
        call.input([{ role: "user", content: "spoken later" }]);
        call.usage({ inputTokens: 5, outputTokens: 3 });
      });
      const { attributes } = (await finish()).span("chat gpt-5");
      expect(attributes["agentscribe.input.messages"]).toBe(1);
      expect(String(attributes["gen_ai.input.messages"]).includes("spoken later")).toBe(capture === "full");
    }
  });
});

describe("call.retry(), finish(), output() and cost()", () => {
  it("are recorded on a call that recovers, which is no failed call", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    telemetry.session({ id: "s" }, () =>
      telemetry.llm(CALL, (call) => {
        call.retry({ delayMillis: 200, error: Object.assign(new Error("slow down"), { status: 429 }) });
        call.retry({ status: 503 });
        call.usage({ inputTokens: 5, outputTokens: 3 });
        call.output([{ role: "assistant", content: "Done" }]);
        call.finish(["length"]);
        call.cost(0.25);
      }),
    );
    const { span, eventsNamed, points, violations } = await finish();
    expect(span(SPAN)).toMatchObject({
      status: { code: 0 },
      attributes: {
        "agentscribe.llm.retries": 2,
        "gen_ai.response.finish_reasons": ["length"],
        "agentscribe.cost.usd": 0.25,
        "agentscribe.cost.source": "provider",
      },
    });
    expect(String(span(SPAN).attributes["gen_ai.output.messages"])).toContain("Done");
    expect(eventsNamed("agentscribe.retry").map((event) => event.attributes["error.type"])).toEqual(["429", "503"]);
    expect(points("agentscribe.client.cost")[0]?.value).toBe(0.25);
    expect(span("session").attributes).toMatchObject({
      "agentscribe.total.errors": 0,
      "agentscribe.total.cost_usd": 0.25,
    });
    expect(violations.filter((violation) => !violation.includes("response."))).toEqual([]);
  });
});

describe("a refusal", () => {
  it("is an event of the call", async () => {
    const { telemetry, finish } = await startRecording();
    const client = await startClient({ reply: { refusal: "I can't help with that." } });
    await telemetry.llm(CALL, () => client.chat.completions.create(REQUEST));
    const { span, event } = await finish();
    expect(event("agentscribe.refusal")).toMatchObject({ spanId: span(SPAN).spanId });
    expect(JSON.stringify(event("agentscribe.refusal").attributes)).not.toContain("can't help");
  });
});

describe("a failed call", () => {
  it.each([
    ["keeps the error's text back", "none", false],
    ["sends the error's text where it is captured", { errorText: true }, true],
  ] as const)("%s", async (_name, capture, isSent) => {
    const { telemetry, finish } = await startRecording({ capture });
    const client = await startClient({ reply: { error: { status: 429, message: "quota of team-blue is used up" } } });
    const error = await telemetry.llm(CALL, () => client.chat.completions.create(REQUEST)).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    const { span, event, points, spans, events, violations } = await finish();
    expect(span(SPAN).status.code).toBe(2);
    const type = span(SPAN).attributes["error.type"];
    expect(type).toMatch(/429|rate_limit/);
    expect(event("gen_ai.client.operation.exception")).toMatchObject({
      spanId: span(SPAN).spanId,
      attributes: { "exception.type": type },
    });
    expect(points("gen_ai.client.inference.duration")[0]?.attributes["error.type"]).toBe(type);
    expect(span(SPAN).status.message.includes("team-blue")).toBe(isSent);
    expect(JSON.stringify([spans, events]).includes("team-blue")).toBe(isSent);
    expect(violations).toEqual([]);
  });

  it.each([
    ["500", { error: { status: 500 } }],
    ["401", { error: { status: 401 } }],
    ["a closed connection", { drop: true as const }],
  ])("of %s gives the caller the client's own error", async (_name, reply) => {
    const { telemetry, finish } = await startRecording();
    const client = await startClient({ reply });
    let own: unknown;
    const caught = await telemetry
      .llm(CALL, async () => {
        try {
          return await client.chat.completions.create(REQUEST);
        } catch (error) {
          own = error;
          throw error;
        }
      })
      .catch((error) => error);
    expect(caught).toBe(own);
    const { span, event, violations } = await finish();
    expect(span(SPAN).status.code).toBe(2);
    expect(event("gen_ai.client.operation.exception").attributes["exception.type"]).toBe(
      span(SPAN).attributes["error.type"],
    );
    expect(violations).toEqual([]);
  });

  it.each([[undefined], [null], [0], ["words"], [Symbol("s")], [{}]])("of %s as an error fails too", async (error) => {
    const { telemetry, finish } = await startRecording();
    await expect(telemetry.llm(CALL, () => Promise.reject(error))).rejects.toBe(error);
    await expect(
      telemetry.llm({ ...CALL, model: "async" }, async () => {
        throw error;
      }),
    ).rejects.toBe(error);
    const { spans, violations } = await finish();
    expect(spans.map((span) => [span.status.code, typeof span.attributes["error.type"]])).toEqual([
      [2, "string"],
      [2, "string"],
    ]);
    expect(violations).toEqual([]);
  });

  const failed = {
    id: "resp_1",
    object: "response",
    model: MODEL,
    status: "failed",
    error: { code: "server_error", message: "team-blue" },
    output: [],
    usage: null,
  };
  const started = { type: "response.created", response: { ...failed, status: "in_progress", error: null } };
  it.each<[string, object]>([
    ["an answer", failed],
    ["a stream", ReadableStream.from([started, { type: "response.failed", response: failed }])],
    [
      "an event of a stream",
      ReadableStream.from([started, { type: "error", code: "server_error", message: "team-blue" }]),
    ],
    [
      "the only event of a stream",
      ReadableStream.from([{ type: "error", code: "server_error", message: "team-blue" }]),
    ],
  ])("that its client hands on as %s of the Responses API is one", async (_what, answer) => {
    const { telemetry, finish } = await startRecording();
    expect(telemetry.llm(CALL, () => answer)).toBe(answer);
    if (answer instanceof ReadableStream) for await (const _ of answer);
    const { span, event, points, spans, events } = await finish();
    expect(span(SPAN)).toMatchObject({
      status: { code: 2 },
      attributes: {
        "error.type": "server_error",
        "gen_ai.response.finish_reasons": ["error"],
        "agentscribe.cost.reason": "usage_incomplete",
      },
    });
    expect(event("gen_ai.client.operation.exception").attributes["exception.type"]).toBe("server_error");
    expect(points("gen_ai.client.inference.duration")[0]?.attributes["error.type"]).toBe("server_error");
    expect(JSON.stringify([spans, events])).not.toContain("team-blue");
  });

  it.each(["whole", "as a stream", "as a stream that then breaks"])(
    "has the usage that the answer told of it: %s",
    async (how) => {
      const { telemetry, finish } = await startRecording();
      const output = [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "half" }] }];
      const answer = { ...failed, output, usage: { input_tokens: 50, output_tokens: 10 } };
      async function* stream() {
        yield started;
        yield { type: "response.failed", response: answer };
        if (how !== "as a stream") throw new Error("gone");
      }
      const call = async (): Promise<void> => {
        const result = telemetry.llm(CALL, () => (how === "whole" ? answer : stream()));
        if (Symbol.asyncIterator in result) for await (const _ of result);
      };
      await call().catch(() => undefined);
      const { attributes } = (await finish()).span(SPAN);
      expect(attributes).toMatchObject({
        "error.type": "server_error",
        "gen_ai.usage.input_tokens": 50,
        "gen_ai.usage.output_tokens": 10,
        "agentscribe.cost.status": "ok",
      });
      expect(attributes["agentscribe.usage.estimated"]).toBeUndefined();
    },
  );

  it("that was aborted or timed out says so", async () => {
    const { telemetry, finish } = await startRecording();
    const client = await startClient({ reply: { hang: true } });
    const abort = new AbortController();
    const aborted = telemetry.llm({ ...CALL, model: "aborted" }, () =>
      client.chat.completions.create(REQUEST, { signal: abort.signal }),
    );
    setImmediate(() => abort.abort());
    await expect(aborted).rejects.toBeInstanceOf(APIUserAbortError);
    const late = telemetry.llm({ ...CALL, model: "late" }, () =>
      client.chat.completions.create(REQUEST, { timeout: 20 }),
    );
    await expect(late).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    const { span } = await finish();
    expect(span("chat aborted").attributes["error.type"]).toBe("APIUserAbortError");
    expect(span("chat late").attributes["error.type"]).toBe("APIConnectionTimeoutError");
  });

  it("leaves a session that ends as failed with its error counted once", async () => {
    const { telemetry, finish } = await startRecording();
    const error = new RangeError("no");
    expect(() =>
      telemetry.session({ id: "s" }, () =>
        telemetry.agent({ name: "a" }, () =>
          telemetry.llm(CALL, () => {
            throw error;
          }),
        ),
      ),
    ).toThrow(error);
    const { event, span } = await finish();
    expect(event("agentscribe.session.end").attributes).toMatchObject({
      "agentscribe.total.errors": 1,
      "agentscribe.run.end_reason": "error",
      "error.type": "RangeError",
    });
    expect(span("invoke_agent a").attributes["gen_ai.response.finish_reasons"]).toEqual(["error"]);
  });
});

describe("the tools of a request", () => {
  const parameters = { type: "object", properties: {} };
  it.each([
    ["a list", { tools: [{ type: "function", name: "sail", parameters }] }],
    [
      "Gemini's config",
      { contents: "Hi", config: { tools: [{ functionDeclarations: [{ name: "sail", parameters }] }] } },
    ],
    ["Converse", { toolConfig: { tools: [{ toolSpec: { name: "sail", inputSchema: { json: parameters } } }] } }],
    ["functions", { messages: [], functions: [{ name: "sail", parameters }] }],
  ])("are found where they stand, as in %s", async (_where, request) => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    telemetry.llm({ provider: "acme", model: MODEL, request }, () => undefined);
    const { attributes } = (await finish()).span(SPAN);
    expect(attributes["agentscribe.request.tools"]).toBe(1);
    expect(JSON.parse(String(attributes["gen_ai.tool.definitions"]))).toEqual([
      { type: "function", name: "sail", parameters },
    ]);
  });

  it("are none where Gemini is only told how to call some", async () => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const request = { contents: "Hi", toolConfig: { functionCallingConfig: { mode: "ANY" } } };
    telemetry.llm({ provider: "gcp.gemini", model: MODEL, request }, () => undefined);
    const { attributes } = (await finish()).span(SPAN);
    expect(attributes["agentscribe.request.tools"]).toBeUndefined();
    expect(attributes["gen_ai.tool.definitions"]).toBeUndefined();
  });
});

describe("a request of InvokeModel that is given as it is sent", () => {
  const body = JSON.stringify({
    system: "Be brief.",
    messages: [{ role: "user", content: [{ type: "text", text: "Which way?" }] }],
    tools: [{ name: "sail", input_schema: { type: "object" } }],
  });
  it.each([
    ["text", body],
    ["bytes", new TextEncoder().encode(body)],
  ])("has the messages, instructions and tools of its body, as %s", async (_form, given) => {
    const { telemetry, finish } = await startRecording({ capture: "full" });
    const request = { modelId: MODEL, body: given };
    telemetry.llm({ provider: "aws.bedrock", request }, () => undefined);
    const { attributes } = (await finish()).span(SPAN);
    expect(JSON.parse(String(attributes["gen_ai.input.messages"]))).toEqual([
      { role: "user", parts: [{ type: "text", content: "Which way?" }] },
    ]);
    expect(attributes["gen_ai.system_instructions"]).toContain("Be brief.");
    expect(attributes["agentscribe.request.tools"]).toBe(1);
  });
});
