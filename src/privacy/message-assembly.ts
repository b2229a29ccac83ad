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
  readonly newFrom?: number;
  /** In delta mode: how many were left out, and a hash of them. */
  readonly omitted?: number;
  readonly omittedHash?: string;
  /** Messages left out because the budget was spent. */
  readonly truncated?: number;
}

export interface AssemblyOptions {
  readonly limitBytes: number;
  readonly span?: SpanBudget;
  /** Later calls will hold the same messages. */
  readonly recurs: boolean;
  readonly delta?: (pieces: readonly Uint8Array[]) => DeltaResult;
  readonly onTruncated: () => void;
}

/** Puts pieces together. Over the limit the oldest messages give way, and a message in their place says how many. */
export function assembleMessages(
  inputs: readonly unknown[],
  piece: (input: unknown) => MessagePiece | undefined,
  options: AssemblyOptions,
): AssembledMessages {
  const pieces: Uint8Array[] = [];
  const end = Math.max(0, Math.min(inputs.length, MAX_MESSAGES));
  const start = inputs.length - end;
  let size = 0;
  for (let i = start; i < inputs.length; i += 1) {
    const one = piece(inputs[i]);
    if (one === undefined) continue;
    pieces.push(one.bytes);
    size += one.size;
  }
  const delta = options.delta?.(pieces);
  const from = delta?.newFrom ?? 0;
  const first = firstThatFits(pieces, from, options.limitBytes - NOTE_BYTES);
  const truncated = first - from + start;
  const chunks: Uint8Array[] = [OPEN];
  if (truncated > 0) {
    options.onTruncated();
    chunks.push(noteOf(truncated, pieces.length + start));
  }
  for (let i = first; i < pieces.length; i += 1) {
    if (chunks.length > 1) chunks.push(COMMA);
    chunks.push(pieces[i] as Uint8Array);
  }
  chunks.push(CLOSE);
  const text = new EncodedText(chunks, options.recurs);
  options.span?.take(Math.min(text.byteLength, options.span.leftBytes));
  return {
    text,
    count: pieces.length + start,
    size,
    ...(delta === undefined ? {} : { newFrom: delta.newFrom, omitted: delta.omitted }),
    ...(delta?.omittedHash === undefined ? {} : { omittedHash: delta.omittedHash }),
    ...(truncated > 0 ? { truncated } : {}),
  };
}

const encoder = new TextEncoder();
const OPEN = encoder.encode("[");
const CLOSE = encoder.encode("]");
const COMMA = encoder.encode(",");
const MAX_MESSAGES = 2000;
const NOTE_BYTES = 200;

function firstThatFits(pieces: readonly Uint8Array[], from: number, limitBytes: number): number {
  let left = limitBytes;
  let first = pieces.length;
  while (first > from) {
    left -= (pieces[first - 1]?.byteLength ?? 0) + 1;
    if (left < 0) break;
    first -= 1;
  }
  return first;
}

function noteOf(truncated: number, total: number): Uint8Array {
  const content = `[Truncated ${truncated} of ${total} messages]`;
  return encoder.encode(JSON.stringify({ role: "system", parts: [{ type: "text", content }] }));
}
