/** Two sequences side by side: indexes into each; -1 where only the other one has something. */
export interface Aligned {
  readonly a: number;
  readonly b: number;
}

/**
 * The shortest way from one sequence to the other, by Myers' greedy algorithm: equal elements side by side, the rest alone. Time and memory grow with the
 * square of how much differs, so the search stops after `maxEdits` differences, keeps the furthest that it reached, and goes on from there: still a
 * correct alignment, perhaps no longer the shortest.
 */
export function align(a: readonly string[], b: readonly string[], maxEdits: number = 1_000): readonly Aligned[] {
  const rows: Aligned[] = [];
  const numbers = new Map<string, number>();
  const [numbersA, numbersB] = [
    a.map((element) => numberOf(element, numbers)),
    b.map((element) => numberOf(element, numbers)),
  ];
  let fromA = 0;
  let fromB = 0;
  while (fromA < a.length || fromB < b.length) {
    const part = alignPart(numbersA.slice(fromA), numbersB.slice(fromB), maxEdits);
    for (const row of part) {
      rows.push({ a: row.a < 0 ? -1 : row.a + fromA, b: row.b < 0 ? -1 : row.b + fromB });
    }
    for (const row of part) {
      if (row.a >= 0) fromA += 1;
      if (row.b >= 0) fromB += 1;
    }
  }
  return removalsFirst(rows);
}

/** Equal elements have the same number: they are compared many times. */
function numberOf(element: string, numbers: Map<string, number>): number {
  const known = numbers.get(element);
  if (known !== undefined) return known;
  numbers.set(element, numbers.size);
  return numbers.size - 1;
}

/** Between two equal elements, what `a` alone has stands before what `b` alone has. */
function removalsFirst(rows: readonly Aligned[]): readonly Aligned[] {
  const sorted: Aligned[] = [];
  let added: Aligned[] = [];
  for (const row of rows) {
    if (row.a < 0) added.push(row);
    else {
      if (row.b >= 0) {
        sorted.push(...added);
        added = [];
      }
      sorted.push(row);
    }
  }
  return [...sorted, ...added];
}

/** Outside of both sequences. */
const NOWHERE = -1;

/** After each number of edits: how far into `a` each diagonal (place in `a` less place in `b`, from -edits to edits in steps of two) leads. */
type Reached = readonly Int32Array[];

/** From the beginning of both to their ends, or as far as `maxEdits` lead. */
function alignPart(a: readonly number[], b: readonly number[], maxEdits: number): readonly Aligned[] {
  const reached: Int32Array[] = [];
  let best = { edits: 0, slot: 0, progress: -1 };
  for (let edits = 0; edits <= Math.min(a.length + b.length, maxEdits); edits++) {
    const now = new Int32Array(edits + 1);
    reached.push(now);
    for (let slot = 0; slot <= edits; slot++) {
      const diagonal = 2 * slot - edits;
      let { place } = origin(reached, edits, slot, a.length, b.length);
      if (place !== NOWHERE) {
        while (place < a.length && place - diagonal < b.length && a[place] === b[place - diagonal]) place += 1;
        const progress = 2 * place - diagonal;
        if (progress > best.progress) best = { edits, slot, progress };
      }
      now[slot] = place;
    }
    if (best.progress === a.length + b.length) break;
  }
  return walkBack(reached, best.edits, best.slot, a.length, b.length);
}

/** Where the last edit on a diagonal leads to, before the equal elements behind it: the further of a removal from `a` and an addition of `b`. */
function origin(reached: Reached, edits: number, slot: number, lengthA: number, lengthB: number) {
  const before = reached[edits - 1];
  if (before === undefined) return { place: 0, removes: false };
  const diagonal = 2 * slot - edits;
  const added = before[slot] ?? NOWHERE;
  const removed = slot > 0 ? (before[slot - 1] ?? NOWHERE) : NOWHERE;
  const canAdd = added !== NOWHERE && added - diagonal <= lengthB;
  const canRemove = removed !== NOWHERE && removed < lengthA;
  if (canRemove && !(canAdd && added > removed + 1)) return { place: removed + 1, removes: true };
  return { place: canAdd ? added : NOWHERE, removes: false };
}

function walkBack(reached: Reached, edits: number, slot: number, lengthA: number, lengthB: number): Aligned[] {
  const rows: Aligned[] = [];
  let at = slot;
  let placeA = reached[edits]?.[slot] ?? 0;
  let placeB = placeA - (2 * slot - edits);
  for (let depth = edits; depth >= 0; depth--) {
    const { place, removes } = origin(reached, depth, at, lengthA, lengthB);
    while (placeA > place) rows.push({ a: --placeA, b: --placeB });
    if (depth === 0) break;
    if (removes) {
      rows.push({ a: --placeA, b: -1 });
      at -= 1;
    } else rows.push({ a: -1, b: --placeB });
  }
  return rows.reverse();
}
