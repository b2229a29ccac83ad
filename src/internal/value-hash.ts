import { isList, ownKeys } from "./own-keys.ts";

/** Values inside a value that are looked at; what is behind them does not change the hash. Of bytes nothing is looked at. */
const MAX_VALUES = 2_000;
/** Characters of a text that are looked at, from its beginning and from its end. */
const MAX_CHARS = 1_024;
/** Of longer texts the length alone counts. */
const MAX_LENGTH = 65_536;

/**
 * A number for a value made of plain data: equal for equal content whatever the order of keys, different for almost all others. Takes bounded time,
 * also for values that contain themselves. Not for anything that someone could gain from making equal.
 *
 * @throws what a getter of the value throws
 */
export function valueHash(value: unknown): number {
  return hash(value, { left: MAX_VALUES });
}

function hash(value: unknown, budget: { left: number }): number {
  budget.left -= 1;
  if (budget.left < 0) return 0;
  if (typeof value === "string") return textHash(value);
  if (typeof value !== "object" || value === null) return mix(3, textHash(plainText(value)));
  if (isList(value)) {
    let mixed = mix(11, value.length);
    for (let index = 0; index < value.length && budget.left > 0; index += 1)
      mixed = mix(mixed, hash(value[index], budget));
    return mixed;
  }
  const { keys, total } = ownKeys(value, budget.left);
  // A sum, so that the order of keys does not matter.
  let sum = total;
  for (const key of keys) {
    if (budget.left <= 0) break;
    sum = (sum + mix(textHash(key), hash((value as Record<string, unknown>)[key], budget))) | 0;
  }
  return mix(7, sum);
}

function plainText(value: unknown): string {
  if (typeof value === "bigint") return `bigint:${BigInt.asIntN(64, value)}`;
  return typeof value === "function" || typeof value === "symbol" ? typeof value : `${typeof value}:${String(value)}`;
}

function textHash(text: string): number {
  let mixed = text.length | 0;
  // To look into a long text can mean to copy it first, where it was put together from others.
  if (text.length > MAX_LENGTH) return mixed;
  const head = Math.min(text.length, MAX_CHARS);
  for (let index = 0; index < head; index += 1) mixed = mix(mixed, text.charCodeAt(index));
  for (let index = Math.max(head, text.length - MAX_CHARS); index < text.length; index += 1)
    mixed = mix(mixed, text.charCodeAt(index));
  return mixed;
}

function mix(one: number, other: number): number {
  const mixed = Math.imul(one ^ other, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) | 0;
}
