import type { Phase } from "./fault.ts";
import type { StoredCounts } from "./record-store.ts";

export interface ServerSettings {
  /** The first port to try. */
  readonly firstPort: number;
}

export interface ServerStats extends StoredCounts {
  /** `malformed` are no OTLP at all. */
  readonly requests: Readonly<Record<"traces" | "others" | "failed" | "malformed", number>>;
}

/**
 * `arm` sets the faults that hold before the run begins, as at its time 0; `begin` starts the clock; `heal` ends all faults.
 */
export type ServerCommand =
  | { readonly id: number; readonly type: "arm"; readonly phases: readonly Phase[] }
  | { readonly id: number; readonly type: "begin"; readonly phases: readonly Phase[] }
  | { readonly id: number; readonly type: "heal" }
  | { readonly id: number; readonly type: "stats" };

export type ServerReply =
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "stats"; readonly id: number; readonly stats: ServerStats };
