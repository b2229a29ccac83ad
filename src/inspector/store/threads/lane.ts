import { MalformedOtlp, OversizedOtlp } from "../../model/otlp-errors.ts";
import { UnreadableStore } from "../schema.ts";
import type { StoreChange } from "../store.ts";
import { WrongCursor } from "../wrong-cursor.ts";
import type { ErrorText, ToThread } from "./thread-messages.ts";
import type { Transport } from "./transport.ts";

const ERRORS: Readonly<Record<string, new (message: string) => Error>> = {
  MalformedOtlp,
  OversizedOtlp,
  UnreadableStore,
  WrongCursor,
};

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A thread or a process of the store, and the calls that wait for it. When it ends for whatever reason, they are rejected. */
export class Lane<Call> {
  readonly #transport: Transport;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #next = 1;
  #error: Error | undefined;
  /** Resolves when the file is open. */
  readonly ready: Promise<void>;

  constructor(transport: Transport, changed?: (change: StoreChange) => void) {
    this.#transport = transport;
    this.ready = new Promise((resolve, reject) => {
      transport.onMessage((message) => {
        if ("ready" in message) resolve();
        else if ("failed" in message) {
          const error = toError(message.failed);
          reject(error);
          this.#end(error);
        } else if ("change" in message) changed?.(message.change);
        else this.#settle(message);
      });
      transport.onError((error) => {
        reject(error);
        this.#end(error instanceof Error ? error : new Error(String(error)));
      });
    });
    this.ready.catch(() => {});
    this.#exited = new Promise((resolve) => {
      transport.onExit(() => {
        this.#end(new Error("the store is closed"));
        resolve();
      });
    });
  }

  call(call: Call, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post({ id, call }, transfer);
    });
  }

  /** Ends it after what it was asked. */
  async close(): Promise<void> {
    if (this.#error === undefined) this.#post({ close: true });
    await this.#exited;
  }

  /** Ends it in the middle of what it does. */
  abandon(error: Error): void {
    this.#end(error);
    this.#transport.kill();
  }

  #post(message: ToThread<Call>, transfer: readonly ArrayBuffer[] = []): void {
    this.#transport.post(message, transfer);
  }

  #settle(
    message: { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: ErrorText },
  ): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if ("error" in message) pending?.reject(toError(message.error));
    else pending?.resolve(message.value);
  }

  #end(error: Error): void {
    this.#error ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}

function toError({ name, message }: ErrorText): Error {
  const Known = ERRORS[name];
  return Known === undefined ? new Error(message) : new Known(message);
}
