import type { Database, Statement } from "../sqlite.ts";
import { CHUNK_ROWS, chunkOf, packBodies, packBody } from "./packed-bodies.ts";

/** A body above this is kept for itself, so that nobody unpacks a chunk of them to see one. */
const LARGE_BYTES = 65_536;

/**
 * Writes the bodies of rows whose numbers only grow. Bodies of a chunk that is not full at a commit are rows of `*_tail`, as durable as everything
 * else; when the chunk is full, they become one blob of `*_chunks`.
 */
export class BodyWriter {
  readonly #database: Database;
  readonly #table: string;
  readonly #insertChunk: Statement;
  readonly #insertTail: Statement;
  readonly #deleteTail: Statement;
  #chunk = -1;
  /** Of the open chunk, by place. */
  #bodies: (Uint8Array | undefined)[] = [];
  /** Places of the open chunk that are not in the file yet. */
  #unwritten: number[] = [];
  #hasTail = false;

  constructor(database: Database, table: "span" | "event") {
    this.#database = database;
    this.#table = table;
    this.#insertChunk = database.prepare(`INSERT OR REPLACE INTO ${table}_chunks VALUES(?, ?)`);
    this.#insertTail = database.prepare(`INSERT OR REPLACE INTO ${table}_tail VALUES(?, ?, ?)`);
    this.#deleteTail = database.prepare(`DELETE FROM ${table}_tail WHERE n BETWEEN ? AND ? AND packed = 0`);
    this.reload();
  }

  add(n: number, body: Uint8Array): void {
    const chunk = chunkOf(n);
    if (chunk !== this.#chunk) {
      this.#close();
      this.#chunk = chunk;
    }
    if (body.byteLength > LARGE_BYTES) {
      this.#insertTail.run(n, 1, packBody(body));
      return;
    }
    const place = n % CHUNK_ROWS;
    this.#bodies[place] = body;
    this.#unwritten.push(place);
    if (place === CHUNK_ROWS - 1) this.#close();
  }

  /** Before a commit: writes what is in memory only, and lets go of the request that the bodies are part of. */
  flush(): void {
    for (const place of this.#unwritten) {
      const body = this.#bodies[place]?.slice();
      if (body === undefined) continue;
      this.#bodies[place] = body;
      this.#insertTail.run(this.#chunk * CHUNK_ROWS + place, 0, body);
      this.#hasTail = true;
    }
    this.#unwritten = [];
  }

  /** Takes what the file says. */
  reload(): void {
    this.#forget();
    const rows = this.#database.prepare(`SELECT n, data FROM ${this.#table}_tail WHERE packed = 0 ORDER BY n`).all();
    for (const row of rows) {
      const n = Number(row.n);
      if (chunkOf(n) !== this.#chunk) this.#close();
      this.#chunk = chunkOf(n);
      this.#bodies[n % CHUNK_ROWS] = row.data as Uint8Array;
      this.#hasTail = true;
    }
  }

  #close(): void {
    if (this.#chunk >= 0 && this.#bodies.length > 0) {
      this.#insertChunk.run(
        this.#chunk,
        packBodies(Array.from({ length: CHUNK_ROWS }, (_, place) => this.#bodies[place])),
      );
      const first = this.#chunk * CHUNK_ROWS;
      if (this.#hasTail) this.#deleteTail.run(first, first + CHUNK_ROWS - 1);
    }
    this.#forget();
  }

  #forget(): void {
    this.#chunk = -1;
    this.#bodies = [];
    this.#unwritten = [];
    this.#hasTail = false;
  }
}
