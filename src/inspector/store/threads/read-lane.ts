import type { Questions } from "../reader/read-thread.ts";
import { Lane } from "./lane.ts";
import type { ReadCall, ThreadData } from "./thread-messages.ts";
import type { Transport } from "./transport.ts";

/** A thread or process that reads, begun with the first question and replaced when a question takes too long. Asks one question at a time. */
export class ReadLane {
  readonly #path: string;
  readonly #start: (data: ThreadData) => Transport;
  #lane: Lane<ReadCall> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(path: string, start: (data: ThreadData) => Transport) {
    this.#path = path;
    this.#start = start;
  }

  /** @throws Error when the answer does not come in time; the time spent behind other questions does not count */
  ask<Name extends keyof Questions>(
    type: Name,
    parameters: Parameters<Questions[Name]>,
    timeoutMillis?: number,
  ): Promise<ReturnType<Questions[Name]>> {
    const answer = this.#last.then(() => this.#askNow(type, parameters, timeoutMillis));
    this.#last = answer.catch(() => {});
    return answer as Promise<ReturnType<Questions[Name]>>;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lane?.close();
  }

  #askNow(type: string, parameters: readonly unknown[], timeoutMillis: number | undefined): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error("the store is closed"));
    this.#lane ??= new Lane<ReadCall>(this.#start({ role: "read", path: this.#path }));
    const lane = this.#lane;
    const forget = (): void => {
      if (this.#lane === lane) this.#lane = undefined;
    };
    lane.ready.catch(forget);
    const timer =
      timeoutMillis === undefined
        ? undefined
        : setTimeout(() => {
            forget();
            lane.abandon(
              new Error(
                `stopped: the statement took longer than ${timeoutMillis / 1_000} s; ask about a shorter time, or one service`,
              ),
            );
          }, timeoutMillis);
    timer?.unref();
    return lane.call({ type, parameters }).finally(() => clearTimeout(timer));
  }
}
