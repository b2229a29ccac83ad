import { readPath } from "../read-path.ts";

/** Where every copy of the SDK keeps the trace and span that are active. */
const STORAGE = Symbol.for("openai.agents.core.asyncLocalStorage");

/** What the SDK keeps of the trace and span that are active here; absent outside any. */
export function currentContext(): unknown {
  const storage = (globalThis as Record<symbol, unknown>)[STORAGE];
  const getStore = readPath(storage, "getStore");
  const store: unknown = typeof getStore === "function" ? Reflect.apply(getStore, storage, []) : undefined;
  return readPath(store, "active") === true ? store : undefined;
}

/** The id of the SDK's span that is active here; absent outside any. */
export function currentSpanId(): unknown {
  return readPath(currentContext(), "span", "spanId");
}
