import type { Loop, LoopKind, LoopOptions } from "./loop-options.ts";

/** Calls of an agent that are known again. */
const MAX_SEEN = 1_000;
const LONGEST_CYCLE = 4;

const DEFAULTS = { identicalCalls: 3, cycles: 3, repeatedOutputs: 3, staleCalls: 10 };

/** What one agent did lately, as numbers that stand for calls and answers. */
export class LoopHistory {
  readonly #limits: typeof DEFAULTS;
  /** The last calls, as many as the longest cycle has. */
  readonly #recent: number[] = [];
  /** For each length of a cycle, how many calls in a row were each the same as the one so many before it. */
  readonly #repeats = new Map<number, number>();
  readonly #seen = new Set<number>();
  #sameCalls = 0;
  #staleCalls = 0;
  #output: number | undefined;
  #sameOutputs = 0;

  constructor(options: LoopOptions = {}) {
    this.#limits = {
      identicalCalls: options.identicalCalls ?? DEFAULTS.identicalCalls,
      cycles: options.cycles ?? DEFAULTS.cycles,
      repeatedOutputs: options.repeatedOutputs ?? DEFAULTS.repeatedOutputs,
      staleCalls: options.staleCalls ?? DEFAULTS.staleCalls,
    };
  }

  /** A tool is called; without a signature when nobody told with what, so that the call is like no other. */
  call(signature: number | undefined): Loop | undefined {
    this.#sameCalls = signature !== undefined && this.#recent.at(-1) === signature ? this.#sameCalls + 1 : 1;
    this.#staleCalls = signature !== undefined && this.#seen.has(signature) ? this.#staleCalls + 1 : 0;
    if (signature !== undefined && this.#seen.size < MAX_SEEN) this.#seen.add(signature);
    for (let length = 2; length <= LONGEST_CYCLE; length += 1) {
      const isRepeated = signature !== undefined && this.#recent.at(-length) === signature;
      this.#repeats.set(length, isRepeated ? (this.#repeats.get(length) ?? 0) + 1 : 0);
    }
    // What is not a number equals nothing, itself included.
    this.#recent.push(signature ?? Number.NaN);
    if (this.#recent.length > LONGEST_CYCLE) this.#recent.shift();
    return (
      found("identical_calls", this.#sameCalls, this.#limits.identicalCalls) ??
      this.#cycle() ??
      // A cycle is told of as what it is; this is for calls that come back in no order.
      (this.#isCyclic() ? undefined : found("no_progress", this.#staleCalls, this.#limits.staleCalls))
    );
  }

  /** A model answered with a text. */
  output(hash: number): Loop | undefined {
    this.#sameOutputs = this.#output === hash ? this.#sameOutputs + 1 : 1;
    this.#output = hash;
    return found("repeated_output", this.#sameOutputs, this.#limits.repeatedOutputs);
  }

  #cycle(): Loop | undefined {
    for (let length = 2; length <= LONGEST_CYCLE; length += 1) {
      const calls = this.#periodic(length);
      if (calls % length !== 0) continue;
      const loop = found("alternating_calls", calls / length, this.#limits.cycles);
      if (loop !== undefined) return loop;
    }
    return undefined;
  }

  #isCyclic(): boolean {
    if (this.#sameCalls >= this.#limits.identicalCalls) return true;
    for (let length = 2; length <= LONGEST_CYCLE; length += 1)
      if (this.#periodic(length) >= length * this.#limits.cycles) return true;
    return false;
  }

  /** How many of the last calls repeat with a period; 0 where all of a period are the same call. */
  #periodic(length: number): number {
    const last = this.#recent.slice(-length);
    if (last.length < length || last.every((one) => one === last[0])) return 0;
    return length + (this.#repeats.get(length) ?? 0);
  }
}

/** At the limit, and each time it is twice as long. */
function found(kind: LoopKind, count: number, limit: number): Loop | undefined {
  for (let at = limit; at <= count; at *= 2) if (at === count) return { kind, count };
  return undefined;
}
