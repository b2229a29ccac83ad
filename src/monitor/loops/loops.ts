import { valueHash } from "../../internal/value-hash.ts";
import type { FoundLoop, LoopSource } from "../../internal/work-limits.ts";
import { LoopDetected } from "./loop-detected.ts";
import { LoopHistory } from "./loop-history.ts";
import type { Loop, LoopOptions } from "./loop-options.ts";

/** What watches for loops; absent where nothing does. */
export function loopsOf(option: boolean | LoopOptions = true): Loops | undefined {
  if (option === false) return undefined;
  return new Loops(option === true ? {} : option);
}

/** Watches agents for repetition. What an agent did is forgotten with it. */
export class Loops implements LoopSource {
  /** Whether an agent that repeats itself is stopped. */
  readonly stops: boolean;
  readonly #options: LoopOptions;
  readonly #histories = new WeakMap<object, LoopHistory>();

  constructor(options: LoopOptions) {
    this.#options = options;
    this.stops = options.onLoop === "stop";
  }

  call(agent: object, tool: string, args: unknown): FoundLoop | undefined {
    return this.#found(this.#of(agent).call(args === undefined ? undefined : valueHash([tool, args])), tool);
  }

  output(agent: object, content: unknown): FoundLoop | undefined {
    return this.#found(this.#of(agent).output(valueHash(content)), undefined);
  }

  #found(loop: Loop | undefined, tool: string | undefined): FoundLoop | undefined {
    return loop === undefined || !this.stops ? loop : { ...loop, error: new LoopDetected(loop, tool) };
  }

  #of(agent: object): LoopHistory {
    const known = this.#histories.get(agent);
    if (known !== undefined) return known;
    const made = new LoopHistory(this.#options);
    this.#histories.set(agent, made);
    return made;
  }
}
