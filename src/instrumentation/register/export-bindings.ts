import type { ReplaceExport } from "../module-hook.ts";
import type { AnyFunction } from "../observed-method.ts";
import { readPath } from "../read-path.ts";

/** Reads and writes the variable of a module that an export shows to those who import it. */
interface Binding {
  get(): unknown;
  set(value: unknown): void;
}

/** Source text of an object with a {@link Binding} for each of these exports; without those that are no variable of the module. */
export function bindingsSource(source: string, names: readonly string[]): string {
  const bindings = names.flatMap((name) => {
    const local = localNameOf(source, name);
    return local === undefined ? [] : [`${JSON.stringify(name)}:{get:()=>${local},set:($)=>{${local}=$}}`];
  });
  return `{${bindings.join(",")}}`;
}

/**
 * The variable behind an export: `export { local as name }`, `export { local as "name" }`, `export { name }` or `export function name`. Bundlers
 * write such a list last.
 */
function localNameOf(source: string, name: string): string | undefined {
  const lists = [...source.matchAll(/\bexport\s*\{([^{}]*)\}(?!\s*from\b)/g)];
  for (const [, list = ""] of lists.reverse()) {
    for (const entry of list.split(",")) {
      const [local = "", as = local] = entry.trim().split(/\s+as\s+/);
      if (as.replaceAll(/["']/g, "") === name && /^[\w$]+$/.test(local)) return local;
    }
  }
  return new RegExp(`\\bexport\\s+(?:async\\s+)?function\\s*\\*?\\s*${name}\\b`).test(source) ? name : undefined;
}

/** Replaces exports by their bindings, where these hold what the module exports: text in a string can look like an export. */
export function replaceExport(exports: unknown, bindings: unknown): ReplaceExport {
  return (name, make) => {
    const original = readPath(exports, name);
    const binding = readPath(bindings, name) as Binding | undefined;
    if (typeof original !== "function" || binding?.get() !== original) throw new Error(`${name} cannot be replaced`);
    binding.set(make(original as AnyFunction));
  };
}
