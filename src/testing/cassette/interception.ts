import type { MemoryServer } from "./memory-server.ts";

/** What is kept from the network, and where it goes instead. */
export interface Interception {
  /** Whether requests to this URL are answered in the process. */
  readonly isWatched: (method: string, url: string) => boolean;
  /** Whether a host may have such requests, for connections that are made before any. */
  readonly isWatchedHost: (origin: string) => boolean;
  readonly server: MemoryServer;
  /** Told of a watched request that went another way, and was stopped before it was sent. */
  readonly refuse: (method: string, url: string) => Error;
}
