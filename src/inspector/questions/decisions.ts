import { DAY_US, inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { ratioSql } from "./proportions.ts";
import type { Parameter, Question, Values } from "./question.ts";

const MEMORY: Parameter = {
  name: "memoryDays",
  help: "A choice is new when it was not made in this many days before the window.",
  type: "integer",
  range: [1, 365],
  default: 7,
};

/** What agents decided, and how often. */
export const decisions: Question = {
  name: "decisions",
  title: "Decisions",
  help:
    "How decisions are distributed: each type's choices with their share and mean confidence, and whether a choice " +
    "is new.",
  parameters: [...WINDOW, MEMORY, LIMIT],
  sql: (dialect, values) => `${distribution(dialect, values)}
ORDER BY decision_type, decisions DESC, decision_choice
${limitOf(dialect)}`,
};

/** What agents had not decided before. Nothing is new to a service that was silent all the time before. */
export const newDecisions: Question = {
  name: "new-decisions",
  title: "New decisions",
  help:
    "Choices that were made in the window, and not in the days before it. Nothing is called new where no decision " +
    "at all was made in those days.",
  parameters: [...WINDOW, MEMORY, LIMIT],
  sql: (dialect, values) => `SELECT * FROM (
${distribution(dialect, values)}
) AS made
WHERE is_new = 1
ORDER BY first_at_us, decision_type, decision_choice
${limitOf(dialect)}`,
};

function distribution(dialect: Dialect, values: Values): string {
  const from = dialect.parameter("fromUs", "integer");
  const memory = `(${from} - ${DAY_US} * ${dialect.parameter("memoryDays", "integer")})`;
  const ofService = values.service === "" ? "" : ` AND service = ${dialect.parameter("service", "text")}`;
  const before = `${dialect.decided(memory, from)}${ofService}`;
  return `SELECT current.of_type AS decision_type, current.of_choice AS decision_choice, current.made AS decisions,
  ${ratioSql("current.made", "sum(current.made) OVER (PARTITION BY current.of_type)")} AS share_rate,
  current.of_sessions AS sessions, current.sure AS mean_confidence, current.earliest AS first_at_us,
  CASE WHEN former.of_type IS NULL AND silent.was_heard > 0 THEN 1 ELSE 0 END AS is_new
FROM (
  SELECT e.decision_type AS of_type, e.decision_choice AS of_choice, count(*) AS made, count(DISTINCT e.session_id) AS of_sessions,
    avg(e.confidence) AS sure, min(e.time_us) AS earliest
  FROM agent_events AS e
  WHERE ${inWindow(dialect, values, "time_us")} AND e.decision_type <> ''
  GROUP BY e.decision_type, e.decision_choice
) AS current
CROSS JOIN (
  SELECT count(*) AS was_heard FROM ${before}
) AS silent
LEFT JOIN (
  SELECT DISTINCT decision_type AS of_type, decision_choice AS of_choice FROM ${before}
) AS former ON former.of_type = current.of_type AND former.of_choice = current.of_choice`;
}
