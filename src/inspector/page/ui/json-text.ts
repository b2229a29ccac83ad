import type { JsonValue } from "../../api.ts";

/** Text above this is not read as JSON: it would hold the page up. */
const MAX_PARSED = 200_000;

/** A value as text to read: a string as it is, JSON in a string and everything else indented. */
export function textOf(value: JsonValue): string {
  if (typeof value !== "string") return typeof value === "object" ? indent(value) : String(value);
  if (!/^\s*[[{]/.test(value) || value.length > MAX_PARSED) return value;
  try {
    return indent(JSON.parse(value));
  } catch {
    return value;
  }
}

/** A value on one line, cut. */
export function shortText(value: JsonValue, length = 120): string {
  const text = typeof value === "string" ? value.slice(0, 4 * length) : (JSON.stringify(value) ?? "");
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length)}…` : line;
}

function indent(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? "";
}
