import type { JsonAnswer } from "../store/store.ts";

/** Elements of a list of numbers or short names that are written at once. */
const SLICE = 4_000;
/** Characters of one piece, about: larger answers are cut at the elements of their lists. */
const PIECE_CHARS = 128 * 1024;
/** How long pieces are made before the loop gets its turn. */
const TURN_MILLIS = 8;

/**
 * The JSON of a value in pieces, cut at the elements of its own lists and of lists directly in it; of what a thread made, its
 * pieces. What is undefined is left out, as JSON does.
 */
export function* jsonPieces(value: unknown): Generator<string> {
  if (isAnswer(value)) yield* value.pieces();
  else if (Array.isArray(value)) yield* listPieces(value);
  else if (typeof value === "object" && value !== null) yield* objectPieces(value);
  else yield JSON.stringify(value) ?? "null";
}

/** Whichever copy of this package the store is of. */
function isAnswer(value: unknown): value is JsonAnswer<unknown> {
  return typeof value === "object" && value !== null && "pieces" in value && typeof value.pieces === "function";
}

function* objectPieces(object: object): Generator<string> {
  let text = "{";
  let separator = "";
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    text += `${separator}${JSON.stringify(name)}:`;
    separator = ",";
    if (Array.isArray(value)) {
      for (const piece of listPieces(value)) {
        text += piece;
        if (text.length < PIECE_CHARS) continue;
        yield text;
        text = "";
      }
    } else text += JSON.stringify(value);
  }
  yield `${text}}`;
}

function* listPieces(list: readonly unknown[]): Generator<string> {
  let text = "[";
  const step = typeof list[0] === "object" && list[0] !== null ? 1 : SLICE;
  for (let at = 0; at < list.length; at += step) {
    const slice = step === 1 ? [list[at]] : list.slice(at, at + step);
    text += `${at > 0 ? "," : ""}${JSON.stringify(slice).slice(1, -1)}`;
    if (text.length < PIECE_CHARS) continue;
    yield text;
    text = "";
  }
  yield `${text}]`;
}

/** Text of pieces, with a turn for the loop whenever making them took a while. */
export async function* inTurns(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let begun = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - begun < TURN_MILLIS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    begun = performance.now();
  }
}
