import type { JsonAnswer } from "./store.ts";

/** Characters of a piece, about: a piece is as many elements of a list as fit. */
const PIECE_CHARS = 128 * 1024;
/** How long pieces are parsed before the loop gets its turn. */
const TURN_MILLIS = 8;

/** An object as JSON: its lists in pieces, the rest of it whole. A thread hands the pieces over, so that nobody copies them. */
export class JsonParts {
  /** The object without its lists. */
  readonly rest: string;
  readonly lists: readonly (readonly [name: string, pieces: readonly Uint8Array<ArrayBuffer>[]])[];

  constructor(object: object) {
    const entries = Object.entries(object);
    this.rest = JSON.stringify(Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value))));
    this.lists = entries.flatMap(([name, value]) => (Array.isArray(value) ? [[name, piecesOf(value)] as const] : []));
  }

  get memory(): readonly ArrayBuffer[] {
    return this.lists.flatMap(([, pieces]) => pieces.map(({ buffer }) => buffer));
  }
}

/** Elements of a list, joined by commas. */
function piecesOf(list: readonly unknown[]): readonly Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new TextEncoder();
  let text = "";
  for (const element of list) {
    text += `${text === "" ? "" : ","}${JSON.stringify(element)}`;
    if (text.length < PIECE_CHARS) continue;
    pieces.push(encoder.encode(text));
    text = "";
  }
  if (text !== "") pieces.push(encoder.encode(text));
  return pieces;
}

/** What a thread made, for whoever sends it on as it is, or reads it. */
export class ReceivedJson<Value> implements JsonAnswer<Value> {
  readonly #parts: Pick<JsonParts, "rest" | "lists">;

  constructor(parts: Pick<JsonParts, "rest" | "lists">) {
    this.#parts = parts;
  }

  *pieces(): Generator<string> {
    const { rest, lists } = this.#parts;
    let text = rest.slice(0, -1);
    let separator = rest === "{}" ? "" : ",";
    for (const [name, pieces] of lists) {
      text += `${separator}${JSON.stringify(name)}:[`;
      separator = ",";
      for (const [index, piece] of pieces.entries()) {
        yield `${text}${index > 0 ? "," : ""}${textOf(piece)}`;
        text = "";
      }
      text += "]";
    }
    yield `${text}}`;
  }

  async value(): Promise<Value> {
    const { rest, lists } = this.#parts;
    const object = JSON.parse(rest) as Record<string, unknown>;
    let begun = performance.now();
    for (const [name, pieces] of lists) {
      const list: unknown[] = [];
      object[name] = list;
      for (const piece of pieces) {
        for (const element of JSON.parse(`[${textOf(piece)}]`) as unknown[]) list.push(element);
        if (performance.now() - begun < TURN_MILLIS) continue;
        await new Promise((resolve) => setImmediate(resolve));
        begun = performance.now();
      }
    }
    return object as Value;
  }
}

function textOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString();
}
