import { useRef } from "preact/hooks";
import { type Answer, useAnswer } from "../data/use-answer.ts";

/**
 * The answer of a path, fetched again with new data. While the path moves on with the time, what was there stays until
 * the next is.
 */
export function useKeptAnswer<T>(path: string): Answer<T> {
  const answer = useAnswer<T>(path, () => true).value;
  const kept = useRef<T | undefined>(undefined);
  if (answer.value !== undefined) kept.current = answer.value;
  return { ...answer, value: answer.value ?? kept.current };
}
