import { decodeSpan } from "../../decode/whole.ts";
import type { AttributeMap, AttributeValue } from "../../model/raw.ts";
import type { Database, Statement } from "../sqlite.ts";

/** Characters of one span that can be found; the rest of a very long one is not. */
const MAX_CHARACTERS = 65_536;

/** The index of the texts of spans, where the store keeps one. It has no texts itself, only which words are in which span. */
export class TextIndex {
  readonly #insert: Statement | undefined;
  readonly #delete: Statement | undefined;

  constructor(database: Database) {
    const isThere = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'span_text'").get() !== undefined;
    if (!isThere) return;
    this.#insert = database.prepare("INSERT OR REPLACE INTO span_text(rowid, text) VALUES(?, ?)");
    this.#delete = database.prepare("DELETE FROM span_text WHERE rowid = ?");
  }

  add(n: number, span: Uint8Array): void {
    this.#insert?.run(n, textOf(span));
  }

  remove(n: number): void {
    this.#delete?.run(n);
  }
}

function textOf(message: Uint8Array): string {
  const span = decodeSpan(message);
  const texts: string[] = [span.name, span.statusMessage];
  collect(span.attributes, texts);
  for (const { name, attributes } of span.events) {
    texts.push(name);
    collect(attributes, texts);
  }
  return texts.join("\n").slice(0, MAX_CHARACTERS).toWellFormed();
}

function collect(value: AttributeValue | AttributeMap, texts: string[]): void {
  if (typeof value === "string") texts.push(value);
  else if (typeof value === "object" && value !== null) for (const item of value.values()) collect(item, texts);
}
