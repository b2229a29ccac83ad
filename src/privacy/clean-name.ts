import { LONGEST_SECRET } from "../internal/name-cleaner.ts";
import { headOf } from "../internal/text-head.ts";
import { redactSecretsInName } from "./secrets.ts";

/** More names than programs have; with them the memory starts again. */
const MAX_KNOWN = 2_000;
const MAX_KNOWN_CHARS = 200;
const MAX_CHARS = 8_192;
/** Names that hold no secrets. */
const known = new Set<string>();
/** Prints of what was looked at once: ids, which never come again, are not kept. */
const seenOnce = new Int32Array(1_024);

/** A name or an id without secrets, and no longer than names are. The same ones come again and again, and are looked at twice. */
export function cleanName(name: string): string {
  if (known.has(name)) return name;
  const { text, count } = redactSecretsInName(headOf(name, MAX_CHARS + LONGEST_SECRET));
  if (count === 0 && name.length <= MAX_KNOWN_CHARS && cameBefore(name)) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.add(name);
  }
  return headOf(text, MAX_CHARS);
}

function cameBefore(name: string): boolean {
  let print = name.length;
  for (let at = 0; at < name.length; at += 1) print = (Math.imul(print, 31) + name.charCodeAt(at)) | 0;
  const slot = print & (seenOnce.length - 1);
  if (seenOnce[slot] === print) return true;
  seenOnce[slot] = print;
  return false;
}
