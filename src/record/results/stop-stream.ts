import { deferred } from "../../internal/deferred.ts";
import { isPromise } from "../../internal/is-promise.ts";

/** Ends a stream that is being pulled when a signal is aborted, though the stream itself would go on or wait. */
export class StreamStop {
  readonly #signal: AbortSignal;
  readonly #stopped: (error: unknown) => void;
  /** Rejects what the caller waits for. */
  #reject: ((error: unknown) => void) | undefined;
  /** The stream was stopped, and the caller has not been told. */
  #isUntold = false;
  #isOver = false;

  /** @param stopped told once of the reason, before the caller is: it lets go of the stream */
  constructor(signal: AbortSignal, stopped: (error: unknown) => void) {
    this.#signal = signal;
    this.#stopped = stopped;
    if (!signal.aborted) signal.addEventListener("abort", this.#stop, { once: true });
  }

  /** Pulls, unless the stream was stopped. @throws the signal's reason, or rejects with it where the stream gives promises */
  pull(next: () => unknown, isAsync: boolean): unknown {
    if (this.#signal.aborted) this.#stop();
    if (this.#isUntold) {
      this.#isUntold = false;
      if (isAsync) return Promise.reject(this.#signal.reason);
      throw this.#signal.reason;
    }
    const result = next();
    if (!isPromise(result)) return result;
    const { promise, reject } = deferred<never>();
    this.#reject = reject;
    // What comes when the stream was stopped meanwhile, such as its end, comes too late: the promise is rejected already.
    const settled = (): void => {
      if (this.#reject === reject) this.#reject = undefined;
    };
    const pulled = result.then(
      (item) => {
        settled();
        return item;
      },
      (error) => {
        settled();
        throw error;
      },
    );
    // V8 finds the caller through a race, for an error's stack.
    return Promise.race([pulled, promise]);
  }

  /** The stream ended by itself. */
  over(): void {
    this.#isOver = true;
    this.#signal.removeEventListener("abort", this.#stop);
  }

  readonly #stop = (): void => {
    if (this.#isOver) return;
    const reject = this.#reject;
    this.over();
    this.#stopped(this.#signal.reason);
    this.#isUntold = reject === undefined;
    reject?.(this.#signal.reason);
  };
}
