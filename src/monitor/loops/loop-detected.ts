import { isErrorNamed } from "../../internal/is-error-named.ts";
import type { Loop, LoopKind } from "./loop-options.ts";

/** An agent that repeats itself was stopped: what its next model call throws, and the reason of `signal`. */
export class LoopDetected extends Error {
  override readonly name = "LoopDetected";
  readonly kind: LoopKind;
  readonly count: number;
  readonly tool: string | undefined;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isErrorNamed(value, "LoopDetected", "count");
  }

  constructor({ kind, count }: Loop, tool: string | undefined) {
    super(`agent repeats itself: ${kind.replace("_", " ")}${tool ? ` of ${tool}` : ""}, ${count} times`);
    this.kind = kind;
    this.count = count;
    this.tool = tool;
  }
}
