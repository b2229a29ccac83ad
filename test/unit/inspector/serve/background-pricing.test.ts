import { describe, expect, it } from "vitest";
import { startPricing } from "../../../../src/inspector/serve/background-pricing.ts";
import type { UnpricedCall } from "../../../../src/inspector/store/store.ts";
import { madeUpStore } from "../../../support/inspector/made-up-store.ts";

const PAGE = 200;

function callNumber(number: number): UnpricedCall {
  return {
    traceId: "0".repeat(32),
    spanId: number.toString(16).padStart(16, "0"),
    provider: "openai",
    model: number % 3 === 0 ? "unknown" : "gpt-6",
    requestModel: null,
    startUs: 0,
    inputTokens: 1,
    outputTokens: 1,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    attributes: [],
  };
}

/** A store of calls that are numbered as they came, as the real one pages them. */
function storeOf(count: number) {
  const costs = new Map<number, { readonly usd: number | null; readonly reason?: string }>();
  const calls = Array.from({ length: count }, (_, number) => callNumber(number));
  const { promise: allWritten, resolve } = Promise.withResolvers<void>();
  let batches = 0;
  const store = madeUpStore({
    unpriced: async (limit, after = "-1") => {
      const left = calls.filter((_, number) => number > Number(after) && typeof costs.get(number)?.usd !== "number");
      const page = left.slice(0, limit);
      const last = page.at(-1);
      const next = left.length > limit && last !== undefined ? String(Number.parseInt(last.spanId, 16)) : undefined;
      return { calls: page, ...(next !== undefined && { next }) };
    },
    setCosts: async (written) => {
      batches++;
      for (const { spanId, usd, reason } of written)
        costs.set(Number.parseInt(spanId, 16), { usd, ...(reason !== undefined && { reason }) });
      if (costs.size === calls.length) resolve();
      return written.length;
    },
  });
  return { store, costs, calls, allWritten, batches: () => batches };
}

const price = async ({ model }: UnpricedCall) => (model === "gpt-6" ? { usd: 0.5 } : { reason: "model not in table" });

describe("startPricing()", () => {
  it("prices what is there in batches, and says why a call has no price", async () => {
    const { store, costs, allWritten, batches } = storeOf(500);
    const stop = startPricing(store, price, () => undefined);
    await allWritten;
    await stop();
    expect(batches()).toBe(3);
    expect(costs.get(0)).toEqual({ usd: null, reason: "model not in table" });
    expect([...costs.values()].filter(({ usd }) => usd === 0.5)).toHaveLength(333);
  });

  it("prices calls that come later, and asks again about at most one batch", async () => {
    const { store, calls, costs, allWritten } = storeOf(450);
    let asked = 0;
    const counted = async (call: UnpricedCall) => {
      asked++;
      return await price(call);
    };
    const stop = startPricing(store, counted, () => undefined);
    await allWritten;
    const { promise: priced, resolve } = Promise.withResolvers<void>();
    const setCosts = store.setCosts;
    store.setCosts = async (written, force) => {
      const count = await setCosts(written, force);
      if (costs.has(450)) resolve();
      return count;
    };
    asked = 0;
    calls.push(callNumber(450));
    store.change({ revision: 1, sessions: [], spans: 1, events: 0 });
    await priced;
    await stop();
    expect(asked).toBeLessThanOrEqual(PAGE);
  });

  it("goes on after a fault of the prices, and says it", async () => {
    const { store, allWritten } = storeOf(1);
    const said: string[] = [];
    let isBroken = true;
    const stop = startPricing(
      store,
      async () => {
        if (!isBroken) return { usd: 1 };
        isBroken = false;
        throw new Error("no table");
      },
      (line) => {
        said.push(line);
        store.change({ revision: 1, sessions: [], spans: 1, events: 0 });
      },
    );
    await allWritten;
    await stop();
    expect(said).toEqual(["calls could not be priced: Error: no table"]);
  });
});
