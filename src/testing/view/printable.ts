import { UNSAFE } from "../../internal/terminal-text.ts";

/** Text in which no character can do anything but be seen. */
export function printable(text: string, length: number = 200): string {
  const head = text.length > length ? `${text.slice(0, length - 1)}…` : text;
  return head.toWellFormed().replace(UNSAFE, (one) => `\\u${one.codePointAt(0)?.toString(16).padStart(4, "0")}`);
}

const MAX_DEPTH = 6;
const MAX_ITEMS = 20;

/** Any value on one line; nothing that it is or does breaks the printing. */
export function printValue(value: unknown, length: number = 300): string {
  try {
    return printable(show(value, 0, new Set()), length);
  } catch {
    return "(a value that cannot be read)";
  }
}

function show(value: unknown, depth: number, seen: Set<object>): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[function ${value.name || "without a name"}]`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof RegExp || value instanceof Date || value instanceof Error) return String(value);
  const asymmetric = asymmetricText(value);
  if (asymmetric !== undefined) return asymmetric;
  if (seen.has(value)) return "[circular]";
  if (depth >= MAX_DEPTH) return "…";
  seen.add(value);
  try {
    if (Array.isArray(value)) return `[${shown(value.map((one) => show(one, depth + 1, seen)))}]`;
    const fields = Object.entries(value).map(([key, one]) => `${nameOf(key)}: ${show(one, depth + 1, seen)}`);
    return fields.length === 0 ? "{}" : `{ ${shown(fields)} }`;
  } finally {
    seen.delete(value);
  }
}

function shown(parts: readonly string[]): string {
  const more = parts.length > MAX_ITEMS ? [`… ${parts.length - MAX_ITEMS} more`] : [];
  return [...parts.slice(0, MAX_ITEMS), ...more].join(", ");
}

function nameOf(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** What `expect.stringContaining("x")` and its like call themselves. */
function asymmetricText(value: object): string | undefined {
  if (!("asymmetricMatch" in value) || typeof value.asymmetricMatch !== "function") return undefined;
  const { toAsymmetricMatcher } = value as { toAsymmetricMatcher?: unknown };
  if (typeof toAsymmetricMatcher === "function") return String(toAsymmetricMatcher.call(value));
  return String((value as { toString(): string }).toString());
}
