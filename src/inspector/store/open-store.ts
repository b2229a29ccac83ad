import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Store, StoreOptions } from "./store.ts";
import { StoreThreads } from "./threads/store-threads.ts";
import { STORE_FILE } from "./threads/transport.ts";

const DEFAULT_MAX_BYTES = 2 * 1024 ** 3;

/**
 * Opens the store, and makes it where there is none. `:memory:` is a file in a folder of its own among the system's temporary files, which goes with
 * `close()`: readers are threads of their own, and SQLite has no memory that two of them share.
 *
 * @throws UnreadableStore for a file that is not ours, that another version wrote, or that another process writes; Error in a bundle, which lacks
 * what the store's threads run
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (!existsSync(STORE_FILE)) {
    throw new Error(
      "the inspector's own files are not beside it: keep agentscribe out of the bundle, as an external package",
    );
  }
  const temporary = options.path === ":memory:" ? mkdtempSync(join(tmpdir(), "agentscribe-store-")) : undefined;
  const store = new StoreThreads({
    path: temporary === undefined ? resolve(options.path) : join(temporary, "store.db"),
    readOnly: options.readOnly ?? false,
    maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
    fullText: options.fullText ?? false,
    closed: () => {
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  });
  try {
    await store.opened();
  } catch (error) {
    await store.close();
    throw error;
  }
  return store;
}
