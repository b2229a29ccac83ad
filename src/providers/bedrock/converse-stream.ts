import { count, field, isRecord, word } from "../fields.ts";
import { brokenOff, type ReadHint, type StreamReader, withWarning } from "../reading.ts";
import { createAllowance, createTextPieces, type TextAllowance, type TextPieces } from "../text-pieces.ts";
import { readConverseBody } from "./response.ts";

interface Block {
  start: unknown;
  readonly written: TextPieces;
  readonly reasoning: TextPieces;
  readonly input: TextPieces;
}

const MAX_BLOCKS = 2_000;

const EVENTS = [
  "messageStart",
  "contentBlockStart",
  "contentBlockDelta",
  "contentBlockStop",
  "messageStop",
  "metadata",
] as const;

/** Whether a chunk is an event of ConverseStream. */
export function isConverseEvent(chunk: unknown): boolean {
  return EVENTS.some((event) => isRecord(field(chunk, event))) && word(chunk, "type") === undefined;
}

/** Folds the events of ConverseStream, which Amazon's own models send through InvokeModel as well. */
export function createConverseStreamReader(hint: ReadHint = {}): StreamReader {
  const blocks = new Map<number, Block>();
  const allowance = createAllowance();
  let role: string | undefined;
  let stopReason: string | undefined;
  let metadata: unknown;
  let started = false;
  return {
    chunk: (chunk) => {
      role = word(field(chunk, "messageStart"), "role") ?? role;
      stopReason = word(field(chunk, "messageStop"), "stopReason") ?? stopReason;
      const sent = field(chunk, "metadata");
      if (isRecord(sent)) metadata = sent;
      if (!foldBlock(blocks, allowance, chunk) || started) return undefined;
      started = true;
      return { firstOutput: true };
    },
    reading: (end) => {
      const cut = end === "error" || end === "cancelled" ? "error" : undefined;
      const ordered = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => toBlock(block));
      const body = {
        output: { message: { role: role ?? "assistant", content: ordered } },
        stopReason: stopReason ?? cut,
        usage: field(metadata, "usage"),
        serviceTier: field(metadata, "serviceTier"),
        performanceConfig: field(metadata, "performanceConfig"),
        trace: field(metadata, "trace"),
        metrics: field(metadata, "metrics"),
      };
      const reading = readConverseBody(body, hint);
      const isWhole = stopReason !== undefined || metadata !== undefined;
      const told = end === "complete" && !isWhole ? brokenOff(reading) : reading;
      return allowance.exceeded ? withWarning(told, "output_cut") : told;
    },
  };
}

/** Whether the event carried output. */
function foldBlock(blocks: Map<number, Block>, allowance: TextAllowance, chunk: unknown): boolean {
  const opening = field(chunk, "contentBlockStart");
  const event = isRecord(opening) ? opening : field(chunk, "contentBlockDelta");
  if (!isRecord(event)) return false;
  const index = count(event, "contentBlockIndex") ?? 0;
  let block = blocks.get(index);
  if (block === undefined) {
    if (blocks.size >= MAX_BLOCKS) return false;
    const pieces = () => createTextPieces(allowance);
    block = { start: undefined, written: pieces(), reasoning: pieces(), input: pieces() };
    blocks.set(index, block);
  }
  if (isRecord(opening)) {
    block.start = field(opening, "start");
    return isRecord(field(block.start, "toolUse"));
  }
  const before = allowance.left;
  const delta = field(event, "delta");
  block.written.add(field(delta, "text"));
  block.reasoning.add(field(field(delta, "reasoningContent"), "text"));
  block.input.add(field(field(delta, "toolUse"), "input"));
  return allowance.left < before;
}

/** The block as a response that was not streamed has it; text is joined when it is read. */
function toBlock({ start, written, reasoning, input }: Block): unknown {
  const call = field(start, "toolUse");
  if (isRecord(call)) {
    const toolUse = {
      toolUseId: field(call, "toolUseId"),
      name: field(call, "name"),
      type: field(call, "type"),
      get input() {
        return input.toString();
      },
    };
    return { toolUse };
  }
  if (isRecord(start) && Object.keys(start).length > 0) return start;
  if (reasoning.length > 0) return { reasoningContent: { reasoningText: { text: reasoning.toString() } } };
  return {
    get text() {
      return written.toString();
    },
  };
}
