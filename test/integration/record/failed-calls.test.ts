import { describe, expect, it } from "vitest";
import type { LlmCall } from "../../../src/index.ts";
import { startRecording } from "../../support/recording.ts";

const CALL = { provider: "openai", model: "gpt-5-mini" };
const STATUS = "http.response.status_code";

function refused(status: number): Error {
  return Object.assign(new Error("overloaded"), { status, error: { type: "server_error" } });
}

describe("the HTTP status of a failed call", () => {
  it("is on the spans of calls of servers, and of no others", async () => {
    const { telemetry, finish } = await startRecording();
    const fail = () => Promise.reject(refused(503));
    await telemetry.llm(CALL, fail).catch(() => {});
    await telemetry.embeddings(CALL, fail).catch(() => {});
    await telemetry.retrieval({ dataSourceId: "docs" }, fail).catch(() => {});
    await telemetry.tool({ name: "search" }, fail).catch(() => {});
    const { spans, violations } = await finish();
    expect(Object.fromEntries(spans.map(({ name, attributes }) => [name, attributes[STATUS]]))).toEqual({
      "chat gpt-5-mini": 503,
      "embeddings gpt-5-mini": 503,
      "retrieval docs": 503,
      "execute_tool search": undefined,
    });
    expect(violations).toEqual([]);
  });

  it("is what was told of the last answer where the error does not say", async () => {
    const { telemetry, finish } = await startRecording();
    for (const told of [[500], [500, 200], [500, "no answer"]]) {
      telemetry.llm(CALL, (call) => {
        for (const status of told) {
          if (typeof status === "number") call.httpResponse({ status });
          else call.retry({ status: 500 });
        }
        call.error(new Error("gone"));
      });
    }
    telemetry.llm(CALL, (call) => call.httpResponse({ status: 500 }));
    const { spans } = await finish();
    expect(spans.map(({ attributes }) => attributes[STATUS])).toEqual([500, undefined, undefined, undefined]);
  });

  it("is in the event of a retry, with what is tried again", async () => {
    const { telemetry, finish } = await startRecording();
    telemetry.llm(CALL, (call) => {
      call.retry({ error: refused(500) });
      call.retry({ status: 503 });
    });
    const { eventsNamed, points } = await finish();
    expect(eventsNamed("agentscribe.retry").map(({ attributes }) => attributes)).toMatchObject([
      { "agentscribe.retry.target": "llm", "error.type": "server_error", [STATUS]: 500 },
      { "agentscribe.retry.target": "llm", "error.type": "503", [STATUS]: 503 },
    ]);
    expect(points("agentscribe.retries").map(({ attributes }) => attributes["agentscribe.retry.target"])).toEqual([
      "llm",
      "llm",
    ]);
  });
});

describe("the exception of a failed operation", () => {
  const EXCEPTION = "gen_ai.client.operation.exception";

  async function failEverywhere(capture: "none" | { readonly errorText: true }) {
    const { telemetry, finish } = await startRecording({ capture });
    const fail = () => {
      throw new TypeError("secret-plan is not a function");
    };
    const remote = { provider: "openai", id: "asst_1" };
    const failures = [
      () => telemetry.llm(CALL, fail),
      () => telemetry.embeddings(CALL, fail),
      () => telemetry.retrieval({ dataSourceId: "docs", provider: "pinecone" }, fail),
      () => telemetry.memory({ operation: "search_memory", provider: "mem0" }, fail),
      () => telemetry.createAgent({ name: "helper", provider: "openai" }, fail),
      () => telemetry.agent({ name: "helper", remote }, fail),
      () => telemetry.agent({ name: "local" }, fail),
      () => telemetry.tool({ name: "search" }, fail),
    ];
    for (const failure of failures) expect(failure).toThrow(TypeError);
    return finish();
  }

  it("is told of each operation that the conventions call a client's", async () => {
    const { spans, eventsNamed } = await failEverywhere("none");
    const told = eventsNamed(EXCEPTION);
    expect(
      told.map(({ attributes }) => [attributes["gen_ai.operation.name"], attributes["gen_ai.provider.name"]]).sort(),
    ).toEqual([
      ["chat", "openai"],
      ["create_agent", "openai"],
      ["embeddings", "openai"],
      ["invoke_agent", "openai"],
      ["retrieval", "pinecone"],
      ["search_memory", "mem0"],
    ]);
    for (const { attributes, spanId } of told) {
      expect(attributes["exception.type"]).toBe("TypeError");
      expect(attributes["gen_ai.operation.name"]).toBe(
        spans.find((span) => span.spanId === spanId)?.attributes["gen_ai.operation.name"],
      );
    }
    expect(JSON.stringify(told)).not.toMatch(/secret-plan|failed-calls\.test/);
  });

  it("has its stack where the text of errors is captured", async () => {
    const { eventsNamed } = await failEverywhere({ errorText: true });
    expect(eventsNamed(EXCEPTION)).toHaveLength(6);
    for (const { attributes } of eventsNamed(EXCEPTION)) {
      expect(attributes["exception.message"]).toBe("secret-plan is not a function");
      expect(attributes["exception.stacktrace"]).toMatch(
        /^TypeError: secret-plan is not a function\n +at .*failed-calls\.test/,
      );
    }
  });
});

