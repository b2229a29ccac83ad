import { count, field, has, isRecord, text, word } from "../fields.ts";
import { brokenOff, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readAnthropicBody } from "./response.ts";

interface Block {
  readonly start: unknown;
  readonly written: TextPieces;
}

const MAX_BLOCKS = 2_000;

const EVENTS: ReadonlySet<string> = new Set([
  "message_start",
  "content_block_start",
  "content_block_delta",
  "content_block_stop",
  "message_delta",
  "message_stop",
]);

/** Whether a chunk is an event of the Messages API, or of the older completions API. */
export function isAnthropicEvent(chunk: unknown): boolean {
  const type = word(chunk, "type");
  return type === undefined || type === "completion" ? isPlain(chunk) : EVENTS.has(type);
}

/** Folds the events of the Messages API. The usage of `message_delta` is cumulative: its counts replace the earlier ones. */
export function createAnthropicStreamReader(hint: ReadHint = {}): StreamReader {
  const message: Record<string, unknown> = {};
  const usage: Record<string, unknown> = {};
  const blocks = new Map<number, Block>();
  const allowance = createAllowance();
  const plain = createTextPieces(allowance);
  let started = false;
  let isStopped = false;
  const fold = (chunk: unknown): boolean => {
    switch (word(chunk, "type")) {
      case "message_start":
        overwrite(message, field(chunk, "message"), MESSAGE_FIELDS);
        overwrite(usage, field(field(chunk, "message"), "usage"), USAGE_FIELDS);
        return false;
      case "message_delta":
        overwrite(message, field(chunk, "delta"), MESSAGE_FIELDS);
        overwrite(message, chunk, ["context_management"]);
        overwrite(usage, field(chunk, "usage"), USAGE_FIELDS);
        return false;
      case "message_stop":
        isStopped = true;
        return false;
      case "content_block_start":
        if (word(field(chunk, "content_block"), "type") === "fallback") handOver(field(chunk, "content_block"));
        return startBlock(blocks, allowance, chunk);
      case "content_block_delta":
        return addDelta(blocks, chunk);
      case "completion":
      case undefined:
        overwrite(message, chunk, MESSAGE_FIELDS);
        plain.add(field(chunk, "completion"));
        return true;
      default:
        return false;
    }
  };
  /** The model declined, and another one answers: what the stream began with is not of that one. */
  const handOver = (block: unknown): void => {
    overwrite(message, field(block, "to"), ["model"]);
    delete usage.cache_creation;
  };
  return {
    chunk: (chunk) => {
      if (!fold(chunk) || started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? "error" : undefined;
      const ordered = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => toBlock(block));
      const content = plain.length > 0 ? { type: "completion", completion: plain.toString() } : { content: ordered };
      const stop_reason = message.stop_reason ?? cut;
      const reading = readAnthropicBody({ type: "message", ...message, ...content, usage, stop_reason }, hint);
      // Until then the output is counted by a placeholder.
      const isWhole = isStopped || stop_reason !== undefined;
      const told = end === "complete" && !isWhole ? brokenOff(reading) : reading;
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

/** The provider is OpenRouter's, who serves this format too, as are the costs. */
const MESSAGE_FIELDS = ["id", "model", "role", "stop_reason", "stop_details", "provider"] as const;
const USAGE_FIELDS = [
  "input_tokens",
  "output_tokens",
  "cache_read_input_tokens",
  "cache_creation_input_tokens",
  "cache_creation",
  "output_tokens_details",
  "server_tool_use",
  "service_tier",
  "speed",
  "inference_geo",
  "iterations",
  "cost",
  "cost_details",
  "is_byok",
  "market_cost",
] as const;

function overwrite(target: Record<string, unknown>, source: unknown, keys: readonly string[]): void {
  for (const key of keys) {
    const value = field(source, key);
    if (value !== undefined && value !== null) target[key] = value;
  }
}

function isPlain(chunk: unknown): boolean {
  return typeof field(chunk, "completion") === "string" && has(chunk, "stop_reason");
}

function startBlock(blocks: Map<number, Block>, allowance: TextAllowance, chunk: unknown): boolean {
  if (blocks.size >= MAX_BLOCKS) return false;
  const start = field(chunk, "content_block");
  const written = createTextPieces(allowance);
  blocks.set(count(chunk, "index") ?? blocks.size, { start, written });
  const type = word(start, "type");
  return type !== "text" && type !== "thinking" && type !== "fallback";
}

const DELTA_TEXT = ["text", "thinking", "partial_json", "content"] as const;

function addDelta(blocks: ReadonlyMap<number, Block>, chunk: unknown): boolean {
  const block = blocks.get(count(chunk, "index") ?? 0);
  const delta = field(chunk, "delta");
  const piece = DELTA_TEXT.map((key) => text(delta, key)).find((found) => found !== undefined);
  if (block === undefined || piece === undefined) return false;
  block.written.add(piece);
  return true;
}

/** The block as a response that was not streamed has it; text is joined when it is read. */
function toBlock({ start, written }: Block): unknown {
  if (written.length === 0 || !isRecord(start)) return start;
  const own = { type: field(start, "type"), id: field(start, "id"), name: field(start, "name") };
  return {
    ...own,
    get text() {
      return (text(start, "text") ?? "") + written.toString();
    },
    get thinking() {
      return (text(start, "thinking") ?? "") + written.toString();
    },
    get input() {
      return written.toString();
    },
    get content() {
      return written.toString();
    },
  };
}
