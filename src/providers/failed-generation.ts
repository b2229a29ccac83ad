import { casedWord, field, isRecord } from "./fields.ts";

/** Reasons by which an answer of status 200 says that its generation failed: of Mistral and OpenRouter, and of Cohere. */
const FAILED: ReadonlySet<string> = new Set(["error", "ERROR", "TIMEOUT"]);

/**
 * What a generation failed with, which clients hand on as an answer.
 *
 * @param ended - what has the reason why the generation ended
 * @param around - where OpenRouter keeps the error, if not there
 */
function failureOf(ended: unknown, around?: unknown): unknown {
  const reason = casedWord(ended, "finish_reason");
  if (reason === undefined || !FAILED.has(reason)) return undefined;
  const error = field(ended, "error") ?? field(around, "error");
  return isRecord(error) ? { status: field(error, "code"), error } : { code: reason, message: error };
}

/** What the first of several generations that failed did so with. */
export function failureAmong(ended: readonly unknown[], around?: unknown): unknown {
  for (const one of ended) {
    const failure = failureOf(one, around);
    if (failure !== undefined) return failure;
  }
  return undefined;
}
