import { TextDecoder } from "node:util";
import { createEventStreamDecoder } from "../../internal/aws-event-stream.ts";
import { cleanLines } from "./clean-lines.ts";
import type { Cleaner } from "./cleaner.ts";
import type { StoredBody, StoredChunk } from "./format.ts";
import { jsonOf, textOf } from "./stored-body.ts";

/** A piece of a stream as it came, and how many milliseconds after the request. */
export interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A stream as a cassette keeps it, piece by piece; in one when it cannot be kept. */
export function storeStream(pieces: readonly Piece[], cleaner: Cleaner): readonly StoredChunk[] | StoredBody {
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  const isText = textOf(withoutCutCharacter(bytes)) !== undefined;
  if (isText) return cleanLines(textPieces(pieces), cleaner);
  if (holdsSecret(bytes, cleaner)) return { omitted: "it holds a secret", bytes: bytes.byteLength };
  return pieces.map((piece) => ({ at: piece.at, base64: Buffer.from(piece.bytes).toString("base64") }));
}

/** Pieces end anywhere, within characters too: those come with the next piece. */
function textPieces(pieces: readonly Piece[]): readonly { readonly at: number; readonly text: string }[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return pieces
    .map(({ at, bytes }) => ({ at, text: decoder.decode(bytes, { stream: true }) }))
    .filter(({ text }) => text !== "");
}

/** A stream that was cut may end within a character. */
function withoutCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= bytes.byteLength; back++) {
    const byte = bytes[bytes.byteLength - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.subarray(0, -back) : bytes;
    }
  }
  return bytes;
}

/** Looks into the messages of AWS, whose payloads are JSON, or JSON in base64: secrets in them cannot be taken out without breaking checksums. */
function holdsSecret(bytes: Uint8Array, cleaner: Cleaner): boolean {
  const lines: string[] = [];
  const decode = createEventStreamDecoder(({ payload }) => {
    const text = Buffer.from(payload).toString();
    const inner = (jsonOf(text) as { readonly bytes?: unknown } | undefined)?.bytes;
    lines.push(`${text}\n`, ...(typeof inner === "string" ? [`${Buffer.from(inner, "base64").toString()}\n`] : []));
  });
  decode(bytes);
  const read = lines.join("");
  const cleaned = cleanLines([{ at: 0, text: read }], cleaner).map(({ text }) => text);
  const raw = Buffer.from(bytes).toString("latin1");
  return cleaned.join("") !== read || cleaner.text(raw) !== raw;
}
