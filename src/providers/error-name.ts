import { headOf } from "../internal/text-head.ts";
import { field, has, text, word } from "./fields.ts";

/** A name of a class: minifiers give up to three characters, of which `Error` and the like never are. */
const NAME = /^[A-Za-z_][\w.:-]{3,63}$/;

/** What bundlers put around the name of a class where two have the same: `_APIError`, `APIError2`, `APIError$1`. */
const RENAMED = /^_*(\w+(?:Error|Exception))(?:\$\d{1,2}|\d{1,2})?$/;

/** A name that says nothing: the class is asked instead. */
const VAGUE: ReadonlySet<string> = new Set(["Error", "Object", "ApiError", "APIError"]);

/**
 * Clients whose errors have no name but that of their class, by how their messages start: those that Stainless generates (OpenAI, Groq, Together and
 * a part of Google's), and Cohere's. A minifier takes the name of the class away.
 */
const MESSAGES: readonly (readonly [start: string, name: string, isOf: (error: unknown) => boolean])[] = [
  ["Request timed out.", "APIConnectionTimeoutError", isOfStainless],
  ["Request was aborted.", "APIUserAbortError", isOfStainless],
  ["Connection error.", "APIConnectionError", isOfStainless],
  ["Timeout exceeded when calling ", "CohereTimeoutError", isNameless],
];

/** More than the longest start has. */
const MAX_START_CHARS = 64;

/** The name of an error, or of its class where that says more. None that a minifier made: it is another in each build. */
export function errorName(error: unknown): string | undefined {
  const names = [word(error, "name"), word(field(error, "constructor"), "name")].flatMap(
    (name) => readable(name) ?? [],
  );
  return names.find((name) => !VAGUE.has(name)) ?? nameByMessage(error) ?? names.find((name) => name !== "Object");
}

function readable(name: string | undefined): string | undefined {
  const own = name && (RENAMED.exec(name)?.[1] ?? name);
  return own !== undefined && NAME.test(own) ? own : undefined;
}

function nameByMessage(error: unknown): string | undefined {
  const message = headOf(text(error, "message") ?? "", MAX_START_CHARS);
  return MESSAGES.find(([start, , isOf]) => message.startsWith(start) && isOf(error))?.[1];
}

/** Not even `Error`: it was given the name of its class. */
function isNameless(error: unknown): boolean {
  return readable(word(error, "name")) === undefined;
}

/** All of its errors have these fields, without an answer too. */
function isOfStainless(error: unknown): boolean {
  return has(error, "status") && has(error, "headers") && has(error, "error");
}
