import type { SaidTokens } from "./tokens.ts";

/** What a metric adds to a row of model calls. */
export type MetricField = keyof SaidTokens | "costUsd";

/** How a metric tells what was used: by the value of an attribute, or all of it as one thing. */
export type MetricMeaning =
  | { readonly by: string; readonly fields: ReadonlyMap<string, MetricField> }
  | { readonly field: MetricField };

/** Metrics of tokens and cost, by name. Of an agent that counts the same in several of them the most telling one is here. */
export const TOKEN_METRICS: ReadonlyMap<string, MetricMeaning> = new Map<string, MetricMeaning>([
  [
    "claude_code.token.usage",
    {
      by: "type",
      fields: new Map<string, MetricField>([
        ["input", "inputWithoutCache"],
        ["output", "output"],
        ["cacheRead", "cacheRead"],
        ["cacheCreation", "cacheWrite"],
      ]),
    },
  ],
  ["claude_code.cost.usage", { field: "costUsd" }],
  [
    "gen_ai.client.token.usage",
    {
      by: "gen_ai.token.type",
      fields: new Map<string, MetricField>([
        ["input", "input"],
        ["output", "output"],
        ["completion", "output"],
      ]),
    },
  ],
]);
