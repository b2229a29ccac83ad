import type { Random } from "../inspector/random.ts";

export const HOUR = 3_600_000;
export const DAY = 86_400_000;
export const WEEK = 604_800_000;
/** A Monday, so that weeks begin as weeks do. */
export const MONDAY: number = Date.UTC(2026, 0, 5);

/** How much busier than on average it is: three times as much at two in the afternoon as at two in the night, half as much at weekends. */
export function busyAt(millis: number): number {
  const hour = ((millis / HOUR) % 24) - 14;
  const day = Math.floor((millis - MONDAY) / DAY) % 7;
  return (1 + 0.5 * Math.cos((hour / 12) * Math.PI)) * (day >= 5 ? 0.5 : 1.2) * 1.004;
}

/** Times at which something happens, as many an hour on average, busier and quieter with the day and the week. */
export function* arrivals(random: Random, perHour: number, fromMillis: number, toMillis: number): Generator<number> {
  const highest = 1.5 * 1.2 * 1.004;
  let at = fromMillis;
  for (;;) {
    at += (-Math.log(1 - random.next()) * HOUR) / (perHour * highest);
    if (at >= toMillis) return;
    if (random.next() * highest < busyAt(at)) yield at;
  }
}

/** A factor that wanders from hour to hour and comes back to 1, as real services do without anything being wrong. */
export class Wander {
  readonly #random: Random;
  readonly #spread: number;
  #hour = Number.NaN;
  #state = 0;

  constructor(random: Random, spread: number) {
    this.#random = random;
    this.#spread = spread;
  }

  at(millis: number): number {
    const hour = Math.floor(millis / HOUR);
    if (hour !== this.#hour) {
      this.#hour = hour;
      const kept = 0.7;
      this.#state = kept * this.#state + Math.sqrt(1 - kept * kept) * this.#spread * normal(this.#random);
    }
    return Math.exp(this.#state);
  }
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
