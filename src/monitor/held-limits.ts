import type { LimitedWork, Reservation, ScopeLimits, SpentAmounts } from "../internal/work-limits.ts";
import type { Pot } from "./budgets/pot.ts";

/** The pots that hold in a scope: those from around, and those that begin with it. */
export class HeldLimits implements ScopeLimits {
  readonly pots: readonly Pot[];
  readonly needsGuesses: boolean;
  readonly #own: readonly Pot[];

  constructor(around: readonly Pot[], own: readonly Pot[], place: unknown) {
    this.pots = [...around, ...own];
    this.#own = own;
    this.needsGuesses = this.pots.some(({ budget }) => budget.maxima.has("tokens") || budget.maxima.has("cost"));
    for (const pot of own) pot.opened(place);
  }

  get signals(): readonly AbortSignal[] {
    return this.pots.filter(({ canStop }) => canStop).map(({ signal }) => signal);
  }

  get stopped(): Error | undefined {
    for (const { error } of this.pots) if (error !== undefined) return error;
    return undefined;
  }

  refuse(work: LimitedWork, place: unknown): Error | undefined {
    for (const pot of this.pots) {
      const error = pot.refuse(work, place);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  add(amounts: SpentAmounts, place: unknown): void {
    for (const pot of this.pots) pot.add(amounts, place);
  }

  reserve(place: unknown): Reservation {
    const reservations = this.pots.map((pot) => pot.reserve(place));
    return {
      guess(amounts) {
        for (const reservation of reservations) reservation.guess(amounts);
      },
      release() {
        for (const reservation of reservations) reservation.release();
      },
    };
  }

  waits(isWaiting: boolean): void {
    for (const pot of this.pots) pot.waits(isWaiting);
  }

  ended(): void {
    for (const pot of this.#own) pot.closed();
  }
}
