/** The inspector: an OTLP receiver, a store and a page on this machine. */
export type * from "./api.ts";
export type { Encoding, Ingested, Signal, Store, StoreOptions, Target } from "./store/store.ts";
