import { TextEncoder } from "node:util";
import type { ContentKind } from "../semconv/content-kind.ts";
import type { ContentBudgets } from "./budget.ts";
import type { ContentCounts } from "./content-counts.ts";
import type { MediaFilter } from "./media.ts";
import type { Redactor } from "./redactor.ts";
import { MAX_NAME_CHARS, type SafeJson, toSafeJson } from "./sanitize.ts";

/** How a value becomes JSON. */
export interface JsonEncoding {
  /** Text in front of it. */
  readonly before?: string;
  /** Wraps what is no object as `{ "value": ... }`. */
  readonly wrapObject?: boolean;
  /** What the value is called. */
  readonly name?: string;
  /** The program whose arguments it is. */
  readonly program?: string;
}

/** Makes plain data of values, redacted and cut to the budgets, and JSON of that. May throw where a value does. */
export interface JsonContent {
  tree(
    kind: ContentKind | "attribute",
    value: unknown,
    maxTotalBytes: number,
    called?: { readonly name?: string | undefined; readonly program?: string | undefined },
  ): SafeJson;
  encode(kind: ContentKind, value: unknown, encoding: JsonEncoding): Uint8Array;
}

export function createJsonContent({
  redactor,
  budgets,
  media,
  counts,
}: {
  readonly redactor: Redactor;
  readonly budgets: ContentBudgets;
  readonly media: MediaFilter;
  readonly counts: ContentCounts;
}): JsonContent {
  const tree: JsonContent["tree"] = (kind, value, maxTotalBytes, { name, program } = {}) => {
    const result = toSafeJson(value, {
      name,
      program,
      maxStringBytes: budgets.valueBytes,
      maxTotalBytes,
      redact: (text, path, window) => redactor.text(text, { kind, path }, window),
      redactName: (name, path) => redactor.name(name, { kind, path }, MAX_NAME_CHARS),
      media: (one) => media(one, kind === "attribute" ? "rawBodies" : kind),
    });
    counts.truncations += result.truncations;
    return result.value;
  };
  const encode = (
    kind: ContentKind,
    value: unknown,
    { before = "", wrapObject = false, ...called }: JsonEncoding,
  ): Uint8Array => {
    for (let limit = budgets.messageBytes; ; limit /= 2) {
      const content = tree(kind, value, limit, called);
      const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
      const bytes = encoder.encode(before + JSON.stringify(wrapObject && !isObject ? { value: content } : content));
      // Escapes make JSON longer than its text: control characters up to six times.
      if (bytes.byteLength <= budgets.messageBytes + JSON_SLACK_BYTES || limit < 1024) return bytes;
    }
  };
  return { tree, encode };
}

const encoder = new TextEncoder();
const JSON_SLACK_BYTES = 4096;

/** JSON in a string, as providers send tool arguments; anything else as it is. */
export function parsedJson(value: unknown, maxChars: number): unknown {
  if (typeof value !== "string" || value.length > maxChars || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON after all, as arguments of a model can be: kept as the text it is.
    return value;
  }
}
