import { guard } from "../../internal/guard.ts";
import type { Reservation } from "../../internal/work-limits.ts";
import type { ProviderReading } from "../../providers/index.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { Scope } from "../scope.ts";
import { estimateUsage, type SizeOf } from "./estimate-usage.ts";

/** Chunks after which a stream is first looked at. */
const FIRST_LOOK = 16;
/** It is looked at again when it is this much longer: reading all of it costs as much as it is long. */
const GROWTH = 1.5;

/** What is known of the call. */
interface GuessedCall {
  readonly provider: string;
  readonly requestModel: string | undefined;
  received(): ProviderReading | undefined;
}

/**
 * Guesses what a call uses while it goes on, for limits that would otherwise hear of it when it is too late: the request's tokens when it begins, and those of a
 * stream as it grows. Between two looks at the stream, each chunk counts as those before it did.
 */
export class UsageGuess {
  readonly #scope: Scope;
  readonly #call: GuessedCall;
  readonly #reservation: Reservation;
  #input: number | undefined;
  #chunks = 0;
  #nextLook = FIRST_LOOK;
  #tokensPerChunk = 0;

  constructor(scope: Scope, call: GuessedCall, sentSize: (sizeOf: SizeOf) => number) {
    this.#scope = scope;
    this.#call = call;
    const { limits, recorder } = scope;
    this.#reservation = limits?.reserve(scope) ?? { guess: () => {}, release: () => {} };
    if (limits?.needsGuesses !== true) return;
    guard(
      recorder.ports.diag,
      "limits.guess",
      () => {
        this.#input = estimateUsage(undefined, [], () => sentSize(this.#sizeOf), this.#sizeOf).usage.inputTokens ?? 0;
        this.#tell({ inputTokens: this.#input, outputTokens: 0 });
      },
      undefined,
    );
  }

  /** One more chunk came. */
  chunk(): void {
    if (this.#input === undefined) return;
    this.#chunks += 1;
    if (this.#chunks >= this.#nextLook) this.#look();
    else if (this.#tokensPerChunk > 0) this.#tell(this.#usage(this.#chunks * this.#tokensPerChunk));
  }

  /** What it really used is known. */
  release(): void {
    this.#reservation.release();
  }

  #look(): void {
    this.#nextLook = Math.ceil(this.#chunks * GROWTH);
    const reading = this.#call.received();
    if (reading === undefined) return;
    const { usage } = estimateUsage(reading.usage, reading.outputMessages(), () => 0, this.#sizeOf);
    if (reading.usage?.inputTokens !== undefined) this.#input = reading.usage.inputTokens;
    const outputTokens = usage.outputTokens ?? 0;
    this.#tokensPerChunk = outputTokens / this.#chunks;
    this.#tell(this.#usage(outputTokens));
  }

  #usage(outputTokens: number): Usage {
    return { inputTokens: this.#input ?? 0, outputTokens: Math.ceil(outputTokens) };
  }

  #tell(usage: Usage): void {
    const { provider, requestModel } = this.#call;
    const { pricing } = this.#scope.recorder.ports;
    const price = pricing.price({ provider, model: requestModel ?? "", usage, at: this.#scope.startTimeMillis }, []);
    const tokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
    this.#reservation.guess({ tokens, costUsd: price.usd ?? 0 });
  }

  readonly #sizeOf: SizeOf = (value) => this.#scope.recorder.ports.content.size(value);
}
