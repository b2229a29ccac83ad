import { TextDecoder } from "node:util";
import { type Cleaner, digest } from "./cleaner.ts";
import type { StoredBody, StoredPart } from "./format.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Bytes as text; undefined when they are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A body as a cassette keeps it, without its secrets; undefined for an empty one. */
export function storeBody(bytes: Uint8Array, contentType: string, cleaner: Cleaner): StoredBody | undefined {
  if (bytes.byteLength === 0) return undefined;
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType)?.[1];
  if (boundary !== undefined) return { form: partsOf(Buffer.from(bytes).toString("latin1"), boundary, cleaner) };
  const text = textOf(bytes);
  return text === undefined ? storeBinary(bytes, cleaner) : storeText(text, cleaner);
}

/** JSON is kept as such where nothing of it is lost by that: numbers and spaces may be. */
function storeText(text: string, cleaner: Cleaner): StoredBody {
  const parsed = jsonOf(text);
  if (parsed === undefined) return { text: cleaner.text(text) };
  const clean = cleaner.value(parsed);
  const written = JSON.stringify(parsed);
  const isWhole = written === text || JSON.stringify(clean) !== written;
  return isWhole ? { json: clean } : { text: cleaner.text(text) };
}

/** A secret in bytes cannot be taken out without breaking them. */
function storeBinary(bytes: Uint8Array, cleaner: Cleaner): StoredBody {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readable = buffer.toString("latin1");
  if (cleaner.text(readable) !== readable) return { omitted: "it holds a secret", bytes: bytes.byteLength };
  return { base64: buffer.toString("base64") };
}

/** The bytes of a stored body; undefined when they were left out. */
export function bytesOf(body: StoredBody | undefined): Uint8Array | undefined {
  if (body === undefined) return new Uint8Array(0);
  if ("json" in body) return Buffer.from(JSON.stringify(body.json));
  if ("text" in body) return Buffer.from(body.text);
  if ("base64" in body) return Buffer.from(body.base64, "base64");
  return undefined;
}

/** The object or list that a text holds as JSON. */
export function jsonOf(text: string): object | undefined {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** Boundaries are made anew for each request, and files are only compared: their content is not kept. */
function partsOf(body: string, boundary: string, cleaner: Cleaner): readonly StoredPart[] {
  const parts: StoredPart[] = [];
  for (const piece of body.split(`--${boundary}`).slice(1)) {
    const headEnd = piece.indexOf("\r\n\r\n");
    if (headEnd < 0) continue;
    const head = piece.slice(0, headEnd);
    const content = Buffer.from(piece.slice(headEnd + 4, piece.endsWith("\r\n") ? -2 : undefined), "latin1");
    const name = cleaner.text(/\bname="([^"]*)"/i.exec(head)?.[1] ?? "");
    const file = /\bfilename="([^"]*)"/i.exec(head)?.[1];
    const text = file === undefined ? textOf(content) : undefined;
    if (text !== undefined)
      parts.push({ name, text: String((cleaner.value({ [name]: text }) as Record<string, unknown>)[name] ?? "") });
    else parts.push({ name, ...(file !== undefined && { file: cleaner.text(file) }), sha256: digest(content) });
  }
  return parts;
}
