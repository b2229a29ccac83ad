import type { VNode } from "preact";
import type { Answer } from "../data/use-answer.ts";

/** Says that an answer is on its way, or why there is none; nothing once it is there. */
export function AnswerState({
  answer,
  what,
}: {
  readonly answer: Answer<unknown>;
  readonly what: string;
}): VNode | null {
  if (answer.error !== undefined)
    return (
      <p class="notice bad" role="alert">
        {answer.value === undefined ? `Could not load ${what}: ` : `Could not refresh ${what}: `}
        {answer.error}
      </p>
    );
  if (answer.value === undefined && answer.isLoading) return <p class="notice">Loading {what} …</p>;
  return null;
}
