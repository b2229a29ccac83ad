/** Microseconds of times fit below this until 2041; later ones weigh alike. */
const RANK = 2 ** 51;
const latest = (us: number): number => Math.min(Math.max(us, 0), RANK - 1);

/** Weight of a value: of a higher rank first, then of the earlier time. */
export const first = (rank: number, us: number): number => rank * RANK + (RANK - 1 - latest(us));
/** Weight of a value: of a higher rank first, then of the later time. */
export const last = (rank: number, us: number): number => rank * RANK + latest(us);

/** A text (by its id) that a session takes from one of its rows: the one with the most weight, of equal ones the smallest id. */
export class Chosen {
  id = 0;
  weight: number;

  constructor(weight: number = -1) {
    this.weight = weight;
  }

  offer(id: number, weight: number): void {
    if (id === 0 || weight < this.weight || (weight === this.weight && id >= this.id)) return;
    this.id = id;
    this.weight = weight;
  }
}
