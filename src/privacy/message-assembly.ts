import { EncodedText } from "../internal/encoded-text.ts";
import type { SpanBudget } from "./budget.ts";
import type { DeltaResult } from "./delta.ts";
import type { MessagePiece } from "./message-cache.ts";

/** Messages as one JSON array. */
export interface AssembledMessages {
  readonly text: EncodedText;
  /** How many messages there were, sent or left out. */
  readonly count: number;
  /** Characters of text in all of them, sent or left out. */
  readonly size: number;
  /** In delta mode: index of the first message that is new. */
  readonly newFrom?: number | undefined;
  /** In delta mode: how many were left out. */
  readonly omitted?: number | undefined;
  /** Messages left out because the budget was spent. */
  readonly truncated?: number | undefined;
}

export interface AssemblyOptions {
  readonly limitBytes: number;
  readonly span?: SpanBudget | undefined;
  /** Later calls will hold the same messages. */
  readonly recurs: boolean;
  readonly delta?: ((pieces: readonly Uint8Array[], start: number) => DeltaResult) | undefined;
  readonly onTruncated: () => void;
}

/** Puts pieces together. Over the limit the oldest messages give way, and a message in their place says how many. */
export function assembleMessages(
  inputs: readonly unknown[],
  piece: (input: unknown) => MessagePiece | undefined,
  options: AssemblyOptions,
): AssembledMessages {
  const pieces: MessagePiece[] = [];
  const end = Math.max(0, Math.min(inputs.length, MAX_MESSAGES));
  const start = inputs.length - end;
  let size = 0;
  for (let i = start; i < inputs.length; i += 1) {
    const one = piece(inputs[i]);
    if (one === undefined) continue;
    pieces.push(one);
    size += one.size;
  }
  const delta = options.delta?.(
    pieces.map(({ bytes }) => bytes),
    start,
  );
  const from = delta?.newFrom ?? 0;
  const first = firstThatFits(pieces, from, options.limitBytes - NOTE_BYTES);
  // What comes before the first that an earlier call had, that one had too.
  const truncated = first - from + (from > 0 ? 0 : start);
  const chunks: Uint8Array[] = [OPEN];
  if (truncated > 0) {
    options.onTruncated();
    chunks.push(noteOf(truncated, pieces.length + start));
  }
  for (let i = first; i < pieces.length; i += 1) {
    const one = pieces[i] as MessagePiece;
    if (chunks.length > 1) chunks.push(one.bytes);
    else {
      one.alone ??= one.bytes.subarray(1);
      chunks.push(one.alone);
    }
  }
  chunks.push(CLOSE);
  const text = new EncodedText(chunks, options.recurs);
  options.span?.take(Math.min(text.byteLength, options.span.leftBytes));
  return {
    text,
    count: pieces.length + start,
    size,
    newFrom: delta?.newFrom,
    omitted: delta?.omitted,
    truncated: truncated > 0 ? truncated : undefined,
  };
}

const OPEN: Uint8Array = Buffer.from("[");
const CLOSE: Uint8Array = Buffer.from("]");
const MAX_MESSAGES = 2000;
const NOTE_BYTES = 200;

function firstThatFits(pieces: readonly MessagePiece[], from: number, limitBytes: number): number {
  let left = limitBytes;
  let first = pieces.length;
  while (first > from) {
    left -= pieces[first - 1]?.bytes.byteLength ?? 0;
    if (left < 0) break;
    first -= 1;
  }
  return first;
}

function noteOf(truncated: number, total: number): Uint8Array {
  const content = `[Truncated ${truncated} of ${total} messages]`;
  return Buffer.from(JSON.stringify({ role: "system", parts: [{ type: "text", content }] }));
}
