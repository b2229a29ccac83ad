import { decodeMetrics } from "../../inspector/decode/metrics.ts";
import type { RawPoint } from "../../inspector/model/raw.ts";
import { plainAttributes } from "./plain.ts";
import type { TestAttributes } from "./span.ts";

/** What was measured with one set of labels. */
export interface TestMetricPoint {
  readonly attributes: TestAttributes;
  /** Of a sum or gauge its value; of a histogram the sum of what was measured. */
  readonly value: number;
  /** How many values were measured; 1 for sums and gauges. */
  readonly count: number;
}

/** A metric, with all that it measured since the client was made or cleared. */
export interface TestMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: RawPoint["type"];
  /** One for each set of labels. */
  readonly points: readonly TestMetricPoint[];
}

/** The metrics of a report, without what an earlier report had counted. */
export function readMetrics(report: Uint8Array, before: readonly TestMetric[] = []): readonly TestMetric[] {
  const metrics = new Map<string, Omit<TestMetric, "points"> & { readonly points: TestMetricPoint[] }>();
  const counted = new Map(
    before.flatMap(({ name, points }) => points.map((point) => [keyOf(name, point.attributes), point])),
  );
  decodeMetrics(report, (raw) => {
    const { metric: name, unit, description, type } = raw;
    const attributes = plainAttributes(raw.attributes);
    const earlier = type === "gauge" ? undefined : counted.get(keyOf(name, attributes));
    const isHistogram = type !== "gauge" && type !== "sum";
    const value = raw.value - (earlier?.value ?? 0);
    const count = isHistogram ? raw.count - (earlier?.count ?? 0) : raw.count;
    if (earlier !== undefined && (isHistogram ? count === 0 : value === 0)) return;
    const metric = metrics.get(name) ?? { name, unit, description, type, points: [] };
    metrics.set(name, metric);
    metric.points.push({ attributes, value, count });
  });
  return [...metrics.values()];
}

function keyOf(name: string, attributes: TestAttributes): string {
  return JSON.stringify([name, Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1))]);
}
