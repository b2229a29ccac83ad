import { nodeModule } from "./runtime.ts";

/** `EventEmitter` of `node:events`, to recognise one: nothing is one where the runtime has none. */
export const EventEmitter: new () => object =
  (nodeModule("node:events") as { readonly EventEmitter?: new () => object } | undefined)?.EventEmitter ??
  class EventEmitter {};
