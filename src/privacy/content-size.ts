import { ownKeys } from "../internal/own-keys.ts";

const MAX_LOOKED_AT = 2000;

/**
 * The number of characters in content: of a string its length, of messages the sum over their texts. Looks at no more
 * than 2,000 values, runs no getter, and answers 0 for what it cannot read.
 */
export function sizeOfContent(value: unknown): number {
  return sizeOf(value, LABELS);
}

/**
 * The number of characters in a value that is no message, such as a tool's arguments: of all its fields, whatever they
 * are called, numbers and truth values as JSON writes them. Names of fields are not counted. Bounded as `sizeOfContent`.
 */
export function sizeOfValue(value: unknown): number {
  return sizeOf(value, undefined);
}

/** Properties of messages and their parts that name things rather than say something. */
const LABELS: ReadonlySet<string> = new Set(["role", "type", "id", "name", "call_id", "tool_call_id", "mime_type"]);

/** What is not counted in messages; undefined for what is no message, of which everything counts. */
type Labels = ReadonlySet<string> | undefined;

function sizeOf(value: unknown, labels: Labels): number {
  try {
    return count(value, labels, { left: MAX_LOOKED_AT }, 0);
  } catch {
    // A Proxy's trap threw: a size is never worth a fault.
    return 0;
  }
}

function count(value: unknown, labels: Labels, budget: { left: number }, depth: number): number {
  budget.left -= 1;
  if (typeof value === "string") return value.length;
  if (labels === undefined && (typeof value === "number" || typeof value === "boolean")) return String(value).length;
  if (typeof value !== "object" || value === null || depth > 12 || budget.left <= 0) return 0;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let sum = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && budget.left > 0; i += 1) sum += count(value[i], labels, budget, depth + 1);
    return sum;
  }
  for (const key of ownKeys(value, MAX_LOOKED_AT).keys) {
    if (budget.left <= 0) break;
    if (labels?.has(key)) continue;
    sum += count(Object.getOwnPropertyDescriptor(value, key)?.value, labels, budget, depth + 1);
  }
  return sum;
}
