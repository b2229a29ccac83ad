import { describe, expect, it } from "vitest";
import { header, headersRead } from "../../../src/providers/headers.ts";
import { readRateLimit } from "../../../src/providers/rate-limit.ts";
import { readRequestId } from "../../../src/providers/request-id.ts";

describe("headersRead", () => {
  it("answers as the headers themselves, once they are read", () => {
    const headers = new Headers([
      ["X-Request-Id", "req_1"],
      ["x-ratelimit-limit-tokens", "40"],
      ["X-RateLimit-Remaining-Tokens", "0"],
      ["x-ratelimit-reset-tokens", "20ms"],
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    const read = headersRead(headers);
    expect(readRequestId(read)).toBe("req_1");
    expect(readRateLimit(read)).toEqual({ tokens: { limit: 40, remaining: 0, resetMillis: 20 } });
    expect(readRateLimit(read)).toEqual(readRateLimit(headers));
    expect(header(read, "x-other")).toBeUndefined();
  });

  it("reads no value that is too long", () => {
    expect(header(headersRead(new Headers({ "x-request-id": "r".repeat(1_001) })), "x-request-id")).toBeUndefined();
  });

  it.each([[{ "X-Request-Id": "req_1" }], [new Map([["x-request-id", "req_1"]])], [undefined], [null], ["text"]])(
    "leaves what is no Headers of this process as it is: %o",
    (headers) => {
      expect(headersRead(headers)).toBe(headers);
    },
  );
});
