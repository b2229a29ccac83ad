import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstDifference, likeness } from "../../../../src/testing/cassette/first-difference.ts";
import type { StoredRequest } from "../../../../src/testing/cassette/format.ts";
import { comparable, keyOf, steadyText } from "../../../../src/testing/cassette/request-key.ts";

const request = (json: unknown, more: Partial<StoredRequest> = {}): StoredRequest => ({
  method: "POST",
  host: "api.openai.com",
  scheme: "https",
  path: "/v1/responses",
  headers: {},
  body: { json },
  ...more,
});

/** The same value with the names of its objects the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turned(item)]),
  );
}

describe("what requests are told apart by", () => {
  it("is the same in whatever order names stand, and differs where a value does, which is found", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [one, other] = [comparable(request(a)), comparable(request(turned(a)))];
        expect(keyOf(one)).toBe(keyOf(other));
        expect(firstDifference(one, other)).toBeUndefined();
        const different = comparable(request(b));
        expect(firstDifference(one, different) === undefined).toBe(keyOf(one) === keyOf(different));
        expect(likeness(one, one)).toBe(1);
        expect(likeness(one, different)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    ["run 6f1c2d3e-1111-4222-8333-444455556666", "run <uuid>"],
    ["at 2026-11-21T20:00:00.123Z", "at <time>"],
    ["at 2026-11-21 20:00 +01:00, on 2026-11-22", "at <time>, on <time>"],
    ["ms 1795293487519", "ms <time>"],
    ["[REDACTED:github-token] and [REDACTED:secret]", "[REDACTED] and [REDACTED]"],
    ["order 1042, 12345678901234567, v1.2.3", "order 1042, 12345678901234567, v1.2.3"],
  ])("leaves out of %s what differs from run to run", (text, steady) => {
    expect(steadyText(text)).toBe(steady);
  });

  it("is the date of a model, though it is that of no run", () => {
    const key = (model: string): string => keyOf(comparable(request({ model, input: "on 2026-11-22" })));
    expect(key("gpt-4o-2024-08-06")).not.toBe(key("gpt-4o-2024-05-13"));
    const other = comparable(request({ model: "gpt-4o-2024-08-06", input: "on 2026-11-23" }));
    expect(keyOf(other)).toBe(key("gpt-4o-2024-08-06"));
  });

  it("is the port of a loopback host not, and any other host", () => {
    const key = (host: string): string => keyOf(comparable(request(1, { host })));
    expect(key("127.0.0.1:1234")).toBe(key("localhost:99"));
    expect(key("api.openai.com")).not.toBe(key("api.openai.com:8443"));
  });

  it("shows long texts from where they part", () => {
    const text = "word ".repeat(2_000);
    const [a, b] = [comparable(request([`${text}cats`])), comparable(request([`${text}dogs`]))];
    expect(firstDifference(a, b)).toEqual({
      path: "body[0]",
      recorded: '"…word word word word word word cats"',
      sent: '"…word word word word word word dogs"',
    });
  });
});
