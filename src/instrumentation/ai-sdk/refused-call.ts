import type { LlmCall } from "../../record/scopes/llm.ts";
import { type CallEnd, ModelCall, type RequestCall } from "./model-call.ts";
import type { RecordedParts } from "./recorded-parts.ts";

/**
 * A request that a limit lets nobody make: no call is recorded of it. A model that nobody observes may have made it all the same, which only its
 * end says; then it is a call like any other.
 */
export class RefusedCall implements RequestCall {
  readonly failure = undefined;
  readonly #error: Error;
  readonly #start: () => LlmCall;
  readonly #onEnd: (end: CallEnd) => void;
  readonly #parts: RecordedParts;
  #isOver = false;

  constructor(error: Error, start: () => LlmCall, onEnd: (end: CallEnd) => void, parts: RecordedParts) {
    this.#error = error;
    this.#start = start;
    this.#onEnd = onEnd;
    this.#parts = parts;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  stoppable(args: readonly unknown[]): readonly unknown[] {
    return args;
  }

  async attempt(): Promise<never> {
    this.#end({ how: "failed", error: this.#error });
    throw this.#error;
  }

  answer(result: unknown): void {
    this.#wasMade((call) => call.answer(result));
  }

  fail(error: unknown): void {
    this.#wasMade((call) => call.fail(error));
  }

  giveUp(): void {}

  cancel(): void {
    this.#end({ how: "cancelled" });
  }

  #wasMade(tell: (call: ModelCall) => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    tell(new ModelCall(this.#start(), this.#onEnd, true, this.#parts));
  }

  #end(end: CallEnd): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd(end);
  }
}
