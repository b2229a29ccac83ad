import { digest } from "./cleaner.ts";
import type { StoredBody, StoredRequest } from "./format.ts";
import { jsonOf } from "./stored-body.ts";

/** How requests are told apart. */
export interface MatchOptions {
  /**
   * Places in the body that are not compared, from its top: `"metadata"`, `"messages.*.id"`.
   *
   * @defaultValue nothing beside what names the caller: `metadata`, `user`, `safety_identifier`, `prompt_cache_key`
   */
  readonly ignore?: readonly string[] | undefined;
  /** Sees each text of a request before it is compared, and returns what is compared. UUIDs, dates and times are taken out after it, save of `model`. */
  readonly normalize?: ((text: string, path: string) => string) | undefined;
}

/** What of a request is compared. */
export interface Comparable {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly body: unknown;
}

const NAMES_CALLER = ["metadata", "user", "safety_identifier", "prompt_cache_key"];
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const TIME = /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?Z| ?[+-]\d{2}:?\d{2})?)?/g;
/** Milliseconds since 1970, from 2017 to 2033. */
const MILLIS = /\b1[5-9]\d{11}\b/g;
/** What took a secret out depends on what was around it, and an answer from the cassette has the mark in its place. */
const MARK = /\[REDACTED:[^\]]{1,100}\]/g;
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;

/** A text without what differs from run to run. */
export function steadyText(text: string): string {
  return text.replace(UUID, "<uuid>").replace(TIME, "<time>").replace(MILLIS, "<time>").replace(MARK, "[REDACTED]");
}

export function comparable(request: StoredRequest, options: MatchOptions = {}): Comparable {
  const { ignore = NAMES_CALLER, normalize } = options;
  const paths = ignore.map((path) => path.split("."));
  const text = (given: string, path: string): string => {
    const one = normalize === undefined ? given : normalize(given, path);
    // The date in `gpt-4o-2024-08-06` is of the model, and not of the run.
    return path === "model" ? one : steadyText(one);
  };
  return {
    method: request.method,
    // Servers of tests take any port that is free.
    host: LOOPBACK.test(request.host) ? "loopback" : request.host,
    path: text(request.path, "path"),
    body: steady(contentOf(request.body), "", paths, text),
  };
}

/** What tools are given, as it is compared. */
export function steadyArguments(given: unknown, options: MatchOptions = {}): unknown {
  const { normalize } = options;
  const text = (one: string, path: string): string => steadyText(normalize === undefined ? one : normalize(one, path));
  return steady(given, "", [], text);
}

/** The same for values that say the same, whatever the order of their names. */
export function keyOf(value: unknown): string {
  return digest(JSON.stringify(sorted(value)) ?? "");
}

function contentOf(body: StoredBody | undefined): unknown {
  if (body === undefined) return null;
  if ("json" in body) return body.json;
  if ("text" in body) return jsonOf(body.text) ?? body.text;
  return body;
}

type Text = (text: string, path: string) => string;

function steady(value: unknown, path: string, ignored: readonly (readonly string[])[], text: Text): unknown {
  if (typeof value === "string") return text(value, path);
  if (typeof value === "number") return Number.isInteger(value) && MILLIS_NUMBER.test(String(value)) ? "<time>" : value;
  if (typeof value !== "object" || value === null) return value;
  const step = (name: string): readonly (readonly string[])[] =>
    ignored.filter(([first]) => first === name || first === "*").map((rest) => rest.slice(1));
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (Array.isArray(value)) {
    return value.map((item, index) => steady(item, below(String(index)), step(String(index)), text));
  }
  const result: Record<string, unknown> = Object.create(null);
  for (const [name, item] of Object.entries(value)) {
    const rest = step(name);
    if (!rest.some(({ length }) => length === 0)) result[name] = steady(item, below(name), rest, text);
  }
  return result;
}

const MILLIS_NUMBER = new RegExp(`^${MILLIS.source}$`);

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const result: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(value).sort()) result[name] = sorted((value as Record<string, unknown>)[name]);
  return result;
}
