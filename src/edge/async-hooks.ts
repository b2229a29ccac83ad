import { nodeModule } from "./runtime.ts";
import { writeStderr } from "./without-node.ts";

/** What is used of it, as all runtimes that have it agree. */
interface Storage<T> {
  getStore(): T | undefined;
  run<R>(store: T, fn: () => R): R;
  enterWith(store: T): void;
  disable(): void;
}

const FOLLOWS_NO_CALLS =
  "this runtime has no AsyncLocalStorage, so scopes do not know what is around them behind an await; a Worker has it with the flag nodejs_compat";

/**
 * Where the runtime follows no calls, the store holds until the function returns: what an `async` function does after its first `await` is outside of it.
 */
class SynchronousStorage<T> implements Storage<T> {
  static #isSaid = false;
  #store: T | undefined;

  getStore(): T | undefined {
    return this.#store;
  }

  run<R>(store: T, fn: () => R): R {
    if (!SynchronousStorage.#isSaid) writeStderr(`agentscribe: ${FOLLOWS_NO_CALLS}\n`);
    SynchronousStorage.#isSaid = true;
    const before = this.#store;
    this.#store = store;
    try {
      return fn();
    } finally {
      this.#store = before;
    }
  }

  enterWith(store: T): void {
    this.#store = store;
  }

  disable(): void {
    this.#store = undefined;
  }
}

type StorageClass = new <T>() => Storage<T>;

const found =
  (globalThis as { readonly AsyncLocalStorage?: StorageClass }).AsyncLocalStorage ??
  (nodeModule("node:async_hooks") as { readonly AsyncLocalStorage?: StorageClass } | undefined)?.AsyncLocalStorage;

/** `AsyncLocalStorage` of `node:async_hooks`: the runtime's where it has one. */
export const AsyncLocalStorage: StorageClass = found ?? SynchronousStorage;
