import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COST_COLUMNS } from "./cost.ts";
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
  sql: (dialect, values) => {
    const column = COST_COLUMNS[values.by as keyof typeof COST_COLUMNS];
    return `SELECT s.${column} AS "${values.by}",
  count(*) AS calls,
  sum(CASE WHEN s.cache_read_tokens > 0 THEN 1 ELSE 0 END) AS calls_with_hits,
  coalesce(sum(s.input_tokens), 0) AS input_tokens,
  coalesce(sum(s.cache_read_tokens), 0) AS cache_read_tokens,
  coalesce(sum(s.cache_write_tokens), 0) AS cache_write_tokens,
  ${ratioSql("coalesce(sum(s.cache_read_tokens), 0)", "sum(s.input_tokens)")} AS hit_rate,
  ${ratioSql("coalesce(sum(s.cache_write_tokens), 0)", "sum(s.input_tokens)")} AS write_rate
FROM agent_spans AS s
WHERE ${inWindow(dialect, values)} AND ${COUNTED}
GROUP BY s.${column}
ORDER BY calls DESC, 1
${limitOf(dialect)}`;
  },
};
