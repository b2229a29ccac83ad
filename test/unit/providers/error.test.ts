import { describe, expect, it } from "vitest";
import { readError } from "../../../src/providers/error.ts";
import { readRateLimit } from "../../../src/providers/rate-limit.ts";
import { readRetryAfter } from "../../../src/providers/retry-after.ts";

class RateLimitError extends Error {}
class APIConnectionTimeoutError extends Error {}

const like = (error: Error, more: object) => Object.assign(error, more);

describe("readError()", () => {
  it.each([
    [
      "an error of OpenAI's client",
      like(new RateLimitError("429 Slow down"), {
        status: 429,
        code: "rate_limit_exceeded",
        requestID: "req_1",
        headers: new Headers({ "retry-after": "2" }),
        error: { message: "Slow down", type: "requests", code: "rate_limit_exceeded" },
      }),
      { type: "rate_limit_exceeded", status: 429, requestId: "req_1", retryAfterMillis: 2000, isRateLimit: true },
    ],
    [
      "an error of Anthropic's client",
      like(new Error("overloaded"), {
        status: 529,
        error: { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "req_2" },
      }),
      { type: "overloaded_error", status: 529, code: "overloaded_error", requestId: "req_2" },
    ],
    [
      "an error of AWS",
      like(new Error("Too many"), {
        name: "ThrottlingException",
        $fault: "client",
        $metadata: { httpStatusCode: 429, requestId: "r-3" },
      }),
      { type: "ThrottlingException", status: 429, requestId: "r-3", isRateLimit: true },
    ],
    [
      "an error of Google's client, which has its body as message",
      like(new Error('{"error":{"code":400,"message":"Bad","status":"INVALID_ARGUMENT"}}'), {
        name: "ApiError",
        status: 400,
      }),
      { type: "INVALID_ARGUMENT", status: 400 },
    ],
    [
      "the last error of a client that retried",
      like(new Error("Failed after 3 attempts"), {
        lastError: like(new Error("down"), { statusCode: 503, responseHeaders: { "Retry-After-Ms": "150" } }),
      }),
      { type: "503", status: 503, retryAfterMillis: 150 },
    ],
    [
      "a failed connection",
      like(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }),
      { type: "ECONNREFUSED" },
    ],
    [
      "a timeout of a client",
      new APIConnectionTimeoutError("late"),
      { type: "APIConnectionTimeoutError", isTimeout: true },
    ],
    ["an abort", new DOMException("gone", "AbortError"), { type: "AbortError", isAbort: true }],
    ["a timeout signal", new DOMException("late", "TimeoutError"), { type: "TimeoutError", isTimeout: true }],
    ["an error of the application", new RangeError("far"), { type: "RangeError", message: "far" }],
    [
      "the body of an error",
      { error: { type: "invalid_request_error", message: "Bad" } },
      { type: "invalid_request_error", message: "Bad" },
    ],
    [
      "an error of a client that refuses a good answer",
      like(new Error("Response validation failed"), {
        name: "ResponseValidationError",
        statusCode: 200,
        body: '{"id":"c1","type":"message","status":"completed","message":"Aye."}',
      }),
      { type: "ResponseValidationError", status: 200, message: "Response validation failed" },
    ],
    [
      "an error that came with a good status",
      like(new Error("no"), { statusCode: 200, body: '{"error":{"code":"server_error","message":"no"}}' }),
      { type: "server_error", status: 200 },
    ],
    [
      "a good answer that states a status of its own",
      like(new Error("no"), { statusCode: 200, responseBody: '{"error":{"code":429,"message":"no"}}' }),
      { type: "429", status: 429, isRateLimit: true },
    ],
    [
      "an error that OpenRouter sends in a stream",
      { id: "gen-1", choices: [], error: { code: 429, message: "Slow down" } },
      { type: "429", status: 429, message: "Slow down", isRateLimit: true },
    ],
    [
      "the one that OpenAI's client makes of that",
      like(new Error("Slow down"), { status: undefined, code: 429, error: { code: 429, message: "Slow down" } }),
      { type: "429", status: 429, isRateLimit: true },
    ],
    ["text", "went wrong", { type: "_OTHER", message: "went wrong" }],
    ["nothing", undefined, { type: "_OTHER" }],
  ])("reads %s", (_what, error, expected) => {
    expect(readError(error)).toMatchObject(expected);
  });

  it("takes no other number for a status", () => {
    for (const code of [1300, 200, -32_000, 404.5]) {
      expect(readError({ error: { code, message: "no" } })).not.toHaveProperty("status");
    }
  });

  it("never takes a sentence for a type", () => {
    const error = like(new Error("no"), { code: "the prompt 'hello' was refused", status: 400 });
    expect(readError(error).type).toBe("400");
  });

  it("tells an abort from a timeout", () => {
    expect(readError(new DOMException("gone", "AbortError"))).not.toHaveProperty("isTimeout");
    expect(readError(new DOMException("late", "TimeoutError"))).not.toHaveProperty("isAbort");
    const late = readError(like(new Error("late"), { name: "AbortError", code: "ETIMEDOUT" }));
    expect([late.isTimeout, late.isAbort]).toEqual([true, undefined]);
  });
});

