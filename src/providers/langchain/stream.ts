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
  return isLangChainMessage(messageOf(chunk));
}

/** Folds the pieces of a message of LangChain, whose usage is the sum of theirs. */
export function createLangChainStreamReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const written = createTextPieces(allowance);
  const calls = new Map<string, Call>();
  const metadata: Record<string, unknown> = {};
  let usage: Record<string, unknown> | undefined;
  let id: string | undefined;
  let started = false;
  return {
    chunk: (chunk) => {
      const message = messageOf(chunk);
      id = word(message, "id") ?? id;
      const content = field(message, "content");
      if (typeof content === "string") written.add(content);
      else for (const part of list(content)) written.add(field(part, "text"));
      for (const call of list(cased(message, "tool_call_chunks"))) {
        const key = String(count(call, "index") ?? word(call, "id") ?? calls.size);
        const known: Call = calls.get(key) ?? { args: createTextPieces(allowance) };
        if (calls.size < MAX_CALLS) calls.set(key, known);
        known.id = word(call, "id") ?? known.id ?? "";
        known.name = word(call, "name") ?? known.name ?? "";
        known.args.add(field(call, "args"));
      }
      usage = addUsage(usage, field(message, "usage_metadata"));
      for (const key of METADATA) {
        const value = field(field(message, "response_metadata"), key);
        if (value !== undefined && value !== null) metadata[key] = value;
      }
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
      const own = { id, content: written.toString(), tool_calls, usage_metadata: usage };
      const body = { ...own, response_metadata: { ...cut, ...metadata }, lc_kwargs: {}, type: "ai" };
      const reading = readLangChainBody(body, hint);
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
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
  "usage",
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

function addUsage(usage: Record<string, unknown> | undefined, more: unknown): Record<string, unknown> | undefined {
  if (!isRecord(more)) return usage;
  const sum: Record<string, unknown> = {};
  for (const key of TOTALS) sum[key] = add(amount(usage, key), amount(more, key));
  for (const [holder, keys] of Object.entries(DETAILS)) {
    const [known, sent] = [field(usage, holder), field(more, holder)];
    sum[holder] = Object.fromEntries(keys.map((key) => [key, add(amount(known, key), amount(sent, key))]));
  }
  return sum;
}
