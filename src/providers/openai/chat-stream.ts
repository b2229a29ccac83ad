import { types } from "node:util";
import { failureAmong } from "../failed-generation.ts";
import { cased, casedText, casedWord, count, field, isRecord, list, text, word } from "../fields.ts";
import { brokenOff, chunkFacts, type ReadHint, type StreamEnd, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readChatBody } from "./chat-response.ts";

interface Call {
  id?: string;
  name?: string;
  readonly arguments: TextPieces;
  /** Arguments that came as an object at once. */
  whole?: object;
}

interface Choice {
  role?: string;
  finishReason?: string;
  /** The completions API has text where the chat API has a message. */
  plain: boolean;
  readonly content: TextPieces;
  readonly reasoning: TextPieces;
  readonly refusal: TextPieces;
  readonly transcript: TextPieces;
  readonly calls: Call[];
  /** The call that further deltas with the same index belong to. */
  readonly open: Map<string, Call>;
  readonly allowance: TextAllowance;
}

const MAX_CHOICES = 128;
const MAX_CALLS = 1_000;

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
  const choices = new Map<number, Choice>();
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
function foldPlainChunk(chunk: unknown, choices: ReadonlyMap<number, Choice>): boolean {
  try {
    return addPlainText(chunk, choices);
  } catch {
    return false; // A getter that throws: the reading of all properties survives it.
  }
}

function addPlainText(chunk: unknown, choices: ReadonlyMap<number, Choice>): boolean {
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

function createChoice(): Choice {
  const allowance = createAllowance();
  const pieces = () => createTextPieces(allowance);
  return {
    plain: false,
    content: pieces(),
    reasoning: pieces(),
    refusal: pieces(),
    transcript: pieces(),
    calls: [],
    open: new Map(),
    allowance,
  };
}

/** Whether the entry carried output. */
function foldChoice(choice: Choice, entry: unknown): boolean {
  const delta = field(entry, "delta") ?? field(entry, "message");
  const before = choice.allowance.left;
  const calls = choice.calls.length;
  const finishReason = casedWord(entry, "finish_reason") ?? word(entry, "stop_reason");
  if (finishReason !== undefined) choice.finishReason = finishReason;
  if (!isRecord(delta) || (field(delta, "content") === undefined && typeof field(entry, "text") === "string")) {
    choice.plain = true;
    choice.content.add(field(entry, "text"));
  }
  choice.role = word(delta, "role") ?? choice.role ?? "assistant";
  foldContent(choice, field(delta, "content"));
  choice.reasoning.add(casedText(delta, "reasoning_content") ?? text(delta, "reasoning"));
  choice.refusal.add(field(delta, "refusal"));
  choice.transcript.add(field(field(delta, "audio"), "transcript"));
  list(cased(delta, "tool_calls")).forEach((call, position) => {
    foldCall(choice, call, position);
  });
  const legacy = cased(delta, "function_call");
  if (isRecord(legacy)) foldCall(choice, { function: legacy }, 0);
  return choice.allowance.left < before || choice.calls.length > calls;
}

/** Mistral and others stream typed parts instead of text. */
function foldContent(choice: Choice, content: unknown): void {
  if (typeof content === "string") choice.content.add(content);
  else {
    for (const part of list(content)) {
      if (word(part, "type") === "thinking") {
        for (const thought of list(field(part, "thinking"))) choice.reasoning.add(field(thought, "text"));
      } else choice.content.add(field(part, "text"));
    }
  }
}

/** Deltas of one call share an index. Some providers give every whole call the same index, and another id. */
function foldCall(choice: Choice, delta: unknown, position: number): void {
  const id = word(delta, "id");
  const key = String(count(delta, "index") ?? id ?? position);
  let call = choice.open.get(key);
  if (call === undefined || (id !== undefined && call.id !== undefined && call.id !== id)) {
    if (choice.calls.length >= MAX_CALLS) return;
    call = { arguments: createTextPieces(choice.allowance) };
    choice.open.set(key, call);
    choice.calls.push(call);
  }
  const called = field(delta, "function") ?? field(delta, "custom");
  const name = word(called, "name");
  if (id !== undefined) call.id = id;
  if (name !== undefined) call.name = name;
  const args = field(called, "arguments") ?? field(called, "input");
  if (isRecord(args)) call.whole = args;
  else call.arguments.add(args);
}

/** The choice as a response that was not streamed has it; text is joined when it is read. */
function toChoice(choice: Choice, end: StreamEnd | undefined): unknown {
  const cut = end === "error" || end === "cancelled" ? "error" : undefined;
  const finish_reason = choice.finishReason ?? cut;
  if (choice.plain) {
    return {
      finish_reason,
      get text() {
        return choice.content.toString();
      },
    };
  }
  const message = {
    role: choice.role,
    refusal: choice.refusal.toString(),
    tool_calls: choice.calls.map((call) => ({
      id: call.id,
      function: {
        name: call.name,
        get arguments() {
          return call.whole ?? call.arguments.toString();
        },
      },
    })),
    get audio() {
      return { transcript: choice.transcript.toString() };
    },
    get content() {
      return choice.content.toString();
    },
    get reasoning_content() {
      return choice.reasoning.toString();
    },
  };
  return { message, finish_reason };
}
