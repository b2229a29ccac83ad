import { sharedRegistry } from "../shared-registry.ts";

/** A package of the list that this process loaded. */
export interface LoadedModule {
  readonly name: string;
  /** The file that is its entry: several copies and versions of one package have one each. */
  readonly url: string;
  /** What went wrong when it was patched; absent when nothing did. */
  readonly problem?: string;
}

/** Every package of the list that was loaded after the zero-code start, in the order in which they were. */
export function loadedModules(): LoadedModule[] {
  return sharedRegistry<LoadedModule[]>("agentscribe loaded modules.1", () => []);
}
