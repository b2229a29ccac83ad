import type { Answer } from "../store/store.ts";
import type { Dialect, ParameterType } from "./dialect.ts";
import type { SpanSums } from "./span-sums.ts";

/** What a question is asked with, complete: a parameter that was not given has its default. */
export type Values = Readonly<Record<string, string | number>>;

export interface Parameter {
  readonly name: string;
  readonly help: string;
  readonly type: ParameterType;
  /** Absent where the question cannot be asked without it; a function where it follows from the time of asking. */
  readonly default?: string | number | ((values: Values, nowUs: number) => number);
  /** The values it may have. */
  readonly choices?: readonly string[];
  /** The smallest and the largest number. */
  readonly range?: readonly [least: number, most: number];
}

/**
 * A question about the views `agent_spans` and `agent_events`, as one statement for each dialect. Names of columns say their unit: `_usd`, `_tokens`,
 * `_rate` (0 to 1), `_at_us` (a time), any other `_us` (a duration).
 */
export interface Question {
  readonly name: string;
  readonly title: string;
  readonly help: string;
  readonly parameters: readonly Parameter[];
  /** @param sums What it is made of where it only adds up: hours only when `hourly` says so. */
  sql(dialect: Dialect, values: Values, sums: SpanSums): string;
  /** What it needs of what the embedded store sums by hour, asked with these values; undefined where it needs the spans themselves. */
  readonly hourly?: (values: Values) => "sums" | "durations" | undefined;
  /** Turns rows into the answer where SQL alone does not give it. */
  readonly read?: (answer: Answer, values: Values) => Answer;
}