describe("a call that is given up", () => {
  it("says after how many attempts, with the last error and status", async () => {
    const { telemetry, finish } = await startRecording();
    const fail = () => Promise.reject(refused(500));
    await telemetry
      .llm(CALL, (call) => {
        call.retry({ status: 500 });
        call.retry({ status: 500 });
        return fail();
      })
      .catch(() => {});
    await telemetry
      .embeddings(CALL, (call) => {
        call.retry({ status: 500 });
        return fail();
      })
      .catch(() => {});
    const { eventsNamed, span, points } = await finish();
    const told = eventsNamed("agentscribe.retries_exhausted");
    expect(told.map(({ attributes }) => attributes["agentscribe.retry.attempts"]).sort()).toEqual([2, 3]);
    expect(told.find(({ spanId }) => spanId === span("chat gpt-5-mini").spanId)?.attributes).toMatchObject({
      "agentscribe.retry.target": "llm",
      "agentscribe.retry.duration_ms": expect.any(Number),
      "error.type": "server_error",
      [STATUS]: 500,
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5-mini",
    });
    expect(points("agentscribe.retries_exhausted").map(({ value }) => value)).toEqual([2]);
  });

  it("is none that was tried once, that recovers, or that was called off", async () => {
    const { telemetry, finish } = await startRecording();
    await telemetry.llm(CALL, () => Promise.reject(refused(400))).catch(() => {});
    telemetry.llm(CALL, (call) => call.retry({ status: 500 }));
    const aborted = (call: LlmCall) => {
      call.retry({ status: 500 });
      return Promise.reject(new DOMException("stop", "AbortError"));
    };
    await telemetry.llm(CALL, aborted).catch(() => {});
    const { eventsNamed } = await finish();
    expect(eventsNamed("agentscribe.retries_exhausted")).toEqual([]);
  });
});

describe("a call that is turned away", () => {
  const LIMITED = "agentscribe.rate_limit.limited";

  it("tells of the rate limit, by its error or by who tries again", async () => {
    const { telemetry, finish } = await startRecording();
    const fail = () => Promise.reject(refused(429));
    await telemetry.llm(CALL, fail).catch(() => {});
    await telemetry.embeddings(CALL, fail).catch(() => {});
    telemetry.recordLlm({ ...CALL, durationMs: 5, error: refused(429) });
    telemetry.llm(CALL, (call) => {
      call.retry({ status: 429 });
      call.retry({ error: refused(429) });
      call.retry({ status: 500 });
    });
    const { eventsNamed, points } = await finish();
    const told = eventsNamed("agentscribe.rate_limit");
    expect(told).toHaveLength(5);
    for (const { attributes, spanId } of told) {
      expect(attributes).toMatchObject({ [LIMITED]: true, "gen_ai.request.model": "gpt-5-mini" });
      expect(spanId).toBeDefined();
    }
    expect(points("agentscribe.rate_limits").map(({ value }) => value)).toEqual([5]);
  });

  it("tells of it once where its answer was seen", async () => {
    const { telemetry, finish } = await startRecording();
    await telemetry
      .llm(CALL, (call) => {
        call.httpResponse({ status: 429, headers: { "x-ratelimit-remaining-requests": "0" } });
        call.retry({ status: 429 });
        call.httpResponse({ status: 429, headers: { "x-ratelimit-remaining-tokens": "0" } });
        return Promise.reject(refused(429));
      })
      .catch(() => {});
    const { eventsNamed } = await finish();
    const resources = eventsNamed("agentscribe.rate_limit").map(
      (event) => event.attributes["agentscribe.rate_limit.resource"],
    );
    expect(resources).toEqual(["requests", "tokens"]);
  });
});
