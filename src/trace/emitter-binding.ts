import type { EventEmitter } from "node:events";

type Listener = (...args: never[]) => unknown;

const ADD_METHODS = ["addListener", "on", "once", "prependListener", "prependOnceListener"] as const;
const REMOVE_METHODS = ["removeListener", "off"] as const;
const BOUND = Symbol("listeners bound to a context");

interface Bound {
  readonly [BOUND]?: WeakMap<Listener, Listener>;
}

/** Makes every listener that is added from here on run through `bind`. Listeners are removed by the function they were added with. */
export function bindEmitter<T extends EventEmitter>(emitter: T, bind: (listener: Listener) => Listener): T {
  if ((emitter as Bound)[BOUND] !== undefined) return emitter;
  const known = new WeakMap<Listener, Listener>();
  Object.defineProperty(emitter, BOUND, { value: known });
  // `once` adds a listener of its own through `on`, which must stay as it is to be found again.
  let adding = false;
  for (const method of ADD_METHODS) {
    const original = emitter[method];
    replace(emitter, method, function (this: EventEmitter, event: string | symbol, listener: Listener) {
      if (adding || typeof listener !== "function") return original.call(this, event, listener as never);
      const bound = known.get(listener) ?? bind(listener);
      known.set(listener, bound);
      adding = true;
      try {
        return original.call(this, event, bound as never);
      } finally {
        adding = false;
      }
    });
  }
  for (const method of REMOVE_METHODS) {
    const original = emitter[method];
    replace(emitter, method, function (this: EventEmitter, event: string | symbol, listener: Listener) {
      return original.call(this, event, (known.get(listener) ?? listener) as never);
    });
  }
  return emitter;
}

function replace(emitter: EventEmitter, method: string, value: unknown): void {
  Object.defineProperty(emitter, method, { value, configurable: true, writable: true, enumerable: false });
}
