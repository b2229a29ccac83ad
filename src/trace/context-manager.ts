import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter } from "node:events";
import type { Context, ContextManager } from "@opentelemetry/api";
import { ROOT_CONTEXT } from "./context.ts";
import { bindEmitter } from "./emitter-binding.ts";

/** What every function has for itself, or cannot be given. */
const OF_THE_FUNCTION: ReadonlySet<string | symbol> = new Set(["prototype", "arguments", "caller"]);

/** Its name and length, and what the host keeps on it. */
function copyProperties(from: object, to: object): void {
  try {
    for (const key of Reflect.ownKeys(from)) {
      const property = OF_THE_FUNCTION.has(key) ? undefined : Reflect.getOwnPropertyDescriptor(from, key);
      if (property !== undefined) Reflect.defineProperty(to, key, property);
    }
  } catch {
    // A Proxy of the host threw: what could be read is there.
  }
}

/** A `ContextManager` of the OpenTelemetry API on `AsyncLocalStorage`, to be registered before the SDK is there. */
export function createContextManager(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();

  function runIn<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return storage.run(context, () => fn.apply(thisArg, args));
  }

  function bindFunction<T extends (...args: never[]) => unknown>(context: Context, target: T): T {
    const bound = function (this: unknown, ...args: never[]): unknown {
      return storage.run(context, () => target.apply(this, args));
    };
    copyProperties(target, bound);
    return bound as T;
  }

  const manager: ContextManager = {
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: runIn,
    bind<T>(context: Context, target: T): T {
      if (target instanceof EventEmitter) {
        return bindEmitter(target, (listener) => bindFunction(context, listener)) as T & EventEmitter;
      }
      return typeof target === "function"
        ? (bindFunction(context, target as T & ((...args: never[]) => unknown)) as T)
        : target;
    },
    enable: () => manager,
    disable() {
      storage.disable();
      return manager;
    },
    attach(context) {
      const before = storage.getStore();
      storage.enterWith(context);
      let attached = true;
      return {
        dispose() {
          if (attached) storage.enterWith(before ?? ROOT_CONTEXT);
          attached = false;
        },
      };
    },
  };
  return manager;
}
