import { headOf } from "../internal/text-head.ts";
import { redactSecretsInName } from "./secrets.ts";

/** More names than programs have; with them the memory starts again. */
const MAX_KNOWN = 2_000;
const MAX_KNOWN_CHARS = 200;
const MAX_CHARS = 8_192;
/** Names that hold no secrets. */
const known = new Set<string>();

/** A name or an id without secrets, and no longer than names are. The same ones come again and again, and are looked at once. */
export function cleanName(name: string): string {
  if (known.has(name)) return name;
  const { text, count } = redactSecretsInName(headOf(name, MAX_CHARS));
  if (count === 0 && name.length <= MAX_KNOWN_CHARS) {
    if (known.size >= MAX_KNOWN) known.clear();
    known.add(name);
  }
  return text;
}
