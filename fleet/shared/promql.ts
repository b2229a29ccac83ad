import { LEAST_FOR_BAND } from "../../src/internal/statistics/intervals.ts";

/** PromQL of the subset that 2.42 and 3.x understand alike: see `test/unit/fleet`. */
export function select(name: string, ...conditions: readonly string[]): string {
  const said = conditions.filter((condition) => condition !== "");
  return said.length === 0 ? name : `${name}{${said.join(", ")}}`;
}

export function sumBy(labels: readonly string[], expression: string): string {
  return labels.length === 0 ? `sum(${expression})` : `sum by (${labels.join(", ")}) (${expression})`;
}

/** A range that does not end now, and where it begins: `7d` that ended 6 hours ago began `7d6h` ago. */
export interface Earlier {
  readonly end: string;
  readonly begin: string;
}

/**
 * How much counters grew, those included that were born in the range. `increase` of Prometheus cannot see a counter's first value, since there is none before
 * it: a counter of rare events, such as loops, that is born with the value 1 and stays there would never have happened, nor anything of a process that lives
 * for a minute. All that a counter has that was not there before the range is what it grew; so it does not matter that VictoriaMetrics' `increase` is another.
 */
export function grown(counter: string, range: string, earlier?: Earlier): string {
  const { end, begin } = { end: earlier === undefined ? "" : ` offset ${earlier.end}`, begin: earlier?.begin ?? range };
  const before = `last_over_time(${counter}[${GAP}] offset ${begin})`;
  return `(increase(${counter}[${range}]${end}) and ${before} or last_over_time(${counter}[${range}]${end}) unless ${before})`;
}

/** A counter that was not reported for as long is another one: reports come once a minute, and may be late. */
const GAP = "15m";

/** A ratio that is not there where its whole is 0. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

/** A quantile of a histogram over all series that the selector takes, with the 95 % band of its order statistics: see `src/internal/statistics/intervals.ts`. */
export function quantileBand(
  percent: number,
  histogram: (suffix: "bucket" | "count") => string,
  range: string,
): { readonly value: string; readonly low: string; readonly high: string } {
  const p = percent / 100;
  const count = sumBy([], grown(histogram("count"), range));
  const buckets = sumBy(["le"], grown(histogram("bucket"), range));
  const spread = `1.96 * sqrt(${+(p * (1 - p)).toFixed(6)} / ${count})`;
  const end = (sign: "+" | "-", least: number): string =>
    `histogram_quantile(scalar(${p} ${sign} ${spread}), ${buckets}) and on () (${count} >= ${least})`;
  return {
    value: `histogram_quantile(${p}, ${buckets})`,
    low: end("-", LEAST_FOR_BAND),
    high: end("+", leastForHigh(p)),
  };
}

/** From so many values on the upper end of the band is one of them: 73 for p95. */
function leastForHigh(p: number): number {
  return Math.max(LEAST_FOR_BAND, Math.ceil((1.96 ** 2 * p) / (1 - p)));
}
