import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { metric } from "../shared/metrics.ts";
import { CLICKHOUSE, PROMETHEUS } from "./sources.ts";

/** Conditions on series, as the variables of the dashboard say them. */
export const OF_SERVICE = `job=~"$service"`;
export const OF_MODEL = `gen_ai_request_model=~"$model"`;
export const OF_AGENT = `gen_ai_agent_name=~"$agent"`;

const METRICS = new DatasourceVariableBuilder("ds").label("Prometheus").type(PROMETHEUS.type ?? "");

/** For dashboards that have panels from spans. */
export const SPANS: Builder<VariableModel> = new DatasourceVariableBuilder("ch")
  .label("ClickHouse")
  .type(CLICKHOUSE.type ?? "");

const CALLS = `${metric("gen_ai.client.inference.duration")}_count`;
const RUNS = `${metric("gen_ai.invoke_agent.duration")}_count`;

/** What a dashboard can be narrowed down to. Spans are by the service only: a question has no other parameter that all of them understand. */
export const VARIABLES: Readonly<Record<"service" | "model" | "agent" | "budget", Builder<VariableModel>>> = {
  service: labelValues("service", "Service", `label_values(${metric("agentscribe.up")}, job)`),
  model: labelValues("model", "Model", `label_values(${CALLS}{${OF_SERVICE}}, gen_ai_request_model)`),
  agent: labelValues("agent", "Agent", `label_values(${RUNS}{${OF_SERVICE}}, gen_ai_agent_name)`),
  budget: new TextBoxVariableBuilder("budget").label("Budget, USD a day").defaultValue("100"),
};

/** The coding agents that send metrics of their own, by the job of their metrics. */
export const AGENT_SERVICE: Builder<VariableModel> = labelValues(
  "service",
  "Service",
  `label_values({__name__=~"(claude_code|codex|gemini_cli|copilot_chat|github_copilot)_.+"}, job)`,
);

export function variables(...more: readonly Builder<VariableModel>[]): Builder<VariableModel>[] {
  return [METRICS, ...more];
}

function labelValues(name: string, label: string, query: string): Builder<VariableModel> {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query(query)
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .includeAll(true)
    .allValue(".*")
    .current({ text: "All", value: "$__all" });
}
