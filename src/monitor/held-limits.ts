import type { LimitedWork, Reservation, ScopeLimits, SpentAmounts } from "../internal/work-limits.ts";
import type { Pot } from "./budgets/pot.ts";
import type { RunSwitch } from "./run-switch.ts";

/** What limits a scope: pots and switches from around, and those that begin with it. */
export class HeldLimits implements ScopeLimits {
  readonly pots: readonly Pot[];
  /** From the outermost agent to the innermost. */
  readonly switches: readonly RunSwitch[];
  readonly needsGuesses: boolean;
  readonly #around: HeldLimits | undefined;
  readonly #own: readonly Pot[];
  #waiting = 0;
  #isOver = false;

  /** @param place the scope */
  constructor(
    around: HeldLimits | undefined,
    own: { readonly pots: readonly Pot[]; readonly switches: readonly RunSwitch[] },
    place: unknown,
  ) {
    this.pots = [...(around?.pots ?? []), ...own.pots];
    this.switches = [...(around?.switches ?? []), ...own.switches];
    this.#around = around;
    this.#own = own.pots;
    this.needsGuesses = this.pots.some(({ budget }) => budget.maxima.has("tokens") || budget.maxima.has("cost"));
    for (const pot of own.pots) pot.opened(place);
  }

  get signals(): readonly AbortSignal[] {
    return [...this.pots.filter(({ canStop }) => canStop), ...this.switches].map(({ signal }) => signal);
  }

  isStoppedBy(budget: string): boolean {
    return this.pots.some(({ error }) => error?.budget === budget);
  }

  refuse(work: LimitedWork, isTurn: boolean, place: unknown): Error | undefined {
    for (const { error } of this.switches) if (error !== undefined && work !== "tool") return error;
    for (const pot of this.pots) {
      const error = pot.refuse(work, isTurn, place);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  trip(error: Error): void {
    this.switches.at(-1)?.trip(error);
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

  runsTool(isRunning: boolean, place: unknown): void {
    for (const pot of this.pots) pot.runsTool(isRunning, place);
  }

  waits(isWaiting: boolean): void {
    const was = this.#waiting > 0;
    this.#waiting = Math.max(0, this.#waiting + (isWaiting ? 1 : -1));
    if (was !== this.#waiting > 0 && !this.#isOver) this.#holdUp(isWaiting);
  }

  /** Whoever is still waited for then was given up. */
  ended(): void {
    if (this.#waiting > 0) this.#holdUp(false);
    this.#isOver = true;
    for (const pot of this.#own) pot.closed();
  }

  /** Work that shares a pot from another scope on goes on meanwhile. */
  #holdUp(isWaiting: boolean): void {
    for (const pot of this.#own) pot.waits(isWaiting);
    this.#around?.waits(isWaiting);
  }
}
