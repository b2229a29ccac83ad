import { cleanedHead } from "../internal/name-cleaner.ts";
import { isList } from "../internal/own-keys.ts";

/** A name or id from the application, without secrets: a non-empty string of at most 1,024 characters, else absent. Numbers and bigints are written out. */
export function label(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  // Writing out a BigInt takes time that grows with the square of its length.
  if (typeof value === "bigint") return value < BIGGEST && value > -BIGGEST ? String(value) : undefined;
  if (typeof value !== "string" || value === "") return undefined;
  return cleanedHead(value, MAX_LABEL).toWellFormed();
}

const BIGGEST = 2n ** 1024n;
const MAX_LABEL = 1_024;

/** The names in a list, at most 128; absent when it is no list. */
export function labels(value: unknown): readonly string[] | undefined {
  if (!isList(value)) return undefined;
  const found: string[] = [];
  const length = Math.min(finite(read(value, "length")) ?? 0, MAX_LABELS);
  for (let index = 0; index < length; index += 1) {
    const name = label(read(value, String(index)));
    if (name !== undefined) found.push(name);
  }
  return found;
}

const MAX_LABELS = 128;

/** A finite number, else absent. */
export function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Reads a field of anything; a getter or Proxy that throws reads as absent. */
export function read(value: unknown, key: string | symbol): unknown {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return undefined; // A throwing getter of the host's object is the same as no value.
  }
}
