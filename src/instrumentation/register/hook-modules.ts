import nodeModule from "node:module";
import { attempt } from "../../internal/attempt.ts";
import { describeError } from "../../internal/guard.ts";
import type { ModuleHook, ReplaceExport } from "../module-hook.ts";
import type { Restore } from "../patch.ts";
import { appendCall, LOADED } from "./append-call.ts";
import { replaceExport } from "./export-bindings.ts";
import { loadedModules } from "./loaded-modules.ts";
import { packageOf } from "./package-of.ts";
import { REPLACED_EXPORTS } from "./replaced-exports.ts";

/** More copies of packages than one process loads. */
const MAX_LOADED = 1_000;

/**
 * Patches packages as soon as they are evaluated, however they are loaded: `import`, `import()` or `require`. A package that cannot be patched is
 * loaded as it is.
 *
 * @param watched - names of the packages
 * @param load - gives their patches, when the first of them was loaded
 * @returns what undoes it, for packages that are loaded later
 */
export function hookModules(watched: readonly string[], load: () => readonly ModuleHook[]): Restore {
  // Bun has no such hooks: there, `fetch` sees the traffic.
  if (typeof nodeModule.registerHooks !== "function") return () => undefined;
  const packages = Map.groupBy(watched, packageOf);
  const names = new Map<string, Set<string>>();
  const seen = new Set<string>();
  let hooks: ReadonlyMap<string, readonly ModuleHook[]> | undefined;
  const receive = (url: string, exports: unknown, bindings?: unknown): void => {
    hooks ??= attempt(() => Map.groupBy(load(), (hook) => hook.name));
    for (const name of names.get(url) ?? []) {
      for (const hook of hooks?.get(name) ?? []) patch(hook, url, exports, replaceExport(exports, bindings));
    }
  };
  Object.defineProperty(globalThis, LOADED, { value: receive, configurable: true, enumerable: false });
  const registered = nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const siblings = isBare(specifier) ? packages.get(packageOf(specifier)) : undefined;
      if (siblings === undefined || seen.has(found.url)) return found;
      seen.add(found.url);
      // A package loads its own files by their paths: where all of them are must be known before the first.
      for (const name of siblings) {
        const url = attempt(() => (name === specifier ? found.url : next(name, context).url));
        if (url !== undefined) names.set(url, (names.get(url) ?? new Set()).add(name));
      }
      return found;
    },
    load(url, context, next) {
      const found = next(url, context);
      const known = names.get(url);
      if (known === undefined) return withFormat(found, url);
      const replaced = [...known].flatMap((name) => REPLACED_EXPORTS[name] ?? []);
      const source = attempt(() => appendCall(found, url, replaced));
      return source === undefined ? found : { ...found, source };
    },
  });
  return () => registered.deregister();
}

/** Once there is a hook, Deno no longer says that a file is JSON, and evaluates what is required as a program. */
function withFormat<T extends { readonly format?: unknown }>(found: T, url: string): T {
  const isUnsaid = process.versions.deno !== undefined && (found.format ?? undefined) === undefined;
  return isUnsaid && url.endsWith(".json") ? { ...found, format: "json" } : found;
}

/** Whether a module is asked for by the name of its package, not by a path or URL. */
function isBare(specifier: string): boolean {
  const first = specifier.charCodeAt(0);
  return first !== DOT && first !== SLASH && !/^[a-z]+:/.test(specifier);
}

const DOT = ".".charCodeAt(0);
const SLASH = "/".charCodeAt(0);

function patch(hook: ModuleHook, url: string, exports: unknown, replace: ReplaceExport): void {
  let problem: string | undefined;
  try {
    hook.patch(exports, replace);
  } catch (error) {
    problem = describeError(error);
  }
  const loaded = loadedModules();
  if (loaded.length < MAX_LOADED) loaded.push({ name: hook.name, url, ...(problem !== undefined && { problem }) });
}
