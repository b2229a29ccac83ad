import { describe, expect, it } from "vitest";
import { validatePricing } from "../../../src/pricing/validate-pricing.ts";

describe("validatePricing()", () => {
  it("accepts every documented option", () => {
    const options = {
      enabled: true,
      overrides: {
        "openai/gpt-6.2-astra": [
          { input: 8, output: 40, cacheRead: 0.8, cacheWrite5m: 10, cacheWrite1h: 16, effectiveFrom: "2026-01-01" },
        ],
        "azure.ai.openai/my-deployment": { like: "openai/gpt-5.5", multiplier: 1 },
        "acme/a/b": {
          input: 1,
          tiers: [{ fromInputTokens: 10, input: 2 }],
          serviceTiers: { batch: { multiplier: 0.5 }, flex: { input: 1 } },
        },
      },
      patterns: [{ match: /^x/, input: 1 }],
      discount: { openai: 0.1 },
      free: ["my-cluster"],
      tierFallback: "standard",
    };
    expect(validatePricing("pricing", options)).toEqual([]);
    expect(validatePricing("pricing", undefined)).toEqual([]);
    expect(validatePricing("pricing", { discount: 0.1 })).toEqual([]);
  });

  it.each([
    [{ overrides: { "openai/x": { input: -1 } } }, 'pricing.overrides["openai/x"].input', "-1"],
    [{ overrides: { "openai/x": { input: "8" } } }, 'pricing.overrides["openai/x"].input', '"8"'],
    [
      { overrides: { "openai/x": { imput: 8 } } },
      'pricing.overrides["openai/x"].imput',
      "an option that does not exist",
    ],
    [{ overrides: { x: { input: 8 } } }, 'pricing.overrides["x"]', '"x"'],
    [{ overrides: { "openai/x": [{}, { output: Number.NaN }] } }, 'pricing.overrides["openai/x"][1].output', "NaN"],
    [
      { overrides: { "openai/x": { tiers: [{ input: 1 }] } } },
      'pricing.overrides["openai/x"].tiers[0].fromInputTokens',
      "undefined",
    ],
    [
      { overrides: { "openai/x": { serviceTiers: { batch: { multiplier: -1 } } } } },
      'pricing.overrides["openai/x"].serviceTiers["batch"].multiplier',
      "-1",
    ],
    [{ overrides: { "openai/x": { like: "gpt-5" } } }, 'pricing.overrides["openai/x"].like', '"gpt-5"'],
    [{ overrides: { "openai/x": { effectiveFrom: "soon" } } }, 'pricing.overrides["openai/x"].effectiveFrom', '"soon"'],
    [
      { overrides: { "openai/x": { effectiveFrom: "2026-02-01", effectiveUntil: "2026-01-01" } } },
      'pricing.overrides["openai/x"].effectiveUntil',
      '"2026-01-01"',
    ],
    [
      { overrides: { "openai/x": { effectiveFrom: new Date("2026-02-01"), effectiveUntil: new Date("2026-01-01") } } },
      'pricing.overrides["openai/x"].effectiveUntil',
      "a value of type object",
    ],
    [
      { overrides: { "openai/x": { tiers: [{ fromInputTokens: 1.5 }] } } },
      'pricing.overrides["openai/x"].tiers[0].fromInputTokens',
      "1.5",
    ],
    [{ overrides: { "openai/x": 8 } }, 'pricing.overrides["openai/x"]', "8"],
    [{ overrides: [] }, "pricing.overrides", "a list"],
    [{ patterns: {} }, "pricing.patterns", "a value of type object"],
    [{ patterns: [{ match: "x" }] }, "pricing.patterns[0].match", '"x"'],
    [{ patterns: [{ input: 1 }] }, "pricing.patterns[0].match", "undefined"],
    [
      { overrides: { "openai/x": { match: /x/ } } },
      'pricing.overrides["openai/x"].match',
      "an option that does not exist",
    ],
    [{ discount: 10 }, "pricing.discount", "10"],
    [{ discount: { openai: 2 } }, 'pricing.discount["openai"]', "2"],
    [{ free: "ollama" }, "pricing.free", '"ollama"'],
    [{ tierFallback: "cheap" }, "pricing.tierFallback", '"cheap"'],
    [{ enabled: "yes" }, "pricing.enabled", '"yes"'],
    [{ override: {} }, "pricing.override", "an option that does not exist"],
    [null, "pricing", "null"],
  ])("finds %j", (options, option, got) => {
    const problems = validatePricing("pricing", options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ option, got, expected: expect.stringMatching(/./) });
  });

  it("survives options that cannot be read", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(validatePricing("pricing", proxy)).toHaveLength(1);
  });
});
