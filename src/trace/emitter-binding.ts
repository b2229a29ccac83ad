import type { EventEmitter } from "node:events";

type Listener = (...args: never[]) => unknown;
type Bind = (listener: Listener) => Listener;

const ADD_METHODS = ["addListener", "on", "once", "prependListener", "prependOnceListener"] as const;
const BOUND = Symbol("listeners bound to a context");

interface Bound {
  /** How listeners are bound that are added from here on. */
  readonly [BOUND]?: { bind: Bind };
}

/**
 * Makes every listener that is added from here on run through `bind`, in place of what it was bound with before. As Node's own wrappers of `once`
 * do, a bound listener names the one it stands for, by which the emitter finds, counts and removes it.
 */
export function bindEmitter<T extends EventEmitter>(emitter: T, bind: Bind): T {
  const known = (emitter as Bound)[BOUND];
  if (known !== undefined) {
    known.bind = bind;
    return emitter;
  }
  const current = { bind };
  Object.defineProperty(emitter, BOUND, { value: current });
  const made = new WeakSet<object>();
  for (const method of ADD_METHODS) {
    const original = emitter[method];
    replace(emitter, method, function (this: EventEmitter, event: string | symbol, listener: Listener) {
      return original.call(this, event, (isNew(listener) ? boundOf(listener) : listener) as never);
    });
  }
  return emitter;

  /** `once` adds a wrapper of its own through `on`, which has to stay as it is to be found again. */
  function isNew(listener: Listener): boolean {
    if (typeof listener !== "function" || made.has(listener)) return false;
    const wrapped = behind(listener);
    if (wrapped === undefined || !made.has(wrapped)) return true;
    Reflect.set(listener, "listener", behind(wrapped));
    return false;
  }

  function boundOf(listener: Listener): Listener {
    const bound = current.bind(listener);
    Reflect.defineProperty(bound, "listener", { value: listener, configurable: true, writable: true });
    made.add(bound);
    return bound;
  }
}

/** The listener that a wrapper stands for. */
function behind(listener: Listener): Listener | undefined {
  try {
    const wrapped: unknown = Reflect.get(listener, "listener");
    return typeof wrapped === "function" ? (wrapped as Listener) : undefined;
  } catch {
    // A Proxy of the host threw: it is a listener like any other.
    return undefined;
  }
}

function replace(emitter: EventEmitter, method: string, value: unknown): void {
  Object.defineProperty(emitter, method, { value, configurable: true, writable: true, enumerable: false });
}
