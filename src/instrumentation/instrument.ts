import { isOff } from "./is-off.ts";
import type { Restore } from "./patch.ts";

/** What was done to each object, by the object: how `unwrap` finds it again. Shared by all copies of this package. */
const KEY = Symbol.for("agentscribe instrumented.1");

function instrumented(): WeakMap<object, Restore[]> {
  const globals = globalThis as Record<symbol, unknown>;
  const known = globals[KEY];
  if (known instanceof WeakMap) return known as WeakMap<object, Restore[]>;
  const made = new WeakMap<object, Restore[]>();
  Object.defineProperty(globals, KEY, { value: made, configurable: true, enumerable: false });
  return made;
}

/**
 * Observes a client, model, server or class, and remembers what undoes it. An object that is remembered already is left alone, and so is every
 * object in a process that is opted out of telemetry. What is no object, as a client that was not made, is given back as well: what uses it says what is wrong.
 */
export function instrumentOnce<T extends object>(target: T, patch: () => readonly (Restore | undefined)[]): T {
  const all = instrumented();
  if (Object(target) !== target) return target;
  if (all.has(target) || isOff()) return target;
  all.set(
    target,
    patch().filter((restore) => restore !== undefined),
  );
  return target;
}

/**
 * Takes the observers of a wrapped client off again; calls that are under way are still recorded to their end.
 *
 * @returns the same object
 */
export function unwrap<T extends object>(target: T): T {
  const restores = instrumented().get(target) ?? [];
  instrumented().delete(target);
  for (const restore of [...restores].reverse()) restore();
  return target;
}
