import { afterEach, beforeEach, expect, it } from "vitest";
import { priceByTables } from "../../../../src/cli/price-call.ts";
import { repriceStore } from "../../../../src/cli/reprice/reprice-store.ts";
import { createBatchPricing } from "../../../../src/inspector/serve/batch-pricing.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import type { Store } from "../../../../src/inspector/store/store.ts";
import { traces } from "../../../unit/inspector/store/otlp-requests.ts";

type Attributes = Readonly<Record<string, string | number>>;

const OPUS = { "gen_ai.provider.name": "anthropic", "gen_ai.request.model": "claude-opus-4-6" };
const SONNET_IN_US = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

/** Calls of 1000 input and 100 output tokens: what was recorded with them, and what they cost or why they have no price. */
const CALLS: readonly (readonly [recorded: Attributes, usd: number | null, reason: string])[] = [
  [OPUS, 0.0075, ""],
  [{ ...OPUS, "agentscribe.service_tier": "batch" }, 0.00375, ""],
  [{ ...OPUS, "agentscribe.response.region": "us" }, 0.00825, ""],
  [{ ...OPUS, "agentscribe.response.region": "eu" }, null, "region_unpriced:eu"],
  [{ ...OPUS, "agentscribe.service_tier": "priority" }, null, "tier_unpriced:priority"],
  [{ ...OPUS, "agentscribe.cost.reason": "region_unpriced:eu" }, null, "region_unpriced:eu"],
  [{ ...OPUS, "agentscribe.cost.reason": "tier_unpriced:priority" }, null, "tier_unpriced:priority"],
  [{ ...OPUS, "agentscribe.cost.reason": "usage_incomplete" }, null, "usage_incomplete"],
  [{ ...OPUS, "agentscribe.usage.web_searches": 3 }, 0.0375, ""],
  [{ ...OPUS, "gen_ai.input.messages": "a long text ".repeat(1_000) }, 0.0075, ""],
  [
    {
      "gen_ai.provider.name": "aws.bedrock",
      "gen_ai.request.model": SONNET_IN_US,
      "gen_ai.response.model": "claude-sonnet-4-5-20250929",
    },
    0.00495,
    "",
  ],
];

let store: Store;
beforeEach(async () => {
  store = await openStore({ path: ":memory:" });
  const spans = CALLS.map(([recorded], index) => ({
    ...{ trace: 1, span: index + 1 },
    attributes: {
      ...{ "session.id": "s", "gen_ai.operation.name": "chat", ...recorded },
      ...{ "gen_ai.usage.input_tokens": 1_000, "gen_ai.usage.output_tokens": 100 },
    },
  }));
  await store.ingest("traces", "json", traces(spans));
});
afterEach(() => store.close());

async function costs(): Promise<readonly unknown[]> {
  const { rows } = await store.query("SELECT round(cost_usd, 9), cost_reason FROM agent_spans ORDER BY span_id");
  return rows;
}

const EXPECTED = CALLS.map(([, usd, reason]) => [usd, reason]);

it("calls that came without a cost are priced by all that was recorded with them", async () => {
  const priceBatch = createBatchPricing(store, priceByTables());
  while (await priceBatch());
  expect(await costs()).toEqual(EXPECTED);
});

it("prices of today are found by the same", async () => {
  await repriceStore(store, { all: false, sinceUs: undefined, dryRun: false }, () => undefined);
  const found = await costs();
  expect(found.map((row) => (row as readonly unknown[])[0])).toEqual(EXPECTED.map(([usd]) => usd));
  const again = await repriceStore(store, { all: true, sinceUs: undefined, dryRun: false }, () => undefined);
  expect([again.priced, again.changed]).toEqual([CALLS.length, 0]);
});

it("prices of today are not looked for where the request was refused", async () => {
  const refused = { trace: 2, span: 99, failed: true };
  const attributes = {
    ...{ ...OPUS, "session.id": "refused", "gen_ai.operation.name": "chat", "error.type": "429" },
    ...{ "agentscribe.cost.status": "incomplete", "agentscribe.cost.reason": "request_refused" },
  };
  await store.ingest("traces", "json", traces([{ ...refused, attributes }]));
  for (const all of [false, true]) {
    const { priced } = await repriceStore(store, { all, sinceUs: undefined, dryRun: false }, () => undefined);
    expect(priced).toBe(CALLS.length);
  }
  expect(await store.session("refused")).toMatchObject({ unpricedCalls: 0, costUsd: 0 });
});
