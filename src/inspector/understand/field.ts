/**
 * What tables of conventions map attributes to. Beside the facts of `model/facts.ts` there are words by which a convention says what kind of work
 * a span stands for; `kind.ts` reads those.
 */
export const TEXT_FIELDS = [
  "session",
  "agent",
  "provider",
  "model",
  "requestModel",
  "tool",
  "purpose",
  "user",
  "tenant",
  "taskId",
  "taskType",
  "outcome",
  "endReason",
  "errorType",
  "finishReason",
  "costReason",
  "operation",
  "openinferenceKind",
  "traceloopKind",
  "requestType",
  "langfuseKind",
  "aiOperation",
  "laminarKind",
  "langsmithKind",
  "braintrustKind",
  "logfireType",
  "mcpMethod",
  "waitFor",
  "step",
  "executable",
  "entity",
  "usageDetails",
  "usageMetadata",
  "providerMetadata",
  "costDetails",
  "braintrustMetrics",
  "decisionType",
  "decisionChoice",
  "success",
  "ownKind",
  "errorText",
  "level",
  "firstChunkAt",
] as const;

export const NUMBER_FIELDS = [
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "cacheWrite5mTokens",
  "cacheWrite1hTokens",
  "reasoningTokens",
  "inputTokensWithoutCache",
  "outputTokensWithoutReasoning",
  "extraInputTokens",
  "extraOutputTokens",
  "costUsd",
  "costInputUsd",
  "costOutputUsd",
  "firstChunkUs",
  "retries",
  "isDuplicate",
  "durationUs",
  "httpStatus",
  "confidence",
  "value",
] as const;

export type TextField = (typeof TEXT_FIELDS)[number];
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type Field = TextField | NumberField;

/** A convention's attributes. A number field may name the factor that brings the value to the field's unit, such as 1e6 from seconds. */
export type Table = Readonly<Record<string, Field | readonly [field: NumberField, factor: number]>>;

/** The place of a field among those of its kind: to look it up by name for each field of each record would take longer than all else. */
export type TextSlot = number & { readonly of?: "text" };
export type NumberSlot = number & { readonly of?: "number" };

export const TEXT: Readonly<Record<TextField, TextSlot>> = slotsOf(TEXT_FIELDS);
export const NUMBER: Readonly<Record<NumberField, NumberSlot>> = slotsOf(NUMBER_FIELDS);

function slotsOf<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name, slot) => [name, slot])) as Record<Name, number>;
}

/** Where the value of an attribute goes. Of several attributes for one field that with the lowest rank counts. */
export interface Rule {
  readonly slot: number;
  readonly isNumber: boolean;
  readonly factor: number;
  readonly rank: number;
}

/** Joins tables; the earlier one, and in it the earlier line, goes first. */
export function joinTables(tables: readonly Table[]): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  let rank = 0;
  for (const [name, target] of tables.flatMap((table) => Object.entries(table))) {
    rank += 1;
    if (rules.has(name)) continue;
    const [field, factor] = typeof target === "string" ? ([target, 1] as const) : target;
    const isNumber = field in NUMBER;
    const slot = isNumber ? NUMBER[field as NumberField] : TEXT[field as TextField];
    rules.set(name, { slot, isNumber, factor, rank });
  }
  return rules;
}
