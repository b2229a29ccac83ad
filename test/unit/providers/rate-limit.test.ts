import { describe, expect, it } from "vitest";
import { readRateLimit } from "../../../src/providers/rate-limit.ts";

describe("readRateLimit", () => {
  it("reads an allowance whichever of limit and rest is stated", () => {
    expect(
      readRateLimit(new Headers({ "x-ratelimit-limit-requests": "60", "x-ratelimit-reset-requests": "1s" })),
    ).toEqual({ requests: { limit: 60, resetMillis: 1_000 } });
    expect(readRateLimit(new Headers({ "anthropic-ratelimit-tokens-remaining": "0" }))).toEqual({
      tokens: { remaining: 0 },
    });
  });

  it("reads none where only the time of a reset is stated, or nothing", () => {
    expect(readRateLimit(new Headers({ "x-ratelimit-reset-tokens": "6m0s" }))).toBeUndefined();
    expect(readRateLimit(new Headers())).toBeUndefined();
  });
});
