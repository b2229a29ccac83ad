/** A panel as data: what it asks, and how it is shown. */
export type PanelSpec = { readonly title: string; readonly help?: string } & (
  | { readonly kind: "series"; readonly measure: string; readonly by?: string }
  | {
      readonly kind: "bars";
      readonly question: string;
      readonly parameters?: Readonly<Record<string, string>>;
      readonly measure: string;
      readonly also?: readonly string[];
    }
  | {
      readonly kind: "table";
      readonly question: string;
      readonly parameters?: Readonly<Record<string, string>>;
      readonly columns?: readonly string[];
      readonly empty?: string;
    }
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

/** What there is to see, by what one wants to know. */
export const BOARDS: readonly Board[] = [
  {
    id: "overview",
    title: "Overview",
    panels: [
      { kind: "series", title: "Cost", measure: "cost", by: "model" },
      { kind: "series", title: "Model calls", measure: "calls", by: "model" },
      { kind: "series", title: "Error rate", measure: "error-rate" },
      { kind: "series", title: "Sessions", measure: "sessions", by: "service" },
      {
        kind: "bars",
        title: "Adoption by agent",
        question: "adoption",
        measure: "sessions",
        also: ["users", "cost_usd"],
      },
      {
        kind: "table",
        title: "What fails",
        question: "errors",
        columns: ["kind", "what", "error_type", "errors", "sessions", "last_at_us", "session_id", "span"],
        empty: "Nothing failed in this time.",
      },
    ],
  },
  {
    id: "cost",
    title: "Cost",
    panels: [
      { kind: "series", title: "Cost over time", measure: "cost", by: "model" },
      { kind: "series", title: "Tokens over time", measure: "tokens", by: "model" },
      costBy("model", "model"),
      costBy("agent", "agent"),
      costBy("tool", "tool that led to it"),
      costBy("purpose", "purpose"),
      costBy("user", "user"),
      costBy("task", "task type"),
      costBy("decision", "decision path"),
    ],
  },
  {
    id: "latency",
    title: "Latency",
    panels: [
      { kind: "series", title: "p95 of model calls", measure: "latency-p95", by: "model" },
      { kind: "series", title: "p50 of model calls", measure: "latency-p50", by: "model" },
      { kind: "latency", title: "Models against the time before", by: "model" },
      { kind: "latency", title: "Tools against the time before", by: "tool" },
      { kind: "latency", title: "First chunk against the time before", by: "first-chunk" },
    ],
  },
  {
    id: "cache",
    title: "Cache",
    panels: [
      { kind: "series", title: "Cache hit rate", measure: "cache-hit-rate", by: "model" },
      ...["model", "agent", "purpose"].map(
        (by): PanelSpec => ({
          kind: "bars",
          title: `Hit rate by ${by}`,
          question: "cache",
          parameters: { by },
          measure: "hit_rate",
          also: ["calls", "cache_read_tokens", "cache_write_tokens"],
        }),
      ),
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
        empty: "No choice was made that was not made before.",
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
        measure: "cost_after_usd",
        also: ["calls", "mean_duration_us"],
      },
      { kind: "table", title: "Loops", question: "loops", empty: "No agent went in circles." },
    ],
  },
  {
    id: "outcomes",
    title: "Outcomes",
    panels: [
      { kind: "series", title: "Success rate", measure: "success-rate", by: "task" },
      { kind: "table", title: "Outcomes by task type", question: "outcomes" },
      { kind: "table", title: "Which inputs fail", question: "cohorts" },
    ],
  },
];
