/**
 * The inspector: a receiver of OTLP, a store and a page on this machine.
 *
 * @module
 */
export type { AlertQuery } from "./alerts/alert-window.ts";
export type * from "./api.ts";
export type { Price } from "./serve/batch-pricing.ts";
export { PortError } from "./serve/loopback.ts";
export { type Inspector, type InspectorOptions, startInspector } from "./serve/start.ts";
export type {
  Answer,
  Encoding,
  Ingested,
  JsonAnswer,
  Signal,
  SqlValue,
  Store,
  StoreChange,
  StoreOptions,
  Target,
  UnpricedCall,
} from "./store/store.ts";
