import nodeModule from "node:module";
import { describeError } from "../../internal/guard.ts";
import type { ModuleHook } from "../module-hook.ts";
import { attempt } from "../observed-method.ts";
import type { Restore } from "../patch.ts";
import { appendCall, LOADED } from "./append-call.ts";
import { loadedModules } from "./loaded-modules.ts";

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
  // Deno and Bun have no such hooks: there, `fetch` sees the traffic.
  if (typeof nodeModule.registerHooks !== "function") return () => undefined;
  const known = new Set(watched);
  const names = new Map<string, string>();
  let hooks: ReadonlyMap<string, readonly ModuleHook[]> | undefined;
  const receive = (name: string, url: string, exports: unknown): void => {
    hooks ??= attempt(() => Map.groupBy(load(), (hook) => hook.name));
    for (const hook of hooks?.get(name) ?? []) patch(hook, url, exports);
  };
  Object.defineProperty(globalThis, LOADED, { value: receive, configurable: true, enumerable: false });
  const registered = nodeModule.registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = namesOf(specifier).find((one) => known.has(one));
      if (name !== undefined) names.set(found.url, name);
      return found;
    },
    load(url, context, next) {
      const found = next(url, context);
      const name = names.get(url);
      const source = name === undefined ? undefined : attempt(() => appendCall(found, name, url));
      return source === undefined ? found : { ...found, source };
    },
  });
  return () => registered.deregister();
}

/** A package's name as it is imported, and without the file that may be written out. */
function namesOf(specifier: string): readonly string[] {
  const first = specifier.charCodeAt(0);
  if (first === DOT || first === SLASH || specifier.startsWith("node:") || specifier.startsWith("file:")) return [];
  if (!specifier.endsWith("js")) return [specifier];
  const bare = specifier.replace(/\.[cm]?js$/, "");
  return [specifier, bare, bare.replace(/\/index$/, "")];
}

const DOT = ".".charCodeAt(0);
const SLASH = "/".charCodeAt(0);

function patch(hook: ModuleHook, url: string, exports: unknown): void {
  let problem: string | undefined;
  try {
    hook.patch(exports);
  } catch (error) {
    problem = describeError(error);
  }
  const loaded = loadedModules();
  if (loaded.length < MAX_LOADED) loaded.push({ name: hook.name, url, ...(problem !== undefined && { problem }) });
}
