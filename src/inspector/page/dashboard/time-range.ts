export const RANGES = ["1h", "6h", "24h", "7d", "30d"] as const;

export type RangeName = (typeof RANGES)[number];

export interface TimeRange {
  readonly fromUs: number;
  readonly toUs: number;
  readonly stepUs: number;
}

const MINUTE = 60e6;

/** Length of each range and of its buckets, in minutes: 60 to 180 buckets, on even times. */
const SIZES = {
  "1h": [60, 1],
  "6h": [360, 5],
  "24h": [1_440, 15],
  "7d": [10_080, 60],
  "30d": [43_200, 360],
} as const satisfies Record<RangeName, readonly [length: number, step: number]>;

export const isRangeName = (text: string | null | undefined): text is RangeName =>
  RANGES.some((range) => range === text);

/**
 * A range that ends with the bucket that is going on at `nowUs`; both ends on the border of a bucket, so that a chart
 * does not jump as it refreshes.
 */
export function timeRange(name: RangeName, nowUs: number): TimeRange {
  const [length, step] = SIZES[name];
  const stepUs = step * MINUTE;
  const toUs = Math.ceil(nowUs / stepUs) * stepUs;
  return { fromUs: toUs - length * MINUTE, toUs, stepUs };
}
