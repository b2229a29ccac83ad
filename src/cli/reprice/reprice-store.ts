import type { SqlValue, Store } from "../../inspector/index.ts";
import type { PriceRequest } from "../../pricing/cost.ts";
import { loadedPricing } from "../../pricing/estimate-cost.ts";
import { type RecordedCall, recordedRequest } from "./recorded-request.ts";

export interface RepriceOptions {
  /** Calls that have a cost as well; without it those alone that have none. */
  readonly all: boolean;
  readonly sinceUs: number | undefined;
  /** Writes nothing. */
  readonly dryRun: boolean;
}

/** What was found about the calls of a model. */
export interface RepricedModel {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  /** US dollars of the calls that had a cost, and how many had none. */
  readonly beforeUsd: number;
  readonly beforeUnpriced: number;
  readonly afterUsd: number;
  readonly afterUnpriced: number;
  /** Why calls have no price now, the first reason. */
  readonly reason: string | undefined;
}

export interface Repriced {
  readonly models: readonly RepricedModel[];
  readonly priced: number;
  /** Costs that differ from before. */
  readonly changed: number;
}

const BATCH = 500;
/** Spans read at the same time. */
const PARALLEL = 16;

/**
 * Prices model calls with the tables of today, each at the prices of its own start. A call that the tables do not know keeps the cost that it has.
 *
 * @param onProgress - how many calls were looked at
 */
export async function repriceStore(
  store: Store,
  options: RepriceOptions,
  onProgress: (calls: number) => void,
): Promise<Repriced> {
  const pricing = await loadedPricing();
  const models = new Map<string, Sum>();
  let seen = 0;
  let changed = 0;
  for await (const calls of batchesOf(store, options)) {
    const costs: { traceId: string; spanId: string; usd: number | null; reason?: string }[] = [];
    for (let at = 0; at < calls.length; at += PARALLEL) {
      const part = calls.slice(at, at + PARALLEL);
      const requests = await Promise.all(part.map((call) => requestOf(store, call)));
      for (const [index, call] of part.entries()) {
        const { usd, reason } = pricing.price(requests[index] as PriceRequest);
        add(models, call, usd, reason);
        if (usd === undefined ? call.costUsd !== null : isSame(usd, call.costUsd)) continue;
        if (usd !== undefined) changed += 1;
        costs.push({
          traceId: call.traceId,
          spanId: call.spanId,
          usd: usd ?? null,
          ...(reason !== undefined && { reason }),
        });
      }
    }
    if (!options.dryRun && costs.length > 0) await store.setCosts(costs, options.all);
    seen += calls.length;
    onProgress(seen);
  }
  return { models: [...models.values()], priced: seen, changed };
}

interface Call {
  readonly traceId: string;
  readonly spanId: string;
  readonly provider: string;
  readonly model: string;
  readonly recorded: RecordedCall;
  readonly costUsd: number | null;
}

/** A request that was refused costs nothing: there is no price to look for. */
const QUERY = `SELECT trace_id, span_id, provider, model, request_model, start_us, input_tokens, output_tokens, cache_read_tokens,
  cache_write_tokens, reasoning_tokens, cost_usd, priced_model
FROM agent_spans
WHERE counted = 1 AND start_us >= :since AND (:all = 1 OR cost_usd IS NULL) AND cost_reason <> 'request_refused'
  AND (start_us > :start OR (start_us = :start AND (trace_id > :trace OR (trace_id = :trace AND span_id > :span))))
ORDER BY start_us, trace_id, span_id
LIMIT ${BATCH}`;

async function* batchesOf(store: Store, { all, sinceUs }: RepriceOptions): AsyncGenerator<readonly Call[]> {
  let after = { start: -1, trace: "", span: "" };
  for (;;) {
    const { rows } = await store.query(QUERY, { since: sinceUs ?? 0, all: all ? 1 : 0, ...after });
    const calls = rows.map(callOf);
    const last = calls.at(-1);
    if (last === undefined) return;
    yield calls;
    if (calls.length < BATCH) return;
    after = { start: last.recorded.startUs, trace: last.traceId, span: last.spanId };
  }
}

function callOf(row: readonly SqlValue[]): Call {
  const text = (at: number): string => String(row[at] ?? "");
  const number = (at: number): number | null => (row[at] === null ? null : Number(row[at]));
  return {
    traceId: text(0),
    spanId: text(1),
    provider: text(2),
    model: text(3),
    recorded: {
      provider: text(2),
      // The version that answered, where it is known.
      model: text(12),
      requestModel: text(4) || null,
      startUs: Number(row[5]),
      inputTokens: number(6),
      outputTokens: number(7),
      cacheReadTokens: number(8),
      cacheWriteTokens: number(9),
      reasoningTokens: number(10),
    },
    costUsd: number(11),
  };
}

async function requestOf(store: Store, { traceId, spanId, recorded }: Call): Promise<PriceRequest> {
  const span = await store.span(traceId, spanId);
  return recordedRequest(recorded, span?.attributes ?? []);
}

type Sum = { -readonly [K in keyof RepricedModel]: RepricedModel[K] };

function add(models: Map<string, Sum>, call: Call, usd: number | undefined, reason: string | undefined): void {
  const { provider, model, costUsd } = call;
  const key = `${provider}\n${model}`;
  const none = { calls: 0, beforeUsd: 0, beforeUnpriced: 0, afterUsd: 0, afterUnpriced: 0, reason: undefined };
  const sum: Sum = models.get(key) ?? { provider, model, ...none };
  models.set(key, sum);
  const after = usd ?? costUsd;
  sum.calls += 1;
  sum.beforeUsd += costUsd ?? 0;
  sum.beforeUnpriced += costUsd === null ? 1 : 0;
  sum.afterUsd += after ?? 0;
  sum.afterUnpriced += after === null ? 1 : 0;
  if (usd === undefined) sum.reason ??= reason;
}

/** Sums of parts differ in their last digits. */
function isSame(usd: number, before: number | null): boolean {
  return before !== null && Math.abs(usd - before) <= 1e-9 * Math.max(1e-3, Math.abs(usd));
}
