import { types } from "node:util";
import { camelCase } from "./fields.ts";

/**
 * Makes a look at objects that says which facts they can tell, by the names of their properties. A request has ten properties and could have a
 * hundred: listing those that are there is quicker than asking for each of the others, in either case.
 *
 * @param toldBy - for each of at most 31 facts, the names of the properties that tell it, as on the wire
 */
export function namesSent<Fact extends string>(
  toldBy: Readonly<Record<Fact, readonly string[]>>,
): (places: readonly unknown[]) => (fact: Fact) => boolean {
  const bits = {} as Record<Fact, number>;
  const byName = new Map<string, number>();
  (Object.entries(toldBy) as [Fact, readonly string[]][]).forEach(([fact, names], index) => {
    bits[fact] = 1 << index;
    for (const name of names) {
      for (const written of [name, camelCase(name)]) byName.set(written, (byName.get(written) ?? 0) | (1 << index));
    }
  });
  return (places) => {
    let told = 0;
    for (const place of places) told |= isPlain(place) ? bitsOf(place, byName) : ALL;
    return (fact) => (told & bits[fact]) !== 0;
  };
}

const ALL = -1;

function bitsOf(place: object, byName: ReadonlyMap<string, number>): number {
  let told = 0;
  for (const key in place) told |= byName.get(key) ?? 0;
  return told;
}

/** What has no properties but those that can be listed, which costs nothing and runs nothing. */
function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
