import { failureAmong } from "../failed-generation.ts";
import { cased, count, field, isRecord, list, text, word } from "../fields.ts";
import { brokenOff, chunkFacts, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { type ChatChoice, createChoice, foldChoice, toChoice } from "./chat-choice.ts";
import { readChatBody } from "./chat-response.ts";
import { foldPlainChunk } from "./plain-chat-chunk.ts";

const MAX_CHOICES = 128;

/** Properties of the whole response, taken from whichever chunk has them last. */
const KEPT = [
  "id",
  "model",
  "system_fingerprint",
  "service_tier",
  "provider",
  "usage",
  "x_groq",
  "object",
  "openrouter_metadata",
] as const;

/** Whether a chunk is one of the chat or completions API. */
export function isChatChunk(chunk: unknown): boolean {
  const object = word(chunk, "object");
  if (object?.endsWith("completion.chunk") || object === "text_completion") return true;
  const choices = list(field(chunk, "choices"));
  if (choices.length > 0) return isRecord(field(choices[0], "delta")) || text(choices[0], "text") !== undefined;
  return isRecord(field(chunk, "usage")) && word(chunk, "id") !== undefined && field(chunk, "choices") !== undefined;
}

/** Folds the chunks of the chat API, or of the older completions API, into one response. */
export function createChatStreamReader(hint: ReadHint = {}): StreamReader {
  const kept: Record<string, unknown> = {};
  const choices = new Map<number, ChatChoice>();
  // Moonshot has the usage in the last chunk of a choice.
  let usageOfChoice: unknown;
  let started = false;
  return {
    chunk: (chunk) => {
      for (const key of KEPT) {
        const value = cased(chunk, key);
        if (value !== undefined && value !== null) kept[key] = value;
      }
      let output = false;
      const entries = list(field(chunk, "choices"));
      for (const entry of entries) {
        const index = count(entry, "index") ?? 0;
        let choice = choices.get(index);
        if (choice === undefined) {
          if (choices.size >= MAX_CHOICES) continue;
          choice = createChoice();
          choices.set(index, choice);
        }
        output = foldChoice(choice, entry) || output;
        usageOfChoice = field(entry, "usage") ?? usageOfChoice;
      }
      const failure = failureAmong(entries, chunk);
      const isFirst = output && !started;
      started ||= output;
      return chunkFacts(isFirst, failure);
    },
    plainChunk: (chunk) => started && foldPlainChunk(chunk, choices),
    reading: (end) => {
      const ordered = [...choices].sort(([a], [b]) => a - b).map(([, choice]) => choice);
      const body = { usage: usageOfChoice, ...kept, choices: ordered.map((choice) => toChoice(choice, end)) };
      const reading = readChatBody(body, hint);
      // Servers that give no reasons tell the usage at the end.
      const isWhole =
        reading.usage?.outputTokens !== undefined || ordered.every((choice) => choice.finishReason !== undefined);
      const reasons = ordered.map((choice) => choice.finishReason ?? "error");
      const told = end === "complete" && !isWhole ? brokenOff(reading, reasons) : reading;
      return ordered.some((choice) => choice.allowance.exceeded) ? withWarning(told, "output_cut") : told;
    },
  };
}
