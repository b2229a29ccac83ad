import { isCount } from "../../semconv/usage.ts";
import { read } from "../given-value.ts";
import type { Scope } from "../scope.ts";
import { addTotals } from "../scope-totals.ts";
import type { AttemptedCall } from "./retry.ts";

/** What the application knows of an answer whose shape is not known, beside its usage and output. It wins over what a response says. */
export interface AnswerFacts {
  /** The provider's id of the answer. */
  readonly id?: string | undefined;
  /** The model that answered, where it is not the one that was asked for by name: a dated version, or what a router chose. */
  readonly model?: string | undefined;
  /** Milliseconds from the start of the call to the first piece of its stream, where no `chunk()` told of it. */
  readonly timeToFirstChunkMs?: number | undefined;
  /** How many attempts failed before this answer, where no `retry()` told of them. */
  readonly retries?: number | undefined;
}

/** Counts the attempts that were told of in one number: those that are not known one by one make no event. */
export function countRetries(scope: Scope, call: AttemptedCall, facts: unknown): void {
  const told = read(facts, "retries");
  const retries = isCount(told) ? Math.round(told) - call.retries : 0;
  if (retries <= 0) return;
  call.retries += retries;
  addTotals(scope, { retries });
}
