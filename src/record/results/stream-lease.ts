import { read } from "../given-value.ts";
import type { ResultObserver } from "./follow.ts";
import { forget, whenUnreachable } from "./unreachable.ts";

type Left = Pick<ResultObserver, "cancelled">;

/**
 * What everything holds by which an observed stream can be read: the stream, its iterators, its branches. Nothing else may hold it: when it is collected
 * before the stream's end was told, nobody can read on, and the stream was left. It holds none of them, because what is registered survives collections of
 * what is young.
 */
export class StreamLease {
  readonly #open: OpenStream;

  constructor(on: Left) {
    this.#open = new OpenStream(on);
    whenUnreachable(this, this.#open);
  }

  /** The stream is left when it is aborted by a controller of its own before somebody reads it. */
  followAborts(stream: object): void {
    for (const key of ["controller", "abortController"]) {
      const signal = read(read(stream, key), "signal");
      if (signal instanceof AbortSignal) this.#open.follow(signal);
    }
  }

  /** Somebody reads it, and will see when it is aborted. */
  taken(): void {
    this.#open.unfollow();
  }

  /** @returns false when the stream's end was told before */
  over(): boolean {
    return this.#open.over();
  }
}

/** Whom to tell that a stream was left, until it is over. A signal may hold it for as long as the process, so it must not hold the stream. */
class OpenStream implements Left {
  #on: Left | undefined;
  #signals: AbortSignal[] | undefined;

  constructor(on: Left) {
    this.#on = on;
  }

  follow(signal: AbortSignal): void {
    signal.addEventListener("abort", this.cancelled, { once: true });
    this.#signals ??= [];
    this.#signals.push(signal);
  }

  /** Node keeps a signal that depends on others for as long as it has a listener. */
  unfollow(): void {
    for (const signal of this.#signals ?? []) signal.removeEventListener("abort", this.cancelled);
    this.#signals = undefined;
  }

  over(): boolean {
    if (this.#on === undefined) return false;
    this.#on = undefined;
    this.unfollow();
    forget(this);
    return true;
  }

  readonly cancelled = (): void => {
    const on = this.#on;
    if (this.over()) on?.cancelled();
  };
}
