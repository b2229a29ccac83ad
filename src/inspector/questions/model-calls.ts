import { REQUEST_REFUSED } from "../../semconv/cost-reason.ts";
import { HOLDER_KINDS, type SpanKind, TOOL_KINDS } from "../model/facts.ts";

/** The rows whose tokens and costs are summed: model calls and embeddings, of which no other row stands for the same request. */
export const COUNTED = "counted = 1";

/** Those of them that are calls of a model for an answer. */
export const MODEL_CALL: string = `kind = 'inference' AND ${COUNTED}`;

/** Rows of `s` that are counted and whose cost is not known. A request that was refused costs nothing. */
export const UNPRICED: string = `s.cost_usd IS NULL AND s.cost_reason <> '${REQUEST_REFUSED}'`;

const listed = (kinds: readonly SpanKind[]): string => kinds.map((kind) => `'${kind}'`).join(", ");

/** Calls of tools. */
export const TOOL_CALL: string = `kind IN (${listed(TOOL_KINDS)})`;

/**
 * Work that fails by itself, each piece once. A run around it, such as an agent or a session, only passes the failure on; a model call whose request another row
 * counts for, and the request to an MCP server that a tool's call is, tell of it a second time.
 */
export const IS_WORK: string = `kind NOT IN (${listed(HOLDER_KINDS)}) AND (kind <> 'inference' OR ${COUNTED}) AND (kind <> 'mcp' OR tool = '')`;

export const FAILURE: string = `(status = 'error' OR error_type <> '') AND ${IS_WORK}`;

/** Sums over the rows of `s` that are counted; `NULL` where no row says a number. */
export function usageSums(): string {
  const sum = (column: string): string => `sum(CASE WHEN ${COUNTED} THEN s.${column} END) AS ${column}`;
  return [
    sum("input_tokens"),
    sum("output_tokens"),
    sum("cache_read_tokens"),
    sum("cache_write_tokens"),
    sum("reasoning_tokens"),
    sum("cost_usd"),
    `sum(CASE WHEN ${COUNTED} AND ${UNPRICED} THEN 1 ELSE 0 END) AS unpriced_calls`,
  ].join(",\n  ");
}
