import { toAttributeList } from "../../decode/attribute-list.ts";
import { shortAttributes } from "../../decode/short-attributes.ts";
import { decodeLog } from "../../decode/whole.ts";
import { SOURCES } from "../../model/facts.ts";
import type { AttributeMap } from "../../model/raw.ts";
import { hexOf } from "../hex.ts";
import type { UnpricedCall } from "../store.ts";
import type { Reading } from "./reading.ts";

const MAX_LIMIT = 10_000;

type Raw = Omit<UnpricedCall, "spanId" | "attributes"> & {
  readonly n: number;
  readonly source: number;
  readonly spanId: Uint8Array;
};

/** Model calls without a cost whose model is known, in the order in which they came. */
export function readUnpriced(
  reading: Reading,
  limit: number,
  after?: string,
): { readonly calls: readonly UnpricedCall[]; readonly next?: string } {
  const wanted = Math.min(Math.max(Math.floor(limit), 1), MAX_LIMIT);
  const rows = reading.all<Raw>(
    `SELECT s.n, s.source, t.id AS traceId, s.span_id AS spanId, (SELECT nullif(text, '') FROM dict WHERE id = s.provider) AS provider,
       (SELECT text FROM dict WHERE id = iif(s.model_version = 0, s.model, s.model_version)) AS model,
       (SELECT nullif(text, '') FROM dict WHERE id = s.request_model) AS requestModel, s.start_us AS startUs, s.input_tokens AS inputTokens, s.output_tokens AS outputTokens,
       s.cache_read_tokens AS cacheReadTokens, s.cache_write_tokens AS cacheWriteTokens, s.reasoning_tokens AS reasoningTokens
     FROM spans s JOIN traces t ON t.t = s.trace
     WHERE s.counted = 1 AND s.cost_usd IS NULL AND s.model <> 0 AND s.n > ? ORDER BY s.n LIMIT ?`,
    ...[Number(after ?? 0) || 0, wanted],
  );
  const last = rows.length === wanted ? rows.at(-1)?.n : undefined;
  const calls = rows.map(({ n, source, spanId, ...call }) => ({
    ...call,
    spanId: hexOf(spanId),
    attributes: toAttributeList(attributesOf(source, reading.spanBodies.get(n))),
  }));
  return last === undefined ? { calls } : { calls, next: String(last) };
}

function attributesOf(source: number, body: Uint8Array): AttributeMap {
  return SOURCES[source] === "event" ? decodeLog(body).attributes : shortAttributes(body);
}
