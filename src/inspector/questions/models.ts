import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COUNTED } from "./model-calls.ts";
import { ratioSql } from "./proportions.ts";
import type { Question } from "./question.ts";

/** What models are used for: the work is a type of task and a purpose of calls. */
export const models: Question = {
  name: "models",
  title: "Which model serves which work",
  help:
    "By task type and purpose of the calls: the models that serve them, their share of the calls, how often they " +
    "fail and what a call costs.",
  parameters: [...WINDOW, LIMIT],
  hourly: () => "sums",
  sql: (dialect, values, sums) => {
    const [type, purpose, model] = [dialect.key("task_type"), dialect.key("purpose"), dialect.key("model")];
    return `SELECT ${dialect.text("task_type", "m.of_type")} AS task_type, ${dialect.text("purpose", "m.of_purpose")} AS purpose, ${dialect.text("model", "m.of_model")} AS model,
  m.of_calls AS calls,
  ${ratioSql("m.of_calls", "sum(m.of_calls) OVER (PARTITION BY m.of_type, m.of_purpose)")} AS share_rate,
  ${ratioSql("m.of_errors", "m.of_calls")} AS error_rate,
  m.of_input AS input_tokens, m.of_output AS output_tokens, m.of_cost AS cost_usd,
  ${ratioSql("m.of_cost", "m.of_priced")} AS cost_per_priced_call_usd
FROM (
  SELECT s.${type} AS of_type, s.${purpose} AS of_purpose, s.${model} AS of_model, ${sums.count} AS of_calls, ${sums.errors} AS of_errors,
    sum(s.input_tokens) AS of_input, sum(s.output_tokens) AS of_output, sum(s.cost_usd) AS of_cost, ${sums.priced} AS of_priced
  FROM ${sums.table} AS s
  WHERE ${inWindow(dialect, values, sums.time)} AND ${COUNTED}
  GROUP BY s.${type}, s.${purpose}, s.${model}
) AS m
ORDER BY task_type, purpose, calls DESC, model
${limitOf(dialect)}`;
  },
};
