import type { Asking } from "./ask-path.ts";

/** A panel as data: what it asks, and how it is shown. */
export type PanelSpec = { readonly title: string } & (
  | { readonly kind: "series"; readonly measure: string; readonly by?: string }
  | (Asking & { readonly kind: "bars"; readonly measure: string; readonly also?: readonly string[] })
  | (Asking & { readonly kind: "table"; readonly columns?: readonly string[]; readonly empty?: string })
  | { readonly kind: "latency"; readonly by: string }
);

export interface Board {
  readonly id: string;
  readonly title: string;
  readonly panels: readonly PanelSpec[];
}

const costBy = (by: string, title: string): PanelSpec => ({
  kind: "bars",
  title: `Cost by ${title}`,
  question: "cost",
  parameters: { by },
  measure: "cost_usd",
  also: ["calls", "input_tokens", "output_tokens", "unpriced_calls"],
});

const cacheBy = (by: string): PanelSpec => ({
  kind: "bars",
  title: `Hit rate by ${by}`,
  question: "cache",
  parameters: { by },
  measure: "hit_rate",
  also: ["calls", "cache_read_tokens", "cache_write_tokens"],
});

/** What there is to see, by what one wants to know. */
export const BOARDS: readonly Board[] = [
  {
    id: "overview",
    title: "Overview",
    panels: [
      { kind: "series", title: "Cost", measure: "cost", by: "model" },
      { kind: "series", title: "Model calls", measure: "calls", by: "model" },
      { kind: "series", title: "Error rate of model calls", measure: "error-rate" },
      { kind: "series", title: "Sessions", measure: "sessions", by: "service" },
      {
        kind: "table",
        title: "What fails",
        question: "errors",
        columns: ["kind", "what", "error_type", "errors", "sessions", "last_at_us", "session_id", "span"],
        empty: "Nothing failed in this time.",
      },
      { kind: "table", title: "Adoption by week", question: "adoption", hasOwnTime: true },
    ],
  },
  {
    id: "cost",
    title: "Cost",
    panels: [
      { kind: "series", title: "Cost over time", measure: "cost", by: "model" },
      { kind: "series", title: "Cost per model call", measure: "cost-per-call", by: "model" },
      { kind: "series", title: "Tokens by kind", measure: "tokens", by: "kind" },
      { kind: "series", title: "Tokens by model", measure: "tokens", by: "model" },
      costBy("model", "model"),
      costBy("agent", "agent"),
      costBy("tool", "tool that led to it"),
      costBy("purpose", "purpose"),
      costBy("user", "user"),
      costBy("task", "task type"),
      costBy("decision", "decision path"),
      costBy("agent-kind", "kind of agent"),
    ],
  },
  {
    id: "latency",
    title: "Latency",
    panels: [
      { kind: "series", title: "p95 of model calls", measure: "latency-p95", by: "model" },
      { kind: "series", title: "Median of model calls", measure: "latency-p50", by: "model" },
      { kind: "series", title: "p95 until the first chunk", measure: "first-chunk-p95", by: "model" },
      { kind: "latency", title: "Models against the time before", by: "model" },
      { kind: "latency", title: "Tools against the time before", by: "tool" },
      { kind: "latency", title: "Agents against the time before", by: "agent" },
    ],
  },
  {
    id: "cache",
    title: "Cache",
    panels: [
      { kind: "series", title: "Cache hit rate", measure: "cache-hit-rate", by: "model" },
      cacheBy("model"),
      cacheBy("agent"),
      cacheBy("purpose"),
    ],
  },
  {
    id: "decisions",
    title: "Decisions",
    panels: [
      {
        kind: "table",
        title: "New decisions",
        question: "new-decisions",
        columns: ["decision_type", "decision_choice", "decisions", "sessions", "first_at_us"],
        empty: "No choice was made that was not made in the week before.",
      },
      {
        kind: "table",
        title: "How agents decide",
        question: "decisions",
        columns: [
          "decision_type",
          "decision_choice",
          "decisions",
          "share_rate",
          "mean_confidence",
          "sessions",
          "is_new",
        ],
      },
      costBy("decision", "decision path"),
    ],
  },
  {
    id: "tools",
    title: "Tools",
    panels: [
      {
        kind: "bars",
        title: "Tool failures",
        question: "tools",
        measure: "errors",
        also: ["calls", "error_rate", "error_types"],
      },
      {
        kind: "bars",
        title: "Cost after tools",
        question: "tools",
        measure: "model_cost_after_usd",
        also: ["calls", "mean_duration_us", "model_cost_after_errors_usd"],
      },
      { kind: "series", title: "Tool calls", measure: "calls", by: "tool" },
      { kind: "series", title: "Error rate of tools", measure: "error-rate", by: "tool" },
      { kind: "table", title: "Loops", question: "loops", empty: "No agent went in circles." },
    ],
  },
  {
    id: "outcomes",
    title: "Outcomes",
    panels: [
      { kind: "series", title: "Success rate", measure: "success-rate", by: "task" },
      {
        kind: "bars",
        title: "Cost of a success by task type",
        question: "success",
        measure: "cost_per_success_usd",
        also: ["tasks", "success_rate", "cost_usd"],
      },
      { kind: "table", title: "Outcomes by task type", question: "outcomes" },
      { kind: "table", title: "Which inputs fail", question: "cohorts" },
      {
        kind: "table",
        title: "Time to pull request",
        question: "time-to-pr",
        empty: "No event told of a pull request.",
      },
    ],
  },
];
