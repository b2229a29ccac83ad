import { grown, quantileBand, sumBy } from "../../shared/promql.ts";
import type { Board } from "../dashboard.ts";
import { band, labelTable, lines, spanLines, spanTable } from "../panels.ts";
import { measureSql, questionSql } from "../question-sql.ts";
import { happened, histogram, mean, NOW, own, p95, perSecond, WHOLE } from "../series.ts";
import { COUNT, SECONDS, SHARE } from "../units.ts";
import { SPANS, VARIABLES, variables } from "../variables.ts";

export const sessions: Board = {
  name: "sessions",
  title: "sessions",
  about: "Who works with agents, how long and how it ends.",
  variables: variables(SPANS, VARIABLES.service),
  from: "now-7d",
  rows: [
    {
      title: "Sessions",
      panels: [
        lines({
          title: "Sessions begun",
          about: "By how they began: new, or taken up again.",
          unit: COUNT,
          stacked: true,
          lines: [
            {
              expr: happened("agentscribe.sessions", ["agentscribe_session_start_type"], NOW),
              legend: "{{agentscribe_session_start_type}}",
            },
          ],
        }),
        spanLines({
          title: "Sessions an hour by service",
          about: "Sessions that have spans in the hour, of every sender.",
          unit: COUNT,
          sql: measureSql("sessions", "service", ["line", "toFloat64(value) AS value"]),
        }),
        band(
          { title: "p50 of the duration of sessions", about: "With the 95 % band.", unit: SECONDS },
          quantileBand(50, histogram("agentscribe.session.duration"), NOW),
        ),
        band(
          { title: "p95 of the duration of sessions", about: "With the 95 % band.", unit: SECONDS },
          quantileBand(95, histogram("agentscribe.session.duration"), NOW),
        ),
        lines({
          title: "Turns a session",
          about: "The mean of sessions that ended.",
          unit: COUNT,
          lines: [
            {
              expr: mean([], histogram("agentscribe.session.turns")),
              legend: "turns",
            },
          ],
        }),
        labelTable({
          title: "How sessions ended",
          about: "By the outcome that the application states.",
          unit: COUNT,
          lines: [
            {
              expr: sumBy(["agentscribe_outcome"], grown(histogram("agentscribe.session.duration")("count"), WHOLE)),
              legend: "sessions",
            },
          ],
        }),
      ],
    },
    {
      title: "In sessions",
      panels: [
        lines({
          title: "Time at work",
          about: "Seconds of each second in which agents worked or people waited for them: by whose time it is.",
          unit: COUNT,
          stacked: true,
          lines: [
            {
              expr: perSecond(["agentscribe_active_time_type"], own("agentscribe.active_time")),
              legend: "{{agentscribe_active_time_type}}",
            },
          ],
        }),
        lines({
          title: "Prompts",
          about: "A second, by where they came from.",
          unit: "ops",
          stacked: true,
          lines: [
            {
              expr: perSecond(["agentscribe_prompt_source"], own("agentscribe.prompts")),
              legend: "{{agentscribe_prompt_source}}",
            },
          ],
        }),
        lines({
          title: "Used part of context windows, p95 by model",
          about: "Above 1 nothing fits any more.",
          unit: SHARE,
          lines: [
            {
              expr: p95("gen_ai_request_model", histogram("agentscribe.context.used_ratio")),
              legend: "{{gen_ai_request_model}}",
            },
          ],
        }),
        lines({
          title: "Conversations shortened",
          about: "By what made it necessary.",
          unit: COUNT,
          stacked: true,
          lines: [
            {
              expr: happened("agentscribe.compactions", ["agentscribe_compaction_trigger"], NOW),
              legend: "{{agentscribe_compaction_trigger}}",
            },
          ],
        }),
      ],
    },
    {
      title: "From spans",
      panels: [
        spanTable({
          title: "Adoption by week",
          about:
            "Users, those new in this time, sessions, cost. Choose 12 weeks above for what `agentscribe report adoption` shows by default.",
          sql: questionSql("adoption"),
        }),
        spanTable({
          title: "Adoption by user",
          about: "Calls, tokens and cost of each user. `agentscribe report cost --by user` says the same.",
          sql: questionSql("cost", { by: "user" }),
        }),
        spanTable({
          title: "Most expensive sessions",
          about: "With the path of their decisions. `agentscribe report sessions --sort cost` says the same.",
          sql: questionSql("sessions", { sort: "cost", limit: 50 }),
          height: 12,
        }),
        spanTable({
          title: "Sessions with the most errors",
          about: "`agentscribe report sessions --sort errors` says the same.",
          sql: questionSql("sessions", { sort: "errors", limit: 50 }),
          height: 12,
        }),
      ],
    },
  ],
};
