/** Places in a picture for values and times: a value to a height, a time to a place from the left. */
export type Scale = (value: number) => number;

/** A scale from a stretch of values to a stretch of pixels. */
export function scaleOf(from: number, to: number, start: number, end: number): Scale {
  const size = to - from || 1;
  return (value) => start + ((value - from) / size) * (end - start);
}

/** Round values from 0, or below it, to the largest or just above: 1, 2 or 5 times a power of ten apart, at least `least`. */
export function valueTicks(low: number, high: number, most = 5, least = 0): readonly number[] {
  const size = Math.max(high, 0) - Math.min(low, 0) || 1;
  const power = 10 ** Math.floor(Math.log10(size / most));
  const step = Math.max(least, power * ([1, 2, 5, 10].find((times) => size / (times * power) <= most) ?? 10));
  const first = Math.floor(Math.min(low, 0) / step);
  const last = Math.max(first + 1, Math.ceil(Math.max(high, 0) / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** Seconds between ticks of time. */
const TIME_STEPS = [1, 5, 15, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800] as const;

/** Even times of the reader's zone within a stretch, at most `most` of them. */
export function timeTicks(fromUs: number, toUs: number, most: number): readonly number[] {
  const stepUs = 1e6 * (TIME_STEPS.find((step) => (toUs - fromUs) / (step * 1e6) <= most) ?? 30 * 86_400);
  const zoneAt = (us: number): number => new Date(us / 1_000).getTimezoneOffset() * 60e6;
  const zoneUs = zoneAt(fromUs);
  const ticks: number[] = [];
  for (let at = Math.ceil((fromUs - zoneUs) / stepUs) * stepUs + zoneUs; ; at += stepUs) {
    // As the clock has it after a change to summer or winter time, save for a time that it left out. Full hours are full in both.
    const zone = zoneAt(at);
    const moved = stepUs > 3_600e6 ? at + zone - zoneUs : at;
    const tick = zoneAt(moved) === zone ? moved : at;
    if (tick > toUs) return ticks;
    ticks.push(tick);
  }
}

/** The middle of a label so many pixels wide that it stays between two edges, as near to `x` as it can. */
export function labelPlace(x: number, width: number, left: number, right: number): number {
  return Math.max(left + width / 2, Math.min(right - width / 2, x));
}

type Values = readonly (number | null)[];

/** A line through the values, as the path of an SVG; it ends where there is none, and a value alone is a dot. */
export function linePath(values: Values, x: Scale, y: Scale): string {
  return runsOf(values)
    .map(({ from, run }) => {
      const points = run.map((value, at) => `${place(x(from + at))} ${place(y(value))}`);
      return `M${points.join("L")}${points.length === 1 ? "h0" : ""}`;
    })
    .join("");
}

/** The ground between two lines where both have values. */
export function bandPath(low: Values, high: Values, x: Scale, y: Scale): string {
  const both = low.map((value, at) => (high[at] === null ? null : value));
  return runsOf(both)
    .map(({ from, run }) => {
      const bottom = run.map((value, at) => `${place(x(from + at))} ${place(y(value))}`);
      const top = run.map((_, at) => `${place(x(from + at))} ${place(y(high[from + at] ?? 0))}`);
      return `M${[...bottom, ...top.reverse()].join("L")}Z`;
    })
    .join("");
}

/** The stretches of values without a gap. */
function runsOf(values: Values): readonly { readonly from: number; readonly run: readonly number[] }[] {
  const runs: { from: number; run: number[] }[] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.run.length === at) last.run.push(value);
    else runs.push({ from: at, run: [value] });
  }
  return runs;
}

/** A tenth of a pixel is enough. */
const place = (pixels: number): number => Math.round(pixels * 10) / 10;
