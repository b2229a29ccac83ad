import { cased, casedWord, field, isRecord, list } from "../fields.ts";
import { type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces } from "../text-pieces.ts";
import { readOllamaBody } from "./response.ts";

const MAX_CALLS = 1_000;
const KEPT = ["model", "prompt_eval_count", "eval_count"] as const;

/** Folds the chunks of Ollama: each has the shape of an answer, and the last one the counts. */
export function createOllamaStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const written = createTextPieces(allowance);
  const thinking = createTextPieces(allowance);
  const calls: unknown[] = [];
  const kept: Record<string, unknown> = {};
  let reason: string | undefined;
  let chat = false;
  let started = false;
  return {
    chunk: (chunk) => {
      const message = field(chunk, "message");
      chat ||= isRecord(message);
      const holder = chat ? message : chunk;
      written.add(field(holder, chat ? "content" : "response"));
      thinking.add(field(holder, "thinking"));
      for (const call of list(cased(message, "tool_calls"))) if (calls.length < MAX_CALLS) calls.push(call);
      for (const key of KEPT) {
        const value = cased(chunk, key);
        if (value !== undefined && value !== null) kept[key] = value;
      }
      reason = casedWord(chunk, "done_reason") ?? reason;
      if (started || written.length + thinking.length + calls.length === 0) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const done_reason = reason ?? (end === "error" || end === "cancelled" ? "error" : undefined);
      const [content, thought] = [written.toString(), thinking.toString()];
      const answer = chat
        ? { message: { role: "assistant", content, thinking: thought, tool_calls: calls } }
        : { response: content, thinking: thought };
      const reading = readOllamaBody({ ...kept, ...answer, done_reason, done: reason !== undefined }, hint);
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}
