import { trace } from "@opentelemetry/api";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler as SdkSampler,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ROOT_CONTEXT } from "../../../src/trace/context.ts";
import { samplerFromEnv, traceIdRatio } from "../../../src/trace/sampler.ts";

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
const traceId = hex(32).filter((id) => !/^0+$/.test(id));
const SAMPLED = 2;

const ORACLES: Readonly<Record<string, (ratio: number) => SdkSampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (ratio) => new TraceIdRatioBasedSampler(ratio),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (ratio) => new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
};

describe("samplerFromEnv()", () => {
  for (const [name, oracle] of Object.entries(ORACLES)) {
    it(`${name} decides as the SDK does`, () => {
      const parent = fc.option(fc.record({ traceFlags: fc.constantFrom(0, 1), isRemote: fc.boolean() }), {
        nil: undefined,
      });
      fc.assert(
        fc.property(traceId, fc.double({ min: 0, max: 1, noNaN: true }), parent, (id, ratio, from) => {
          const context = from === undefined ? undefined : { traceId: id, spanId: "1".repeat(16), ...from };
          const env = { OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: String(ratio) };
          const active = context === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, context);
          const expected = oracle(ratio).shouldSample(active, id, "x", 0, {}, []).decision === SAMPLED;
          expect(samplerFromEnv(env, () => {})(context, id)).toBe(expected);
        }),
        { numRuns: 300 },
      );
    });
  }

  it("warns once about a name or ratio it cannot use, and then records", () => {
    for (const env of [
      { OTEL_TRACES_SAMPLER: "jaeger" },
      { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" },
    ]) {
      const warnings: string[] = [];
      const sampler = samplerFromEnv(env, (key) => warnings.push(key));
      expect(sampler(undefined, "f".repeat(32))).toBe(true);
      expect(warnings).toHaveLength(1);
    }
  });
});

describe("traceIdRatio()", () => {
  it("takes NaN as 0 and bounds the ratio", () => {
    expect(traceIdRatio(Number.NaN)(undefined, "0".repeat(31).concat("1"))).toBe(false);
    expect(traceIdRatio(5)(undefined, "f".repeat(32))).toBe(true);
  });
});
