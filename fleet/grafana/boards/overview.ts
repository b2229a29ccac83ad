import { quantileBand } from "../../shared/promql.ts";
import type { Board } from "../dashboard.ts";
import { band, lines, spanLines, spanTable, stat } from "../panels.ts";
import { measureSql, questionSql } from "../question-sql.ts";
import { callErrorRate, calls, cost, happened, histogram, NOW, own, perSecond, tokens, WHOLE } from "../series.ts";
import { COUNT, SECONDS, SHARE, USD } from "../units.ts";
import { OF_MODEL, SPANS, VARIABLES, variables } from "../variables.ts";

const MODEL = ["gen_ai_request_model"];

export const overview: Board = {
  name: "overview",
  title: "overview",
  about: "How much agents do, how often it fails, how long it takes and what it costs.",
  variables: variables(SPANS, VARIABLES.service, VARIABLES.model),
  rows: [
    {
      title: "In this time",
      panels: [
        stat({
          title: "Sessions",
          about: "Sessions begun. Starts that the application tells of by `session.start`.",
          unit: COUNT,
          lines: [{ expr: happened("agentscribe.sessions", [], WHOLE), legend: "sessions" }],
        }),
        stat({
          title: "Model calls",
          about: "Calls of models, failed ones included.",
          unit: COUNT,
          lines: [{ expr: calls([], WHOLE), legend: "calls" }],
        }),
        stat({
          title: "Failed model calls",
          about: "The share of model calls that failed after all retries.",
          unit: SHARE,
          lines: [{ expr: callErrorRate([], WHOLE), legend: "failed" }],
        }),
        stat({
          title: "Cost",
          about: "Of model calls whose price is known.",
          unit: USD,
          lines: [{ expr: cost([], WHOLE), legend: "cost" }],
        }),
        stat({
          title: "Model calls without a price",
          about: "They are not in the cost.",
          unit: COUNT,
          lines: [{ expr: `${happened("agentscribe.client.cost.unpriced", [], WHOLE)} or vector(0)`, legend: "calls" }],
        }),
        stat({
          title: "Loops",
          about: "Agents that were found to repeat themselves.",
          unit: COUNT,
          lines: [{ expr: `${happened("agentscribe.loops", [], WHOLE)} or vector(0)`, legend: "loops" }],
        }),
      ],
    },
    {
      title: "Over time",
      panels: [
        lines({
          title: "Model calls by model",
          about: "A second, as asked for: what answered may be another model, which the dashboard of cost shows.",
          unit: "reqps",
          stacked: true,
          lines: [
            {
              expr: perSecond(MODEL, histogram("gen_ai.client.inference.duration", OF_MODEL)("count")),
              legend: "{{gen_ai_request_model}}",
            },
          ],
        }),
        lines({
          title: "Failed model calls by model",
          about: "The share that failed. A model without calls has no line.",
          unit: SHARE,
          lines: [{ expr: callErrorRate(MODEL, NOW), legend: "{{gen_ai_request_model}}" }],
        }),
        band(
          {
            title: "p95 of model calls",
            about:
              "With the 95 % band of the order statistic, from 20 calls between two points on; its upper end from 73 on.",
            unit: SECONDS,
          },
          quantileBand(95, histogram("gen_ai.client.inference.duration", OF_MODEL), NOW),
        ),
        lines({
          title: "Cost an hour by model",
          about: "US dollars that one hour costs at the rate of each moment.",
          unit: USD,
          stacked: true,
          lines: [
            {
              expr: `3600 * ${perSecond(MODEL, own("agentscribe.client.cost", OF_MODEL))}`,
              legend: "{{gen_ai_request_model}}",
            },
          ],
        }),
        lines({
          title: "Tokens",
          about: "Input includes what was read from caches, output includes reasoning.",
          unit: COUNT,
          lines: [
            { expr: tokens("input_tokens", [], NOW), legend: "input" },
            { expr: tokens("cache_read.input_tokens", [], NOW), legend: "of it read from a cache" },
            { expr: tokens("output_tokens", [], NOW), legend: "output" },
          ],
        }),
        band(
          {
            title: "p95 of agent runs",
            about: "From the start of a run to its end, with the 95 % band.",
            unit: SECONDS,
          },
          quantileBand(95, histogram("gen_ai.invoke_agent.duration"), NOW),
        ),
      ],
    },
    {
      title: "From spans",
      panels: [
        spanTable({
          title: "Overview",
          about: "`agentscribe report overview` says the same.",
          sql: questionSql("overview"),
          height: 4,
        }),
        spanLines({
          title: "p95 of model calls by hour",
          about:
            "Exact, with the 95 % band of the order statistic: from 20 calls in an hour on, its upper end from 73 on.",
          unit: "µs",
          sql: measureSql("latency-p95", "none", ["value", "low", "high"]),
          isBand: true,
        }),
        spanLines({
          title: "Cost by hour and model",
          about: "Of every sender of spans, not only of those that send metrics.",
          unit: USD,
          sql: measureSql("cost", "model", ["line", "value"]),
        }),
        spanTable({
          title: "Errors",
          about: "What failed and how, in how many sessions. `agentscribe report errors` says the same.",
          sql: questionSql("errors"),
        }),
        spanTable({
          title: "Latency against the time before",
          about: "The verdict needs 100 calls in each of the two times. `agentscribe report latency` says the same.",
          sql: questionSql("latency"),
        }),
        spanTable({
          title: "Calls, errors and cost by hour",
          about: "What `agentscribe report anomalies` judges: it says which of these hours are out of the usual.",
          sql: questionSql("anomalies"),
        }),
      ],
    },
  ],
};
