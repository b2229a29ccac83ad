import { types } from "node:util";
import type { ChatChoice } from "./chat-choice.ts";

/** Properties of a chunk that only say again what the first one said. */
const REPEATED: ReadonlySet<string> = new Set([
  "id",
  "object",
  "created",
  "model",
  "system_fingerprint",
  "service_tier",
]);

/**
 * Folds the chunk that most of a stream consists of, a further piece of text of one choice, by the properties that it has and not by those that
 * it could have. Anything else, and anything odd, is left to the reading of all properties.
 *
 * @returns whether it was such a chunk
 */
export function foldPlainChunk(chunk: unknown, choices: ReadonlyMap<number, ChatChoice>): boolean {
  try {
    return addPlainText(chunk, choices);
  } catch {
    return false; // A getter that throws: the reading of all properties survives it.
  }
}

function addPlainText(chunk: unknown, choices: ReadonlyMap<number, ChatChoice>): boolean {
  if (typeof chunk !== "object" || chunk === null || types.isProxy(chunk)) return false;
  const sent = chunk as Readonly<Record<string, unknown>>;
  for (const key in sent) {
    if (key === "choices" || REPEATED.has(key)) continue;
    if (sent[key] !== null && key !== "obfuscation") return false;
  }
  const entries = sent.choices;
  if (!Array.isArray(entries) || entries.length !== 1) return false;
  const entry = entries[0] as Readonly<Record<string, unknown>> | null;
  if (typeof entry !== "object" || entry === null) return false;
  for (const key in entry) {
    if (key !== "index" && key !== "delta" && entry[key] !== null) return false;
  }
  const delta = entry.delta as Readonly<Record<string, unknown>> | null;
  const choice = choices.get(entry.index as number);
  if (typeof delta !== "object" || delta === null || choice === undefined || typeof delta.content !== "string")
    return false;
  for (const key in delta) {
    if (key !== "content" && key !== "role" && delta[key] !== null) return false;
  }
  choice.content.add(delta.content);
  return true;
}
