import { sharedRegistry } from "../shared-registry.ts";

/** What `agentscribe doctor` sees of a program that it watches and leaves as it is. */
export interface WatchedProgram {
  isWatched: boolean;
  /** Packages with a wrapper that the program asked for, however they were loaded. */
  readonly packages: Set<string>;
  /** Requests to models inside a call that is recorded, by this package or by the client itself. */
  covered: number;
  /** Those that nobody records, by provider, operation and host. */
  readonly untraced: Map<string, number>;
  /** What an option of `init()` was refused for. */
  configError: string | undefined;
}

/** Shared by all copies of this package in the process. */
export function watchedProgram(): WatchedProgram {
  return sharedRegistry<WatchedProgram>("agentscribe watched program.1", () => ({
    isWatched: false,
    packages: new Set(),
    covered: 0,
    untraced: new Map(),
    configError: undefined,
  }));
}
