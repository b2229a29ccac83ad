import type { Pipeline } from "../../export/pipeline.ts";
import type { ContentGate } from "../../record/ports.ts";
import type { ForeignCalls } from "./calls.ts";

/** A client that takes what other instrumentations record. */
export interface Taker {
  readonly pipeline: Pipeline;
  readonly content: ContentGate;
  readonly calls: ForeignCalls;
  /** Whether it takes nothing for now. */
  readonly isPaused: () => boolean;
}

/** The clients that would take what others record: the first does, and when it is shut down, the next. */
export class Takers {
  readonly #all: Taker[] = [];

  get current(): Taker | undefined {
    return this.#all[0];
  }

  /** What others record while it is so is nobody's: those behind the first did not ask for it. */
  get isPaused(): boolean {
    return this.current?.isPaused() === true;
  }

  add(taker: Taker): void {
    this.#all.push(taker);
  }

  /** Whether no other is left. */
  isLast(taker: Taker): boolean {
    return this.#all.every((one) => one === taker);
  }

  /** The last stays, so that what still comes is counted as dropped by its pipeline. @returns whether it is the last */
  leave(taker: Taker): boolean {
    if (this.isLast(taker)) return true;
    const at = this.#all.indexOf(taker);
    if (at >= 0) this.#all.splice(at, 1);
    return false;
  }
}
