/** Turns a median absolute deviation into a standard deviation where values are normal. */
const NORMAL = 1.4826;

/** The middle of the values, the mean of the two in the middle of an even number; `undefined` for none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) return undefined;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** A standard deviation that single wild values do not move: the median distance from the median, scaled. 0 where half of the values are equal. */
export function robustDeviation(values: readonly number[]): number | undefined {
  const centre = median(values);
  const distance = centre === undefined ? undefined : median(values.map((value) => Math.abs(value - centre)));
  return distance === undefined ? undefined : NORMAL * distance;
}
