import { TextDecoder } from "node:util";
import { attempt } from "../../internal/attempt.ts";

/** What of a request's body could be read without consuming it. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Longest body that is parsed, in characters: the caller has just written as much. Of a longer one, only the model is looked for. */
const MAX_PARSED_LENGTH: number = 2 * 1024 * 1024;

/** How much of either end of a body that is too long is searched for the model. */
const SEARCHED_LENGTH = 4_096;

/** How a form begins as it is sent, and a field of it. Those of a long one stand before its file or behind it. */
const FORM = /^--[^\r\n]{1,70}\r\n/;
const FORM_FIELD =
  /\r\nContent-Disposition: form-data; name="(\w{1,40})"\r\n(?:[^\r\n]{1,200}\r\n)?\r\n([^\r\n]{1,200})\r\n--/gi;

/** Fields of a form that say what is asked for; the others hold files and texts. */
const FORM_FIELDS = ["model", "stream", "temperature", "n", "response_format", "size", "quality", "language"];

const decoder = new TextDecoder();

/**
 * The JSON object in a request's body, when it is text or bytes; the short fields of a form. A stream or blob is left alone: reading it
 * would take it away from the provider.
 */
export function readRequestBody(body: unknown): RequestBody | undefined {
  if (typeof body === "string") return parseText(body);
  if (body instanceof ArrayBuffer) return parseBytes(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) return parseBytes(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (typeof FormData === "function" && body instanceof FormData) return fieldsOf((name) => body.get(name));
  return undefined;
}

function parseBytes(bytes: Uint8Array): RequestBody | undefined {
  if (bytes.byteLength <= MAX_PARSED_LENGTH) return parseText(decoder.decode(bytes));
  const ends = [bytes.subarray(0, SEARCHED_LENGTH), bytes.subarray(-SEARCHED_LENGTH)];
  return fieldsIn(ends.map((end) => decoder.decode(end)));
}

function parseText(text: string): RequestBody | undefined {
  if (text.length > MAX_PARSED_LENGTH) return fieldsIn([text.slice(0, SEARCHED_LENGTH), text.slice(-SEARCHED_LENGTH)]);
  if (FORM.test(text)) return fieldsIn([text]);
  const parsed = attempt(() => JSON.parse(text) as unknown);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as RequestBody) : undefined;
}

/** Clients write the model first or last. What else the body has is not known, unless it is a form. */
function fieldsIn(ends: readonly string[]): RequestBody | undefined {
  if (FORM.test(ends[0] ?? "")) {
    const fields = new Map(
      ends.flatMap((end) => [...end.matchAll(FORM_FIELD)].map(([, name, value]) => [name, value])),
    );
    return fieldsOf((name) => fields.get(name));
  }
  for (const end of ends) {
    const model = /"model"\s*:\s*"([^"\\]{1,200})"/.exec(end)?.[1];
    if (model !== undefined) return { model, [CUT]: true };
  }
  return undefined;
}

const CUT: unique symbol = Symbol("cut");

/** Whether a body has one property of each list; of a body that was too long to be parsed, only the model can be asked for. */
export function hasProperties(body: RequestBody | undefined, needed: readonly (readonly string[])[]): boolean {
  if (body === undefined) return false;
  if (CUT in body) return needed.length > 0;
  return needed.length > 0 && needed.every((names) => names.some((name) => (body[name] ?? undefined) !== undefined));
}

function fieldsOf(get: (name: string) => unknown): RequestBody {
  const fields: Record<string, unknown> = {};
  for (const name of FORM_FIELDS) {
    const value = get(name);
    if (typeof value !== "string" || value.length > 200) continue;
    const isNumber = name === "temperature" || name === "n";
    fields[name] = isNumber ? Number(value) : name === "stream" ? value === "true" : value;
  }
  return fields;
}
