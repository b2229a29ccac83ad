import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createQuoteKeys, type QuoteNames } from "../../../src/pricing/quote-key.ts";
import { createModelNames } from "../../../src/record/llm/model-name.ts";

const name = fc.constantFrom("", "a", "b", "gpt-5");
const names: fc.Arbitrary<QuoteNames> = fc.record({
  provider: name,
  model: name,
  requestModel: name,
  serviceTier: name,
  region: name,
  upstreamProvider: name,
  searchContextSize: fc.constantFrom("low", "medium", "high"),
});

describe("texts that are made once for requests in a row", () => {
  it("tell requests apart by each of their names, in any order", () => {
    fc.assert(
      fc.property(fc.array(names, { maxLength: 12 }), (asked) => {
        const keyOf = createQuoteKeys();
        const keys = asked.map(keyOf);
        for (const [at, key] of keys.entries()) {
          const same = asked.findIndex((other) => JSON.stringify(other) === JSON.stringify(asked[at]));
          expect(keys.indexOf(key)).toBe(same);
        }
      }),
    );
  });

  it("name the model that is asked about now", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 12 }), (asked) => {
        const nameOf = createModelNames();
        for (const [provider, model] of asked) expect(nameOf(provider, model)).toBe(`${provider}/${model}`);
      }),
    );
  });
});
