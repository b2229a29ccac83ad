import { field, has, isRecord, text, word } from "./fields.ts";

/**
 * What a body is that a provider sent with a good status, and that tells of an error instead of an answer: `{ error }`, with the text of Ollama and
 * others or with what OpenAI's errors have, or such an error itself, as vLLM sends it.
 *
 * @returns it as `readError()` takes it; absent when it is none
 */
export function failureOfBody(body: unknown): unknown {
  if (!isRecord(body)) return undefined;
  if (says(field(body, "error")) || word(body, "object") === "error") return body;
  const message = has(body, "choices") ? undefined : text(body, "error");
  return message === undefined ? undefined : { message, code: word(body, "error_type") ?? word(body, "code") };
}

/** A job that has not failed has an error too, of which nothing is told. */
function says(error: unknown): boolean {
  return (
    isRecord(error) && ["message", "code", "type", "status", "detail"].some((name) => (field(error, name) ?? "") !== "")
  );
}
