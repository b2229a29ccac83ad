import type { Cost } from "../costs.ts";
import type { Encoding, Signal, StoreChange } from "../store.ts";

/** What a thread is started with. */
export type ThreadData =
  | { readonly role: "write"; readonly path: string; readonly maxBytes: number; readonly fullText: boolean }
  | { readonly role: "read"; readonly path: string };

/** What the writer is asked. `setCosts` waits its turn behind what was ingested before. */
export type WriteCall =
  | { readonly type: "ingest"; readonly signal: Signal; readonly encoding: Encoding; readonly body: Uint8Array }
  | { readonly type: "setCosts"; readonly costs: readonly Cost[]; readonly force: boolean };

/** What a reader is asked: the name of a question of `reader/` with what it takes. */
export interface ReadCall {
  readonly type: string;
  readonly parameters: readonly unknown[];
}

export type ToThread<Call> = { readonly id: number; readonly call: Call } | { readonly close: true };

export interface ErrorText {
  readonly name: string;
  readonly message: string;
}

/** The side of a thread or a process of the store that talks to its host. */
export interface Channel<Call> {
  /** @param memory - what is handed over rather than copied, where the other side is a thread */
  post(message: FromThread, memory?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: ToThread<Call>) => void): void;
  close(): void;
}

export type FromThread =
  | { readonly ready: true; readonly sqliteVersion: string }
  | { readonly failed: ErrorText }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ErrorText }
  | { readonly change: StoreChange };

export function errorText(error: unknown): ErrorText {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: "Error", message: String(error) };
}
