import { attempt } from "../observed-method.ts";

/** What of a request's body could be read without consuming it. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Longest body that is parsed, in characters: the caller has just written as much. Of a longer one, only the model is looked for. */
const MAX_PARSED_LENGTH: number = 2 * 1024 * 1024;

/** How much of either end of a body that is too long is searched for the model. */
const SEARCHED_LENGTH = 4_096;

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
  if (typeof FormData === "function" && body instanceof FormData) return fieldsOf(body);
  return undefined;
}

function parseBytes(bytes: Uint8Array): RequestBody | undefined {
  if (bytes.byteLength <= MAX_PARSED_LENGTH) return parseText(decoder.decode(bytes));
  const ends = [bytes.subarray(0, SEARCHED_LENGTH), bytes.subarray(-SEARCHED_LENGTH)];
  return modelIn(ends.map((end) => decoder.decode(end)));
}

function parseText(text: string): RequestBody | undefined {
  if (text.length > MAX_PARSED_LENGTH) return modelIn([text.slice(0, SEARCHED_LENGTH), text.slice(-SEARCHED_LENGTH)]);
  const parsed = attempt(() => JSON.parse(text) as unknown);
  return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? (parsed as RequestBody) : undefined;
}

/** Clients write the model first or last. What else the body has is not known. */
function modelIn(ends: readonly string[]): RequestBody | undefined {
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

function fieldsOf(form: FormData): RequestBody {
  const fields: Record<string, unknown> = {};
  for (const name of FORM_FIELDS) {
    const value = form.get(name);
    if (typeof value !== "string" || value.length > 200) continue;
    const isNumber = name === "temperature" || name === "n";
    fields[name] = isNumber ? Number(value) : name === "stream" ? value === "true" : value;
  }
  return fields;
}
