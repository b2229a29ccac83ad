import type { Database, Statement } from "./sqlite.ts";
import { CHUNK_ROWS, chunkOf, unpackBodies, unpackBody } from "./write/packed-bodies.ts";

/** Chunks that stay unpacked. */
const MAX_OPEN_CHUNKS = 8;

/** Reads bodies that `BodyWriter` wrote. Rows asked for in their order unpack each chunk once. */
export class BodyReader {
  readonly #tail: Statement;
  readonly #chunk: Statement;
  readonly #open = new Map<number, readonly Uint8Array[]>();

  constructor(database: Database, table: "span" | "event") {
    this.#tail = database.prepare(`SELECT packed, data FROM ${table}_tail WHERE n = ?`);
    this.#chunk = database.prepare(`SELECT data FROM ${table}_chunks WHERE c = ?`);
  }

  /** Empty for a row without a body, or that is being deleted. */
  get(n: number): Uint8Array {
    // What is in an unpacked chunk is nowhere else; a large body stands apart, and is empty there.
    const open = this.#open.get(chunkOf(n))?.[n % CHUNK_ROWS];
    if (open !== undefined && open.byteLength > 0) return open;
    const row = this.#tail.get(n);
    if (row !== undefined) {
      const data = row.data as Uint8Array;
      return row.packed === 1 ? unpackBody(data) : data;
    }
    return this.#bodiesOf(chunkOf(n))[n % CHUNK_ROWS] ?? new Uint8Array();
  }

  #bodiesOf(chunk: number): readonly Uint8Array[] {
    const open = this.#open.get(chunk);
    if (open !== undefined) return open;
    const row = this.#chunk.get(chunk);
    if (row === undefined) return [];
    const bodies = unpackBodies(row.data as Uint8Array);
    const oldest = this.#open.keys().next();
    if (this.#open.size >= MAX_OPEN_CHUNKS && !oldest.done) this.#open.delete(oldest.value);
    this.#open.set(chunk, bodies);
    return bodies;
  }
}
