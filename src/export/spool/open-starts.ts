import { type Splice, splicedLength } from "../../internal/spliced-bytes.ts";
import { type SpoolScope, startPrefix } from "./record-context.ts";
import { FRAME_TYPES, makeFrame } from "./record-frame.ts";
import type { SplicedFrames } from "./spliced-frames.ts";

/** What a thread may hold of spans that are open; more are not recorded as started. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_SPANS = 10_000;

/** The start of a span that is open. */
export interface OpenStart {
  readonly prefix: Uint8Array;
  readonly fields: Uint8Array;
  /** Texts that belong in the fields. */
  readonly splices: readonly Splice[] | undefined;
  /** Bytes it is with them. */
  readonly byteLength: number;
}

/** The start records of the spans that are open now, to be repeated at the head of each new segment. */
export class OpenStarts {
  readonly #starts = new Map<string, OpenStart>();
  #bytes = 0;

  get size(): number {
    return this.#starts.size;
  }

  /** What to write; undefined when too much is open, or this span already is. `span` is copied. */
  add(
    spanId: string,
    span: Uint8Array,
    scope: SpoolScope,
    splices: readonly Splice[] | undefined,
  ): OpenStart | undefined {
    if (this.#starts.has(spanId) || this.#starts.size >= MAX_SPANS) return undefined;
    const prefix = startPrefix(spanId, scope);
    const byteLength = prefix.byteLength + splicedLength({ bytes: span, splices });
    if (this.#bytes + byteLength > MAX_BYTES) return undefined;
    const start = { prefix, fields: Uint8Array.from(span), splices, byteLength };
    this.#starts.set(spanId, start);
    this.#bytes += byteLength;
    return start;
  }

  has(spanId: string): boolean {
    return this.#starts.has(spanId);
  }

  /** Whether the span was open. */
  remove(spanId: string): boolean {
    const start = this.#starts.get(spanId);
    if (start === undefined) return false;
    this.#starts.delete(spanId);
    this.#bytes -= start.byteLength;
    return true;
  }

  /** All of them, for the segment of `frames`. */
  encode(frames: SplicedFrames): readonly Uint8Array[] {
    return Array.from(this.#starts.values(), (start) => Uint8Array.from(encodeStart(start, frames)));
  }
}

/** The record of a start with the texts that its segment does not have yet; valid until anything else is put together. */
export function encodeStart({ prefix, fields, splices }: OpenStart, frames: SplicedFrames): Uint8Array {
  if (splices === undefined) return makeFrame(FRAME_TYPES.start, prefix, fields);
  const length = frames.compose(fields, splices, prefix.byteLength);
  frames.buffer.set(prefix, frames.prefixStart);
  frames.seal(FRAME_TYPES.splicedStart);
  return frames.buffer.subarray(0, length);
}
