import type { SaidTokens } from "./tokens.ts";

/** What a metric adds to a row of model calls. */
export type MetricField = keyof SaidTokens | "costUsd";

/** How a metric tells what was used: by the value of an attribute, or all of it as one thing. */
export type MetricMeaning =
  | { readonly by: string; readonly fields: ReadonlyMap<string, MetricField> }
  | { readonly field: MetricField };

/** Metrics of the GenAI conventions before 2026; the further types of tokens are docker-agent's. */
export const TOKEN_METRICS: ReadonlyMap<string, MetricMeaning> = new Map<string, MetricMeaning>([
  [
    "gen_ai.client.token.usage",
    {
      by: "gen_ai.token.type",
      fields: new Map<string, MetricField>([
        ["input", "input"],
        ["output", "output"],
        ["completion", "output"],
        ["cache_read", "cacheRead"],
        ["cache_creation", "cacheWrite"],
        ["reasoning", "reasoning"],
      ]),
    },
  ],
]);
