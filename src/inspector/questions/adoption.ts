import { DAY_US, FROM, inWindow, LIMIT, limitOf, SERVICE, TO } from "./common-parameters.ts";
import { COUNTED, MODEL_CALL } from "./model-calls.ts";
import { ratioSql } from "./proportions.ts";
import type { Question } from "./question.ts";

/** Weeks begin on Monday in UTC; 1970 began on a Thursday. */
const FIRST_MONDAY_US = 4 * DAY_US;
const WEEK_US = 7 * DAY_US;

/** Who uses agents, week by week. */
export const adoption: Question = {
  name: "adoption",
  title: "Adoption",
  help:
    "By week: users, those never seen before in the window, sessions, sessions per user, model calls and cost. A " +
    "session counts in the week in which it began, for each of its users.",
  parameters: [
    TO,
    {
      ...FROM,
      help: "Begin of the time, in microseconds since 1970; 12 weeks before its end by default.",
      default: ({ toUs }) => Math.max(0, Number(toUs) - 12 * WEEK_US),
    },
    SERVICE,
    LIMIT,
  ],
  sql: (dialect, values) => {
    const week = (time: string): string =>
      `CAST(floor((${time} - ${FIRST_MONDAY_US}) / ${WEEK_US}.0) AS BIGINT) * ${WEEK_US} + ${FIRST_MONDAY_US}`;
    const session = `s.${dialect.key("session_id")}`;
    return `WITH parts AS (
  SELECT ${session} AS b_session, max(s.user_id) AS b_user, max(s.service) AS part_service, min(s.start_us) AS part_start,
    sum(CASE WHEN ${MODEL_CALL} THEN 1 ELSE 0 END) AS b_calls, coalesce(sum(CASE WHEN ${COUNTED} THEN s.cost_usd END), 0) AS b_cost
  FROM agent_spans AS s
  WHERE ${inWindow(dialect, values)}
  GROUP BY ${session}, s.${dialect.key("user_id")}
), begun AS (
  SELECT *, min(part_start) OVER (PARTITION BY b_session) AS b_start, max(part_service) OVER (PARTITION BY b_session) AS b_service
  FROM parts
), weekly AS (
  SELECT *, ${week("b_start")} AS week, min(b_start) OVER (PARTITION BY b_user) AS user_first
  FROM begun
)
SELECT week AS week_at_us,
  count(DISTINCT CASE WHEN b_user <> '' THEN b_user END) AS users,
  count(DISTINCT CASE WHEN b_user <> '' AND ${week("user_first")} = week THEN b_user END) AS new_users,
  count(DISTINCT b_session) AS sessions,
  ${ratioSql("sum(CASE WHEN b_user <> '' THEN 1 ELSE 0 END)", "count(DISTINCT CASE WHEN b_user <> '' THEN b_user END)")} AS sessions_per_user,
  count(DISTINCT b_service) AS services,
  sum(b_calls) AS calls,
  sum(b_cost) AS cost_usd
FROM weekly
GROUP BY week
ORDER BY week
${limitOf(dialect)}`;
  },
};
