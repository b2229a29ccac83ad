import { describe, expect, it } from "vitest";
import { createClock } from "../../../src/trace/clock.ts";
import { createIds } from "../../../src/trace/ids.ts";
import { DEFAULT_SPAN_LIMITS, spanLimitsFromEnv } from "../../../src/trace/limits.ts";

describe("createClock()", () => {
  it("reads the system time once, so that a jump of it changes nothing", () => {
    let system = 1_000_000;
    let monotonic = 50;
    const clock = createClock(
      () => system,
      () => monotonic,
    );
    monotonic = 60.25;
    system = 5;
    expect(clock.now()).toBe(1_000_010.25);
    expect(clock.fromPerformance(50)).toBe(1_000_000);
  });

  it("tells the time of the machine by default", () => {
    expect(Math.abs(createClock().now() - Date.now())).toBeLessThan(50);
  });
});

describe("createIds()", () => {
  it("makes ids of the right form, all different", () => {
    const ids = createIds();
    const made = Array.from({ length: 5_000 }, () => [ids.traceId(), ids.spanId()]).flat();
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((id, index) => id.length === (index % 2 === 0 ? 32 : 16) && /^[0-9a-f]+$/.test(id))).toBe(true);
  });

  it("never makes one that is all zero", () => {
    let fills = 0;
    const ids = createIds((bytes) => {
      fills += 1;
      if (fills > 1) bytes.fill(7);
    });
    expect(ids.spanId()).toBe("07".repeat(8));
  });
});

describe("spanLimitsFromEnv()", () => {
  it("prefers the variable for spans to the general one", () => {
    const env = {
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: "3",
      OTEL_ATTRIBUTE_COUNT_LIMIT: "9",
      OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "12",
    };
    expect(spanLimitsFromEnv(env, () => undefined)).toEqual({
      ...DEFAULT_SPAN_LIMITS,
      attributeCount: 3,
      attributeValueLength: 12,
    });
  });

  it("ignores what is no whole number", () => {
    const env = {
      OTEL_SPAN_EVENT_COUNT_LIMIT: "-1",
      OTEL_SPAN_LINK_COUNT_LIMIT: "many",
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: " ",
    };
    expect(spanLimitsFromEnv(env, () => undefined)).toEqual(DEFAULT_SPAN_LIMITS);
  });
});
