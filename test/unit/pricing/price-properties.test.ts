import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Cost, PriceRequest } from "../../../src/pricing/cost.ts";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import { createPricing, type Pricing } from "../../../src/pricing/pricing.ts";

let pricing: Pricing;
beforeAll(async () => {
  pricing = await loadedPricing();
});

const tokens = fc.integer({ min: 1, max: 1_500_000 });
const model = fc.constantFrom(
  ["anthropic", "claude-opus-5"],
  ["anthropic", "claude-sonnet-4-5"],
  ["openai", "gpt-5.5"],
  ["openai", "gpt-realtime"],
  ["gcp.gemini", "gemini-2.5-pro"],
  ["aws.bedrock", "anthropic.claude-sonnet-4-5-20250929-v1:0"],
  ["deepseek", "deepseek-v4-pro"],
  ["perplexity", "sonar-pro"],
  ["x_ai", "grok-4-0709"],
);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const tier = fc.constantFrom(null, "default", "batch", "flex", "priority", "fast");
const at = fc.date({ min: new Date("2025-01-01"), max: new Date("2027-06-01"), noInvalidDate: true });

function sumOf(cost: Cost): number {
  return Object.values(cost.parts ?? {}).reduce((sum, part) => sum + (part ?? 0), 0);
}

function usageOf(input: number, output: number, read: number, write: number, hour: number) {
  const cacheReadTokens = Math.floor(input * read);
  const cacheWriteTokens = Math.floor((input - cacheReadTokens) * write);
  const cacheWrite1hTokens = Math.floor(cacheWriteTokens * hour);
  return { inputTokens: input, outputTokens: output, cacheReadTokens, cacheWriteTokens, cacheWrite1hTokens };
}

describe("price()", () => {
  it("gives parts that add up to the cost, none below zero", () => {
    fc.assert(
      fc.property(
        model,
        tokens,
        tokens,
        share,
        share,
        share,
        tier,
        at,
        ([provider, name], input, output, read, write, hour, serviceTier, when) => {
          const usage = usageOf(input, output, read, write, hour);
          const cost = pricing.price({ provider: provider ?? "", model: name ?? "", usage, serviceTier, at: when });
          if (cost.usd === undefined) {
            expect(cost.reason).toMatch(/^tier_unpriced:/);
            return;
          }
          expect(sumOf(cost)).toBeCloseTo(cost.usd, 9);
          expect(Math.min(...Object.values(cost.parts ?? {}))).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("never costs less for more tokens", () => {
    fc.assert(
      fc.property(model, tokens, tokens, tokens, tokens, ([provider, name], input, output, moreInput, moreOutput) => {
        const ask = (inputTokens: number, outputTokens: number) =>
          pricing.price({
            provider: provider ?? "",
            model: name ?? "",
            usage: { inputTokens, outputTokens },
            at: 1.78e12,
          }).usd;
        expect(ask(input + moreInput, output + moreOutput) ?? Number.NaN).toBeGreaterThan(
          ask(input, output) ?? Number.NaN,
        );
      }),
    );
  });

  it("never costs more when input comes from the cache", () => {
    fc.assert(
      fc.property(model, tokens, tokens, share, ([provider, name], input, output, read) => {
        const ask = (cacheReadTokens: number) => {
          const usage = { inputTokens: input, outputTokens: output, cacheReadTokens };
          return pricing.price({ provider: provider ?? "", model: name ?? "", usage, at: 1.78e12 }).usd ?? Number.NaN;
        };
        expect(ask(Math.floor(input * read))).toBeLessThanOrEqual(ask(0) + 1e-12);
      }),
    );
  });

  it("says the same when asked again", () => {
    fc.assert(
      fc.property(model, tokens, at, at, ([provider, name], inputTokens, first, second) => {
        const ask = (when: Date) =>
          pricing.price({
            provider: provider ?? "",
            model: name ?? "",
            usage: { inputTokens, outputTokens: 1 },
            at: when,
          });
        const before = ask(first);
        ask(second);
        expect(ask(first)).toEqual(before);
      }),
    );
  });

  it("survives any request and says 0 only for what is free", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    const request = fc.record(
      {
        provider: fc.oneof(fc.constantFrom("openai", "anthropic", "aws.bedrock"), anything),
        model: fc.oneof(fc.constantFrom("gpt-5", "claude-opus-5"), fc.string(), anything),
        requestModel: anything,
        usage: fc.oneof(
          anything,
          fc.dictionary(fc.constantFrom("inputTokens", "outputTokens", "cacheReadTokens"), anything),
        ),
        reportedCostUsd: fc.oneof(fc.constant(undefined), fc.constantFrom(Number.NaN, -1, "1", null)),
        serviceTier: anything,
        region: anything,
        at: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(request, (each) => {
        const cost = pricing.price(each as PriceRequest);
        expect(["ok", "partial", "unpriced", "incomplete"]).toContain(cost.status);
        if (cost.usd === undefined) expect(cost.reason).toMatch(/^[a-z0-9_]+(?::[\w.-]+)?$/);
        else expect(Number.isFinite(cost.usd) && cost.usd > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["nothing", undefined],
    ["a revoked Proxy", revoked()],
    [
      "a throwing getter",
      {
        get provider(): string {
          throw new Error("no");
        },
      },
    ],
    ["a huge name", { provider: "openai", model: "x".repeat(5_000_000), usage: { inputTokens: 1 } }],
  ])("survives %s", (_, request) => {
    expect(pricing.price(request as PriceRequest).status).toBe("unpriced");
  });

  it("survives options that are no options", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("overrides", "patterns", "discount", "free", "tierFallback"), fc.anything()),
        (options) => {
          const made = createPricing(options as never);
          expect(
            made.price({ provider: "openai", model: "gpt-5", usage: { inputTokens: 1, outputTokens: 1 } }).status,
          ).toBeDefined();
        },
      ),
    );
  });
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
