/** Buckets to a doubling: bounds grow by 2^(1/8), so a quantile is right within 4.5 %. It is an exponential histogram of scale 3 of OpenTelemetry. */
const BUCKETS_PER_DOUBLING = 8;

/** The bucket of 0, below that of 1. */
const ZERO = -1;

/** The bucket of a number of microseconds: bucket `b` holds `2^(b/8)` up to `2^((b+1)/8)`. */
export function bucketOf(micros: number): number {
  return micros < 1 ? ZERO : Math.floor(Math.log2(micros) * BUCKETS_PER_DOUBLING);
}

/** The middle of a bucket, as far from its lower as from its upper bound by ratio. */
export function middleOf(bucket: number): number {
  return bucket === ZERO ? 0 : 2 ** ((bucket + 0.5) / BUCKETS_PER_DOUBLING);
}

/**
 * The value below which a share of what was measured lies.
 *
 * @param counts Pairs of bucket and count, in the order of buckets
 * @returns undefined when nothing was measured
 */
export function quantileOf(
  counts: readonly (readonly [bucket: number, count: number])[],
  share: number,
): number | undefined {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(total * share));
  let seen = 0;
  for (const [bucket, count] of counts) {
    seen += count;
    if (seen >= rank) return middleOf(bucket);
  }
  return undefined;
}
