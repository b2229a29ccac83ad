import { ratio } from "../../shared/promql.ts";
import type { Board } from "../dashboard.ts";
import { labelTable, lines, spanTable, stat } from "../panels.ts";
import { questionSql } from "../question-sql.ts";
import { calls, cost, happened, NOW, own, perSecond, tokens, WHOLE } from "../series.ts";
import { COUNT, SHARE, USD } from "../units.ts";
import { OF_MODEL, SPANS, VARIABLES, variables } from "../variables.ts";

const MODELS = ["gen_ai_request_model", "gen_ai_response_model"];

const SPENT = (range: string): string => happened("agentscribe.client.cost", [], range);
const SUCCESSES = happened("agentscribe.tasks", [], WHOLE, `agentscribe_task_outcome="success"`);

/** Calls that another model answered than was asked for: those whose two names are equal are taken away. */
const OTHER_MODEL = `${calls(MODELS, WHOLE)} unless on (gen_ai_request_model, gen_ai_response_model)
label_replace(${calls(["gen_ai_request_model"], WHOLE)}, "gen_ai_response_model", "$1", "gen_ai_request_model", "(.*)")`;

const costBy = (by: string): string => questionSql("cost", { by });

export const costs: Board = {
  name: "cost",
  title: "cost",
  about: "What agents cost, by what, and what comes of it.",
  variables: variables(SPANS, VARIABLES.service, VARIABLES.model, VARIABLES.budget),
  rows: [
    {
      title: "In this time",
      panels: [
        stat({
          title: "Cost",
          about: "Of model calls whose price is known.",
          unit: USD,
          lines: [{ expr: cost([], WHOLE), legend: "cost" }],
        }),
        stat({
          title: "Cost of a model call",
          about: "The mean of calls whose price is known and of those without one.",
          unit: USD,
          lines: [{ expr: ratio(cost([], WHOLE), calls([], WHOLE)), legend: "a call" }],
        }),
        stat({
          title: "Cost of a success",
          about:
            "All cost, that of failures included, for each task that ended in success. `agentscribe report success` has it by task type.",
          unit: USD,
          lines: [{ expr: ratio(cost([], WHOLE), SUCCESSES), legend: "a success" }],
        }),
        stat({
          title: "Tokens of a success",
          about: "All tokens, those of failures included, for each task that ended in success.",
          unit: COUNT,
          lines: [
            {
              expr: ratio(`(${tokens("input_tokens", [], WHOLE)} + ${tokens("output_tokens", [], WHOLE)})`, SUCCESSES),
              legend: "tokens",
            },
          ],
        }),
        stat({
          title: "Input read from caches",
          about: "The share of input tokens. `agentscribe report cache` has it by model.",
          unit: SHARE,
          lines: [
            {
              expr: ratio(tokens("cache_read.input_tokens", [], WHOLE), tokens("input_tokens", [], WHOLE)),
              legend: "share",
            },
          ],
        }),
        stat({
          title: "Of the day's budget",
          about: "What the last 24 hours cost, of the budget that is given above.",
          unit: SHARE,
          lines: [{ expr: `${SPENT("24h")} / \${budget:raw}`, legend: "spent" }],
        }),
      ],
    },
    {
      title: "Over time",
      panels: [
        lines({
          title: "Cost an hour by model",
          about: "US dollars that one hour costs at the rate of each moment.",
          unit: USD,
          stacked: true,
          lines: [{ expr: hourly("gen_ai_request_model"), legend: "{{gen_ai_request_model}}" }],
        }),
        lines({
          title: "Cost an hour by purpose",
          about: "What calls are for, where the application says it.",
          unit: USD,
          stacked: true,
          lines: [{ expr: hourly("agentscribe_llm_purpose"), legend: "{{agentscribe_llm_purpose}}" }],
        }),
        lines({
          title: "Cost an hour by task type",
          about: "Calls outside of tasks have no type.",
          unit: USD,
          stacked: true,
          lines: [{ expr: hourly("agentscribe_task_type"), legend: "{{agentscribe_task_type}}" }],
        }),
        lines({
          title: "Cost an hour by agent",
          about: "Of what each agent asks itself, without its sub-agents. Calls outside of agents have none.",
          unit: USD,
          stacked: true,
          lines: [{ expr: hourly("gen_ai_agent_name"), legend: "{{gen_ai_agent_name}}" }],
        }),
        lines({
          title: "Cost of a model call, and its mean of the 24 hours before",
          about: "By model, so that more of an expensive model does not look like a higher price.",
          unit: USD,
          lines: [
            {
              expr: ratio(cost(["gen_ai_request_model"], "1h"), calls(["gen_ai_request_model"], "1h")),
              legend: "{{gen_ai_request_model}}",
            },
            {
              expr: ratio(
                cost(["gen_ai_request_model"], "24h", { end: "1h", begin: "25h" }),
                calls(["gen_ai_request_model"], "24h", { end: "1h", begin: "25h" }),
              ),
              legend: "{{gen_ai_request_model}}, usual",
            },
          ],
        }),
        lines({
          title: "Budget burn",
          about:
            "What 24 hours cost, of the budget that is given above, and what the last hour would come to in a day.",
          unit: SHARE,
          lines: [
            { expr: `${SPENT("24h")} / \${budget:raw}`, legend: "last 24 hours" },
            {
              expr: `24 * ${SPENT("1h")} / \${budget:raw}`,
              legend: "at the rate of the last hour",
            },
          ],
        }),
        lines({
          title: "Input read from and written to caches, by model",
          about: "The shares of input tokens.",
          unit: SHARE,
          lines: ["read", "write"].map((kind) => ({
            expr: ratio(
              tokens(`cache_${kind}.input_tokens`, ["gen_ai_request_model"], NOW),
              tokens("input_tokens", ["gen_ai_request_model"], NOW),
            ),
            legend: `{{gen_ai_request_model}}, ${kind}`,
          })),
        }),
      ],
    },
    {
      title: "Limits and gaps",
      panels: [
        labelTable({
          title: "Budgets that were nearly or wholly used up",
          about: "As the budgets in the processes say it; they also stop what uses them up.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.budget.warnings",
                ["agentscribe_budget_name", "agentscribe_budget_limit"],
                WHOLE,
              ),
              legend: "warned",
            },
            {
              expr: happened(
                "agentscribe.budget.overruns",
                ["agentscribe_budget_name", "agentscribe_budget_limit", "agentscribe_budget_action"],
                WHOLE,
              ),
              legend: "used up",
            },
          ],
        }),
        labelTable({
          title: "Model calls without a price",
          about: "By model and reason. `agentscribe report cost` counts them beside each sum.",
          unit: COUNT,
          lines: [
            {
              expr: happened(
                "agentscribe.client.cost.unpriced",
                ["gen_ai_provider_name", "gen_ai_request_model", "agentscribe_cost_reason"],
                WHOLE,
                OF_MODEL,
              ),
              legend: "calls",
            },
          ],
        }),
        labelTable({
          title: "Answered by another model than asked for",
          about: "A dated name of the same model counts as another.",
          unit: COUNT,
          lines: [{ expr: OTHER_MODEL, legend: "calls" }],
        }),
      ],
    },
    {
      title: "From spans",
      panels: [
        spanTable({
          title: "Cost by decision path",
          about:
            "Of sessions whose decisions, in their order, are the path. `agentscribe report cost --by decision` says the same.",
          sql: costBy("decision"),
        }),
        spanTable({
          title: "Success rate and cost of a success by task type",
          about: "With the 95 % interval of the rate. `agentscribe report success` says the same.",
          sql: questionSql("success"),
        }),
        spanTable({
          title: "Which model serves which work",
          about: "By task type and purpose of the calls. `agentscribe report models` says the same.",
          sql: questionSql("models"),
        }),
        spanTable({
          title: "Cost by model",
          about: "`agentscribe report cost --by model` says the same.",
          sql: costBy("model"),
        }),
        spanTable({
          title: "Cost by task type",
          about: "`agentscribe report cost --by task` says the same.",
          sql: costBy("task"),
          width: 12,
        }),
        spanTable({
          title: "Cost by user",
          about: "`agentscribe report cost --by user` says the same.",
          sql: costBy("user"),
          width: 12,
        }),
        spanTable({
          title: "Cost by agent",
          about: "`agentscribe report cost --by agent` says the same.",
          sql: costBy("agent"),
          width: 12,
        }),
        spanTable({
          title: "Cost after tools",
          about:
            "Of the model calls that follow a call of the tool, until the next tool. `agentscribe report cost --by tool` says the same.",
          sql: costBy("tool"),
          width: 12,
        }),
        spanTable({
          title: "Cache hit rate",
          about: "`agentscribe report cache` says the same.",
          sql: questionSql("cache"),
        }),
      ],
    },
  ],
};

function hourly(label: string): string {
  return `3600 * ${perSecond([label], own("agentscribe.client.cost", OF_MODEL))}`;
}
