import { sharedState } from "./shared-state.ts";

/** Entries of the global object of the OpenTelemetry API. */
export type GlobalName = "trace" | "context" | "propagation" | "metrics" | "logs";

/** Where every version of the OpenTelemetry API keeps what is registered with it, on `globalThis`. */
export const API_KEY: unique symbol = Symbol.for("opentelemetry.js.api.1");

/**
 * Makes entries that this package registered with the OpenTelemetry API give way: everybody finds them, and whoever registers something of
 * their own finds the place free. `onTaken` is told what was registered. Where the application has sealed the object, entries stay as they are.
 *
 * The API looks whether a place is taken as it looks for what is there. What tells the two apart is that to register it first writes the global
 * object back to where it read it, in every version since 1.0.
 */
export function giveWay(names: readonly GlobalName[], onTaken?: (name: GlobalName, by: object) => void): void {
  const api: unknown = Reflect.get(globalThis, API_KEY);
  if (typeof api !== "object" || api === null) return;
  try {
    const registration = watchRegistration(api);
    for (const name of names) {
      const own: unknown = Reflect.get(api, name);
      Object.defineProperty(api, name, {
        configurable: true,
        enumerable: true,
        get: () => (registration.isUnderWay ? undefined : own),
        set(value: object) {
          Object.defineProperty(api, name, { value, configurable: true, enumerable: true, writable: true });
          onTaken?.(name, value);
        },
      });
    }
  } catch {
    // Sealed: nobody can register anything more.
  }
}

/** Whether an entry is still one that gives way. */
export function isOurs(name: GlobalName): boolean {
  const api: unknown = Reflect.get(globalThis, API_KEY);
  return typeof api === "object" && api !== null && Object.getOwnPropertyDescriptor(api, name)?.get !== undefined;
}

/** Tells whether somebody is about to register: from the write of the global object to the next look at it. One for the process. */
function watchRegistration(api: object): { readonly isUnderWay: boolean } {
  const state = sharedState();
  const isWatched = Object.getOwnPropertyDescriptor(globalThis, API_KEY)?.get !== undefined;
  if (isWatched && state.registration?.api === api) return state.registration;
  const registration = { api, isUnderWay: false };
  Object.defineProperty(globalThis, API_KEY, {
    configurable: true,
    enumerable: true,
    get() {
      registration.isUnderWay = false;
      return api;
    },
    set(value: unknown) {
      if (value === api) registration.isUnderWay = true;
      else {
        Object.defineProperty(globalThis, API_KEY, { value, configurable: true, enumerable: true, writable: true });
      }
    },
  });
  state.registration = registration;
  return registration;
}
