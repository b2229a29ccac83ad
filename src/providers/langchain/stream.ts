import { add, amount, cased, count, field, isRecord, list, word } from "../fields.ts";
import { type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextPieces } from "../text-pieces.ts";
import { isLangChainMessage } from "./messages.ts";
import { readLangChainBody } from "./response.ts";

interface Call {
  id?: string;
  name?: string;
  readonly args: TextPieces;
}

const MAX_CALLS = 1_000;

/** Whether a chunk is a piece of a message of LangChain. */
export function isLangChainChunk(chunk: unknown): boolean {
  return isLangChainMessage(messageOf(chunk)) || isTextChunk(chunk);
}

/** A piece of a model of text: its class is the only mark it has. */
function isTextChunk(chunk: unknown): boolean {
  return word(field(chunk, "constructor"), "name") === "GenerationChunk" && typeof field(chunk, "text") === "string";
}

/**
 * Folds the pieces of a message of LangChain, whose usage is the sum of theirs. Anthropic reports its output twice, the second time in full:
 * that one counts.
 */
export function createLangChainStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const written = createTextPieces(allowance);
  const thought = createTextPieces(allowance);
  const calls = new Map<string, Call>();
  const metadata: Record<string, unknown> = {};
  const tool_outputs: unknown[] = [];
  let usage: Record<string, unknown> | undefined;
  let id: string | undefined;
  let started = false;
  return {
    chunk: (chunk) => {
      const message = messageOf(chunk);
      id = word(message, "id") ?? id;
      const content = field(message, "content") ?? field(message, "text");
      if (typeof content === "string") written.add(content);
      else for (const part of list(content)) written.add(field(part, "text"));
      addThought(thought, message);
      for (const call of list(cased(message, "tool_call_chunks"))) {
        const key = String(count(call, "index") ?? word(call, "id") ?? calls.size);
        const known: Call = calls.get(key) ?? { args: createTextPieces(allowance) };
        if (calls.size < MAX_CALLS) calls.set(key, known);
        known.id = word(call, "id") ?? known.id ?? "";
        known.name = word(call, "name") ?? known.name ?? "";
        known.args.add(field(call, "args"));
      }
      usage = addUsage(usage, field(message, "usage_metadata"), hint.provider === "anthropic");
      for (const one of list(field(field(message, "additional_kwargs"), "tool_outputs"))) {
        if (tool_outputs.length < MAX_CALLS) tool_outputs.push(one);
      }
      for (const holder of ["additional_kwargs", "response_metadata"]) keepMetadata(metadata, field(message, holder));
      keepMetadata(metadata, field(chunk, "generationInfo"));
      if (started || written.length + calls.size === 0) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? { finish_reason: "error" } : {};
      const tool_calls = [...calls.values()].map((call) => ({
        id: call.id,
        name: call.name,
        args: call.args.toString(),
      }));
      const additional_kwargs = { reasoning_content: thought.toString(), tool_outputs };
      const own = { id, content: written.toString(), tool_calls, usage_metadata: usage, additional_kwargs };
      const body = { ...own, response_metadata: { ...cut, ...metadata }, lc_kwargs: {}, type: "ai" };
      const reading = readLangChainBody(body, hint);
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}

/** In the content where it is a list, else beside it: Responses are told in both. */
function addThought(thought: TextPieces, message: unknown): void {
  const before = thought.length;
  for (const part of list(field(message, "content"))) thought.add(field(part, "reasoning") ?? field(part, "thinking"));
  if (thought.length > before) return;
  const beside = field(message, "additional_kwargs");
  thought.add(field(beside, "reasoning_content"));
  for (const piece of list(field(field(beside, "reasoning"), "summary"))) thought.add(field(piece, "text"));
}

function keepMetadata(metadata: Record<string, unknown>, said: unknown): void {
  for (const key of METADATA) {
    const value = field(said, key);
    if (value === undefined || value === null) continue;
    metadata[key] = isRecord(value) && isRecord(metadata[key]) ? { ...metadata[key], ...value } : value;
  }
}

const METADATA = [
  "id",
  "finish_reason",
  "stop_reason",
  "finishReason",
  "stopReason",
  "done_reason",
  "model_name",
  "model",
  "modelVersion",
  "service_tier",
  "system_fingerprint",
  "status",
  "incomplete_details",
  "usage",
  "output",
  "tools",
  "tool_usage",
];

/** A streamed generation holds its message. */
function messageOf(chunk: unknown): unknown {
  const message = field(chunk, "message");
  return isRecord(message) ? message : chunk;
}

const TOTALS = ["input_tokens", "output_tokens"] as const;

const DETAILS = {
  input_token_details: ["cache_read", "cache_creation", "audio"],
  output_token_details: ["reasoning", "audio"],
} as const;

function addUsage(
  usage: Record<string, unknown> | undefined,
  more: unknown,
  isOutputTotal: boolean,
): Record<string, unknown> | undefined {
  if (!isRecord(more)) return usage;
  const sum: Record<string, unknown> = {};
  for (const key of TOTALS) sum[key] = add(amount(usage, key), amount(more, key));
  if (isOutputTotal) sum.output_tokens = amount(more, "output_tokens") ?? amount(usage, "output_tokens");
  for (const [holder, keys] of Object.entries(DETAILS)) {
    const [known, sent] = [field(usage, holder), field(more, holder)];
    sum[holder] = Object.fromEntries(keys.map((key) => [key, add(amount(known, key), amount(sent, key))]));
  }
  return sum;
}
