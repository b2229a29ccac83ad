/** The rows that are summed: model calls, of which no other row stands for the same request. */
export const MODEL_CALL = "kind = 'inference' AND counted = 1";

/** Work that fails by itself. A run around it, such as an agent or a session, only passes the failure on. */
export const FAILURE =
  "(status = 'error' OR error_type <> '') AND kind NOT IN ('other', 'session', 'workflow', 'task', 'agent', 'plan', 'step')";

/** Sums over the rows of `s` for which `condition` holds: all of them model calls. */
export function usageSums(condition: string = "1 = 1"): string {
  const sum = (column: string): string => `coalesce(sum(CASE WHEN ${condition} THEN s.${column} END), 0) AS ${column}`;
  return [
    sum("input_tokens"),
    sum("output_tokens"),
    sum("cache_read_tokens"),
    sum("cache_write_tokens"),
    sum("reasoning_tokens"),
    sum("cost_usd"),
    `sum(CASE WHEN ${condition} AND s.cost_usd IS NULL THEN 1 ELSE 0 END) AS unpriced_calls`,
  ].join(",\n  ");
}
