import type { Cleaner } from "./cleaner.ts";
import type { StoredError, StoredFailure } from "./format.ts";
import { storeError } from "./stored-error.ts";

/** Node's own classes of errors that code tells apart, and that are made of a message. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};
const ABORTED = "DOMException";

const MAX_FIELDS = 50;
const MAX_DEPTH = 8;
/** Characters of a field as JSON. */
const MAX_FIELD = 4_000;

/** What each error has. */
const NO_FIELDS: ReadonlySet<string> = new Set(["name", "message", "stack", "cause"]);
/** Of headers a cassette keeps a list alone. */
const HEADERS = /^(rawHeaders|(set-)?cookies?|.*headers)$/i;

/** What a cassette keeps of the error that a tool failed with: the fields that are plain data, too. */
export function storeFailure(error: unknown, cleaner: Cleaner): StoredFailure {
  const stored = storeError(error, cleaner);
  try {
    if (!(error instanceof Error)) return stored;
    const known = error instanceof DOMException ? ABORTED : Object.keys(CLASSES).find((name) => isOf(name, error));
    const fields = fieldsOf(error, cleaner);
    return {
      ...stored,
      ...(known !== undefined && { class: known }),
      ...(Object.keys(fields).length > 0 && { fields }),
    };
  } catch {
    return stored;
  }
}

/** The error that a cassette stands for, one of its own for each caller. */
export function failureOf({ class: known, fields, ...stored }: StoredFailure): Error {
  const error = errorOfClass(known, stored);
  for (const [name, value] of Object.entries(fields ?? {})) {
    if (NO_FIELDS.has(name)) continue;
    const field = { value: structuredClone(value), enumerable: true, writable: true, configurable: true };
    Object.defineProperty(error, name, field);
  }
  return error;
}

function errorOfClass(known: string | undefined, { name = "Error", code, message }: StoredError): Error {
  if (known === ABORTED) return new DOMException(message, name);
  const made = new ((Object.hasOwn(CLASSES, known ?? "") && CLASSES[known ?? ""]) || Error)(message);
  if (name !== made.name) made.name = name;
  return code === undefined ? made : Object.assign(made, { code });
}

const isOf = (name: string, error: Error): boolean => error instanceof (CLASSES[name] ?? Error);

function fieldsOf(error: Error, cleaner: Cleaner): Readonly<Record<string, unknown>> {
  const found = Object.entries(Object.getOwnPropertyDescriptors(error))
    .filter(([name, { enumerable }]) => enumerable === true && !NO_FIELDS.has(name) && !HEADERS.test(name))
    .filter(([, { value }]) => isData(value))
    // Texts have a place of their own in what is stored of any error.
    .filter(([name, { value }]) => name !== "code" || typeof value === "number")
    .slice(0, MAX_FIELDS);
  const fields = Object.fromEntries(found.map(([name, { value }]) => [name, value as unknown]));
  const clean = Object.entries(cleaner.value(fields) as Readonly<Record<string, unknown>>);
  return Object.fromEntries(clean.filter(([, value]) => JSON.stringify(value).length <= MAX_FIELD));
}

/** Whether a value is the same when it was JSON: no objects of classes, such as sockets, and none that hold headers. */
function isData(value: unknown, depth: number = 0): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "string" || typeof value === "boolean" || value === null) return true;
  if (typeof value !== "object" || depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.every((item) => isData(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return false;
  return Object.entries(Object.getOwnPropertyDescriptors(value)).every(
    ([name, { value: item }]) => !HEADERS.test(name) && isData(item, depth + 1),
  );
}
