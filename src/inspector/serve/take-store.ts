import { resolve } from "node:path";
import { isLinked } from "../store/file-identity.ts";
import { openStore } from "../store/open-store.ts";
import type { Store, StoreOptions } from "../store/store.ts";
import { inspectorOf, type RunningInspector } from "./running-inspectors.ts";

/** The store that an inspector serves. */
export interface TakenStore {
  readonly store: Store;
  readonly path: string;
  /** Closes it when it was opened here. */
  release(): Promise<void>;
}

/** Opens the store of a path, or takes one that is open. @throws Error that names the inspector which has it */
export async function takeStore(wanted: string | Store, options: Omit<StoreOptions, "path">): Promise<TakenStore> {
  if (typeof wanted !== "string") {
    if (!isStore(wanted)) throw new TypeError('the option store is a path, ":memory:" or an open store');
    const { path } = await wanted.status();
    return { store: wanted, path, release: async () => undefined };
  }
  const path = wanted === ":memory:" ? wanted : resolve(wanted);
  // A lock stands beside a name of the file: by a hard link it would be opened twice.
  const holder = isLinked(path) ? await inspectorOf(path) : undefined;
  if (holder !== undefined) throw inUse(path, holder);
  try {
    const store = await openStore({ path, ...options });
    return { store, path, release: () => store.close() };
  } catch (error) {
    const other = await inspectorOf(path);
    throw other === undefined ? error : inUse(path, other, error);
  }
}

function inUse(path: string, { origin, pid }: RunningInspector, cause?: unknown): Error {
  const holder = `the inspector at ${origin} (process ${pid})`;
  return new Error(`${path} is in use by ${holder}; end it, or choose another file with --store`, { cause });
}

function isStore(value: unknown): value is Store {
  return typeof value === "object" && value !== null && "status" in value && "ingest" in value;
}
