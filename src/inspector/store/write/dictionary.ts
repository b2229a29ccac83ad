import type { Database, Statement } from "../sqlite.ts";

/** Longer texts are cut: the body of the row has them whole. */
const MAX_TEXT = 512;
/** Texts whose ids are remembered; when there are more, all are forgotten and asked for again. */
const MAX_REMEMBERED = 200_000;

/** Ids for texts that come again and again. 0 is "", which stands for not known. */
export class Dictionary {
  readonly #ids = new Map<string, number>();
  /** By column, the text that was asked for last and its id. */
  readonly #recent: string[] = [];
  readonly #recentIds: number[] = [];
  /** By id, those that were asked for since it is watched. */
  #asked: Uint8Array | undefined;
  readonly #find: Statement;
  readonly #text: Statement;
  readonly #insert: Statement;

  constructor(database: Database) {
    this.#find = database.prepare("SELECT id FROM dict WHERE text = ?");
    this.#text = database.prepare("SELECT text FROM dict WHERE id = ?");
    this.#insert = database.prepare("INSERT INTO dict(text) VALUES(?)");
  }

  id(text: string | undefined): number {
    if (text === undefined || text === "") return 0;
    const id = this.#ids.get(text) ?? this.#learn(text);
    // Beyond its length there are new ones only.
    if (this.#asked !== undefined) this.#asked[id] = 1;
    return id;
  }

  /** The id of a text of a column, of which one row often has the same as the row before. */
  idIn(column: number, text: string | undefined): number {
    if (text === undefined) return 0;
    if (text === this.#recent[column]) return this.#recentIds[column] as number;
    const id = this.id(text);
    this.#recent[column] = text;
    this.#recentIds[column] = id;
    return id;
  }

  text(id: number): string {
    return String(this.#text.get(id)?.text ?? "");
  }

  /** Marks, until it is given nothing, each id that is asked for from here on. */
  watch(asked: Uint8Array | undefined): void {
    this.#asked = asked;
    this.#recent.length = 0;
  }

  /** Forgets what a transaction that was rolled back added. */
  forget(): void {
    this.#ids.clear();
    this.#recent.length = 0;
  }

  #learn(text: string): number {
    const kept = storable(text);
    const row = this.#find.get(kept);
    const id = row === undefined ? Number(this.#insert.run(kept).lastInsertRowid) : Number(row.id);
    if (this.#ids.size >= MAX_REMEMBERED) this.#ids.clear();
    this.#ids.set(text, id);
    return id;
  }
}

/** SQLite's text ends at a NUL for many functions, and half a surrogate pair is no UTF-8. */
export function storable(text: string): string {
  return text.slice(0, MAX_TEXT).replaceAll("\0", "\uFFFD").toWellFormed();
}
