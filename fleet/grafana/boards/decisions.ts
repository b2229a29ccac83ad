import { RECORDED } from "../../prometheus/recorded.ts";
import { quantileBand, ratio } from "../../shared/promql.ts";
import type { Board } from "../dashboard.ts";
import { band, labelTable, lines, spanTable } from "../panels.ts";
import { questionSql } from "../question-sql.ts";
import { happened, histogram, mean, NOW, own, p95, WHOLE } from "../series.ts";
import { COUNT, SECONDS, SHARE } from "../units.ts";
import { OF_SERVICE, SPANS, VARIABLES, variables } from "../variables.ts";

const CHOICE = ["agentscribe_decision_type", "agentscribe_decision_choice"];
const TYPE = ["agentscribe_task_type"];
const KNOWN = `agentscribe_task_outcome!=""`;

const tasks = (labels: readonly string[], range: string, ...conditions: readonly string[]): string =>
  happened("agentscribe.tasks", labels, range, ...conditions);

/** What was chosen in this time, and not in the 7 days before it. */
const NEW = `count by (${CHOICE.join(", ")}) (last_over_time(${own("agentscribe.decisions")}[${WHOLE}]) > 0)
unless
count by (${CHOICE.join(", ")}) (last_over_time(${own("agentscribe.decisions")}[7d] offset ${WHOLE}))`;

export const decisions: Board = {
  name: "decisions",
  title: "decisions and outcomes",
  about: "What agents decide, and what comes of their work.",
  variables: variables(SPANS, VARIABLES.service),
  from: "now-7d",
  rows: [
    {
      title: "Outcomes",
      panels: [
        lines({
          title: "Success rate by task type",
          about:
            "Of tasks whose outcome was stated at their end. What is told later is not in it: the table from spans counts that, and gives the interval.",
          unit: SHARE,
          lines: [
            {
              expr: ratio(
                `(${tasks(TYPE, NOW, `agentscribe_task_outcome="success"`)} or ${tasks(TYPE, NOW, KNOWN)} * 0)`,
                tasks(TYPE, NOW, KNOWN),
              ),
              legend: "{{agentscribe_task_type}}",
            },
          ],
        }),
        lines({
          title: "Tasks by outcome",
          about: "As stated at their end.",
          unit: COUNT,
          stacked: true,
          lines: [{ expr: tasks(["agentscribe_task_outcome"], NOW), legend: "{{agentscribe_task_outcome}}" }],
        }),
        labelTable({
          title: "Revisions by task type",
          about: "Of results, at the end of tasks and later.",
          unit: COUNT,
          width: 8,
          lines: [{ expr: happened("agentscribe.task.revisions", TYPE, WHOLE), legend: "revisions" }],
        }),
        labelTable({
          title: "Regressions by task type",
          about: "Faults that results brought, at the end of tasks and later.",
          unit: COUNT,
          width: 8,
          lines: [{ expr: happened("agentscribe.task.regressions", TYPE, WHOLE), legend: "regressions" }],
        }),
        labelTable({
          title: "Outcomes told later",
          about: "By what told of them.",
          unit: COUNT,
          width: 8,
          lines: [
            {
              expr: happened(
                "agentscribe.task.late_outcomes",
                ["agentscribe_task_type", "agentscribe_task_outcome", "agentscribe_task_outcome_signal"],
                WHOLE,
              ),
              legend: "tasks",
            },
          ],
        }),
        band(
          {
            title: "Time to pull request, p50",
            about: "From the assignment of a task, with the 95 % band.",
            unit: SECONDS,
          },
          quantileBand(50, histogram("agentscribe.task.time_to_pr"), WHOLE),
        ),
        lines({
          title: "Duration of tasks, p95 by type",
          about: "Right within a bucket of the histogram.",
          unit: SECONDS,
          lines: [
            {
              expr: p95("agentscribe_task_type", histogram("agentscribe.task.duration")),
              legend: "{{agentscribe_task_type}}",
            },
          ],
        }),
      ],
    },
    {
      title: "Decisions",
      panels: [
        lines({
          title: "Decisions by choice",
          about: "How often each was made.",
          unit: COUNT,
          stacked: true,
          lines: [
            {
              expr: happened("agentscribe.decisions", CHOICE, NOW),
              legend: "{{agentscribe_decision_type}}: {{agentscribe_decision_choice}}",
            },
          ],
        }),
        lines({
          title: "How far the mix has moved",
          about:
            "The population stability index of the last 6 hours against the 7 days before, by type of decision: above 0.2 it is another mix. Needs the recording rules of `fleet/prometheus`.",
          unit: COUNT,
          lines: [{ expr: `${RECORDED.mixShift}{${OF_SERVICE}}`, legend: "{{job}}, {{agentscribe_decision_type}}" }],
        }),
        labelTable({
          title: "New decisions",
          about: "Choices that were made in this time, and not in the 7 days before it.",
          unit: COUNT,
          lines: [{ expr: NEW, legend: "processes" }],
        }),
        labelTable({
          title: "Decisions on edits",
          about: "Accepted, rejected or changed, by language and who decided.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.edit.decisions",
                ["agentscribe_edit_decision", "agentscribe_file_language", "agentscribe_edit_source"],
                WHOLE,
              ),
              legend: "decisions",
            },
          ],
        }),
      ],
    },
    {
      title: "Ratings",
      panels: [
        labelTable({
          title: "Ratings by users",
          about: "By label and where they were given.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.feedback",
                ["gen_ai_evaluation_score_label", "agentscribe_feedback_source"],
                WHOLE,
              ),
              legend: "ratings",
            },
          ],
        }),
        lines({
          title: "Mean score by rating",
          about: "Of automatic ratings.",
          unit: COUNT,
          lines: [
            {
              expr: mean(["gen_ai_evaluation_name"], histogram("agentscribe.evaluation.score")),
              legend: "{{gen_ai_evaluation_name}}",
            },
          ],
        }),
      ],
    },
    {
      title: "From spans",
      panels: [
        spanTable({
          title: "Success rate by task type",
          about: "With its 95 % interval and what a success costs. `agentscribe report success` says the same.",
          sql: questionSql("success"),
        }),
        spanTable({
          title: "Outcomes by task type",
          about: "Revised and regressed ones included. `agentscribe report outcomes` says the same.",
          sql: questionSql("outcomes"),
        }),
        spanTable({
          title: "Time to pull request by task type",
          about: "`agentscribe report time-to-pr` says the same.",
          sql: questionSql("time-to-pr"),
        }),
        spanTable({
          title: "Which inputs fail",
          about:
            "Failure rate of tasks that share one or two things, those first that surely fail most. `agentscribe report cohorts` says the same.",
          sql: questionSql("cohorts"),
          height: 10,
        }),
        spanTable({
          title: "Decisions",
          about: "Shares, confidence, and what is new. `agentscribe report decisions` says the same.",
          sql: questionSql("decisions"),
        }),
        spanTable({
          title: "New decisions",
          about: "`agentscribe report new-decisions` says the same.",
          sql: questionSql("new-decisions"),
        }),
      ],
    },
  ],
};
