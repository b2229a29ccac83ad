import { describe, expect, it } from "vitest";
import { BUNDLED_TABLE, type PriceTable } from "../../../src/pricing/price-table.ts";
import { createPricing } from "../../../src/pricing/pricing.ts";
import type { PricingOptions } from "../../../src/pricing/pricing-options.ts";
import { overdueRows } from "../../support/check-overlay.ts";

const DAY = 86_400_000;
const PUBLISHED = Date.parse(BUNDLED_TABLE.date);
const EMPTY: PriceTable = { info: BUNDLED_TABLE, hasProvider: () => true, find: () => undefined };

async function at(days: number, options: PricingOptions = {}) {
  const said: string[] = [];
  const pricing = createPricing(options, {
    loadTable: () => Promise.resolve(EMPTY),
    now: () => PUBLISHED + days * DAY,
    warn: (key, message) => void said.push(`${key}: ${message}`),
  });
  await pricing.load();
  const ask = (provider = "openai") => pricing.price({ provider, model: "gpt-9", usage: { inputTokens: 1 } });
  return { pricing, said, ask };
}

describe("the age of the price table", () => {
  it("is no matter for 60 days", async () => {
    const { pricing, said, ask } = await at(60);
    ask();
    expect([pricing.staleNote, said]).toEqual([undefined, []]);
  });

  it("is said afterwards, with the day of the table", async () => {
    const { pricing } = await at(61);
    expect(pricing.staleNote).toBe("prices of 2026-09-23, 61 days old");
  });

  it("is warned of once, when a model is met that the table does not know", async () => {
    const { said, ask } = await at(75);
    expect(said).toEqual([]);
    ask();
    ask("anthropic");
    expect(said).toEqual([expect.stringMatching(/^pricing:stale-table: .*2026-09-23, 75 days old/)]);
  });

  it("is not warned of when the cost is known without the table", async () => {
    const { said, ask } = await at(75, { free: ["openai"] });
    expect(ask().usd).toBe(0);
    expect(said).toEqual([]);
  });

  it("has the limit that the options give", async () => {
    expect((await at(8, { staleAfterDays: 7 })).pricing.staleNote).toMatch(/8 days old/);
    expect((await at(4000, { staleAfterDays: Number.POSITIVE_INFINITY })).pricing.staleNote).toBeUndefined();
    expect((await at(61, { staleAfterDays: Number.NaN })).pricing.staleNote).toMatch(/61 days/);
  });

  it("is nothing to say before the table is loaded", () => {
    expect(createPricing({}, { now: () => PUBLISHED + 900 * DAY }).staleNote).toBeUndefined();
  });
});

describe("overdueRows()", () => {
  const row = (checked: string, until?: string) => ({
    provider: "p",
    source: "https://example.com",
    checked,
    ...(until !== undefined && { until }),
  });
  const now = Date.parse("2026-11-21T12:00:00Z");

  it("lists rows that were read more than so many days ago, oldest first", () => {
    const rows = [row("2026-09-22"), row("2026-09-21"), row("2025-01-01"), row("2026-11-21")];
    expect(overdueRows(rows, now, 60).map(({ checked }) => checked)).toEqual(["2025-01-01", "2026-09-21"]);
  });

  it("leaves out prices that are over", () => {
    expect(overdueRows([row("2025-01-01", "2025-09-29"), row("2025-01-01", "2027-01-01")], now, 60)).toHaveLength(1);
  });
});
