import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COST_COLUMNS, HOURLY_COLUMNS } from "./cost.ts";
import { COUNTED } from "./model-calls.ts";
import { ratioSql } from "./proportions.ts";
import type { Question } from "./question.ts";

/** How much of the input came from a cache. */
export const cache: Question = {
  name: "cache",
  title: "Cache hit rate",
  help:
    "Of the input tokens the share that was read from the provider's cache, and that was written to it. Calls whose" +
    " provider says nothing of a cache count as without.",
  parameters: [
    {
      name: "by",
      help: "What tells the rows apart.",
      type: "text",
      default: "model",
      choices: Object.keys(COST_COLUMNS),
    },
    ...WINDOW,
    LIMIT,
  ],
  hourly: ({ by }) => (HOURLY_COLUMNS.has(String(by)) ? "sums" : undefined),
  sql: (dialect, values, sums) => {
    const column = COST_COLUMNS[values.by as keyof typeof COST_COLUMNS];
    const key = `s.${dialect.key(column)}`;
    return `SELECT ${dialect.text(column, key)} AS "${values.by}",
  ${sums.count} AS calls,
  ${sums.cached} AS calls_with_hits,
  coalesce(sum(s.input_tokens), 0) AS input_tokens,
  coalesce(sum(s.cache_read_tokens), 0) AS cache_read_tokens,
  coalesce(sum(s.cache_write_tokens), 0) AS cache_write_tokens,
  ${ratioSql("coalesce(sum(s.cache_read_tokens), 0)", "sum(s.input_tokens)")} AS hit_rate,
  ${ratioSql("coalesce(sum(s.cache_write_tokens), 0)", "sum(s.input_tokens)")} AS write_rate
FROM ${sums.table} AS s
WHERE ${inWindow(dialect, values, sums.time)} AND ${COUNTED}
GROUP BY ${key}
ORDER BY calls DESC, 1
${limitOf(dialect)}`;
  },
};
