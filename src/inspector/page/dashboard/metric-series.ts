import type { MetricSeries, Series } from "../../api.ts";
import type { TimeRange } from "./time-range.ts";

/**
 * Sent metrics of one name in buckets of a range: the newest value of each; of cumulative histograms the mean of what
 * was measured up to then.
 */
export function metricSeries(all: readonly MetricSeries[], name: string, { fromUs, toUs, stepUs }: TimeRange): Series {
  const chosen = all.filter((series) => series.name === name);
  const buckets = Math.max(0, Math.round((toUs - fromUs) / stepUs));
  return {
    measure: name,
    unit: chosen[0]?.unit ?? "",
    timeUs: Array.from({ length: buckets }, (_, at) => fromUs + at * stepUs),
    stepUs,
    marks: [],
    lines: chosen.map(({ service, attributes, type, points }) => {
      const values = Array.from<number | null>({ length: buckets }).fill(null);
      for (const { timeUs, value, count } of points) {
        const at = Math.floor((timeUs - fromUs) / stepUs);
        if (at >= 0 && at < buckets) values[at] = /histogram|summary/.test(type) ? value / Math.max(1, count) : value;
      }
      return { name: [service, ...attributes.map(([key, value]) => `${key}=${String(value)}`)].join(" "), values };
    }),
  };
}
