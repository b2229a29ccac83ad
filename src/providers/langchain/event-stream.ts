import { amount, count, field, isRecord, word } from "../fields.ts";
import { type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextPieces } from "../text-pieces.ts";
import { readLangChainBody } from "./response.ts";

interface Block {
  type: string;
  id?: string;
  name?: string;
  readonly written: TextPieces;
}

const MAX_BLOCKS = 2_000;

const EVENTS: ReadonlySet<string> = new Set([
  "message-start",
  "content-block-start",
  "content-block-delta",
  "content-block-finish",
  "message-finish",
]);

/** Whether a chunk is an event of a message that a chat model of LangChain streams block by block. */
export function isLangChainEvent(chunk: unknown): boolean {
  return EVENTS.has(word(chunk, "event") ?? "");
}

/** Folds the events of one message. Each usage that they carry is a running total. */
export function createLangChainEventReader(hint: ReadHint = {}): StreamReader {
  const allowance = createAllowance();
  const blocks = new Map<number, Block>();
  const metadata: Record<string, unknown> = {};
  let usage: unknown;
  let startUsage: unknown;
  let id: string | undefined;
  let started = false;
  const fold = (chunk: unknown): boolean => {
    switch (word(chunk, "event")) {
      case "message-start":
        id = word(chunk, "id") ?? id;
        startUsage = field(chunk, "usage");
        usage = startUsage ?? usage;
        return false;
      case "provider":
        keep(metadata, "model", field(field(chunk, "payload"), "model"));
        return false;
      case "content-block-start":
        return startBlock(chunk);
      case "content-block-delta":
        return addDelta(chunk);
      case "usage":
        usage = field(chunk, "usage") ?? usage;
        return false;
      case "message-finish":
        usage = field(chunk, "usage") ?? usage;
        keep(metadata, "finish_reason", field(chunk, "reason"));
        for (const key of ["model", "model_name", "id", "service_tier", "system_fingerprint", "usage"])
          keep(metadata, key, field(field(chunk, "responseMetadata"), key));
        return false;
      default:
        return false;
    }
  };
  const startBlock = (chunk: unknown): boolean => {
    if (blocks.size >= MAX_BLOCKS) return false;
    const content = field(chunk, "content");
    const block: Block = { type: word(content, "type") ?? "text", written: createTextPieces(allowance) };
    block.id = word(content, "id") ?? "";
    block.name = word(content, "name") ?? "";
    addText(block, content);
    blocks.set(count(chunk, "index") ?? blocks.size, block);
    return block.written.length > 0 || block.type === "tool_call_chunk";
  };
  const addDelta = (chunk: unknown): boolean => {
    const block = blocks.get(count(chunk, "index") ?? blocks.size - 1);
    const delta = field(chunk, "delta");
    if (block === undefined) return false;
    const fields = field(delta, "fields");
    block.id = word(fields, "id") ?? block.id ?? "";
    block.name = word(fields, "name") ?? block.name ?? "";
    addText(block, fields ?? delta);
    return block.written.length > 0;
  };
  return {
    chunk: (chunk) => {
      if (!fold(chunk) || started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? { finish_reason: "error" } : {};
      const message = {
        id,
        content: [...blocks.values()].filter(({ type }) => !isCall(type)).map(toContent),
        tool_calls: [...blocks.values()].filter(({ type }) => isCall(type)).map(toCall),
        usage_metadata: hint.provider === "anthropic" ? withoutStart(usage, startUsage) : usage,
        response_metadata: { ...cut, ...metadata },
        lc_kwargs: {},
        type: "ai",
      };
      const reading = readLangChainBody(message, hint);
      return allowance.exceeded ? withWarning(reading, "output_cut") : reading;
    },
  };
}

function keep(metadata: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined && value !== null) metadata[key] = value;
}

function addText(block: Block, content: unknown): void {
  for (const key of ["text", "reasoning", "args"]) block.written.add(field(content, key));
}

function isCall(type: string): boolean {
  return type.startsWith("tool_call");
}

function toContent({ type, written }: Block): object {
  const content = written.toString();
  return type === "reasoning" ? { type: "thinking", thinking: content } : { type: "text", text: content };
}

function toCall({ id, name, written }: Block): object {
  return { id, name, args: written.toString() };
}

/** Anthropic reports its output twice, the second time in full, and LangChain adds the two. */
function withoutStart(usage: unknown, start: unknown): unknown {
  const [total, first] = [amount(usage, "output_tokens"), amount(start, "output_tokens")];
  if (!isRecord(usage) || usage === start || total === undefined || first === undefined) return usage;
  return { ...usage, output_tokens: Math.max(first, total - first) };
}