describe("readError() of errors whose classes a bundler renamed", () => {
  /** As in a minified bundle: of OpenAI's client the name is gone, of Google's it is that of the class. */
  class t extends Error {
    status = undefined;
    headers = undefined;
    error = undefined;
  }
  class Xe$ extends Error {
    override name = "Xe$";
  }
  const aborted = { cause: new DOMException("This operation was aborted", "AbortError") };

  it.each([
    ["a timeout", like(new t("Request timed out."), aborted), { type: "APIConnectionTimeoutError", isTimeout: true }],
    ["an abort", new t("Request was aborted."), { type: "APIUserAbortError", isAbort: true }],
    ["a lost connection", new t("Connection error."), { type: "APIConnectionError" }],
    ["one with its code", like(new t("Connection error."), { cause: { code: "ECONNRESET" } }), { type: "ECONNRESET" }],
    ["an answer", like(new t("500 status code (no body)"), { status: 500 }), { type: "500" }],
    [
      "a timeout of Google's client",
      like(new t("Request timed out. This is a client-side timeout."), { name: "t" }),
      { type: "APIConnectionTimeoutError", isTimeout: true },
    ],
    [
      "a timeout of Cohere's client",
      new Xe$("Timeout exceeded when calling POST /v2/chat."),
      { type: "CohereTimeoutError", isTimeout: true },
    ],
    ["an answer of Cohere's", like(new Xe$("No"), { statusCode: 504 }), { type: "504", isTimeout: true }],
    ["one of the application", new Xe$("no"), { type: "_OTHER" }],
    ["one of the application that is an Error by name", new (class e extends Error {})("no"), { type: "Error" }],
  ])("tells %s by what is left", (_what, error, expected) => {
    const { message: _, status: __, code: ___, ...facts } = readError(error);
    expect(facts).toEqual(expected);
  });

  it.each(["RateLimitError2", "RateLimitError$1", "_RateLimitError", "RateLimitError"])("takes %s for one", (name) => {
    expect(readError(like(new Error("no"), { name })).type).toBe("RateLimitError");
  });

  it("takes the words of a client for its own alone", () => {
    expect(readError(new Error("Request timed out."))).toEqual({ type: "Error", message: "Request timed out." });
    expect(readError(new Error("Timeout exceeded when calling home")).type).toBe("Error");
  });
});

describe("readRetryAfter()", () => {
  const now = Date.parse("2026-11-21T00:00:00Z");

  it.each([
    ["seconds", { "retry-after": "1.5" }, 1500],
    ["a date", { "Retry-After": "Sat, 21 Nov 2026 00:00:30 GMT" }, 30_000],
    ["a date that is over", { "retry-after": "Fri, 20 Nov 2026 00:00:00 GMT" }, 0],
    ["milliseconds", new Map([["x-ms-retry-after-ms", "20"]]), 20],
    ["nonsense", { "retry-after": "soon" }, undefined],
    ["a negative number", { "retry-after": "-3" }, undefined],
  ])("reads %s", (_what, headers, expected) => {
    expect(readRetryAfter(headers, now)).toBe(expected);
  });
});

describe("readRateLimit()", () => {
  it("reads the headers of OpenAI", () => {
    const headers = new Headers({
      "x-ratelimit-limit-requests": "500",
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "1m2.5s",
      "x-ratelimit-remaining-tokens": "1000",
      "x-ratelimit-reset-tokens": "6ms",
    });
    expect(readRateLimit(headers)).toEqual({
      requests: { limit: 500, remaining: 0, resetMillis: 62_500 },
      tokens: { remaining: 1000, resetMillis: 6 },
    });
  });

  it("reads the headers of Anthropic", () => {
    const headers = {
      "anthropic-ratelimit-input-tokens-limit": "4000",
      "anthropic-ratelimit-input-tokens-remaining": "3000",
      "anthropic-ratelimit-input-tokens-reset": "2026-11-21T00:00:10Z",
    };
    expect(readRateLimit(headers, Date.parse("2026-11-21T00:00:00Z"))).toEqual({
      inputTokens: { limit: 4000, remaining: 3000, resetMillis: 10_000 },
    });
  });

  it("gives nothing when there is nothing", () => {
    expect([
      readRateLimit({}),
      readRateLimit(undefined),
      readRateLimit({ "x-ratelimit-limit-requests": "many" }),
    ]).toEqual([undefined, undefined, undefined]);
  });
});
