import { type SpoolScope, startFrame } from "./record-context.ts";

/** What a thread may hold of spans that are open; more are not recorded as started. */
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_SPANS = 10_000;

/** The start records of the spans that are open now, to be repeated at the head of each new segment. */
export class OpenStarts {
  readonly #frames = new Map<string, Uint8Array>();
  #bytes = 0;

  get size(): number {
    return this.#frames.size;
  }

  /** The frame to write; undefined when too much is open, or this span already is. */
  add(spanId: string, span: Uint8Array, scope: SpoolScope): Uint8Array | undefined {
    if (this.#frames.has(spanId) || this.#frames.size >= MAX_SPANS) return undefined;
    const frame = startFrame(spanId, span, scope);
    if (this.#bytes + frame.byteLength > MAX_BYTES) return undefined;
    this.#frames.set(spanId, frame);
    this.#bytes += frame.byteLength;
    return frame;
  }

  has(spanId: string): boolean {
    return this.#frames.has(spanId);
  }

  /** Whether the span was open. */
  remove(spanId: string): boolean {
    const frame = this.#frames.get(spanId);
    if (frame === undefined) return false;
    this.#frames.delete(spanId);
    this.#bytes -= frame.byteLength;
    return true;
  }

  frames(): readonly Uint8Array[] {
    return [...this.#frames.values()];
  }
}
