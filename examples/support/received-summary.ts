import type { ReceivedMetric } from "./otlp/flatten-otlp.ts";
import type { Receiver } from "./otlp-receiver.ts";

/** Spans, events and metrics that a backend received, by name and count, as lines of text. */
export function summarizeReceived(receiver: Receiver): readonly string[] {
  const spans = receiver.spans();
  const traces = new Set(spans.map(({ traceId }) => traceId)).size;
  const logs = receiver.logs();
  const all = [...latest(receiver.metrics()).values()];
  // What they say of delivery ends with the last report, which is sent before the last spans are.
  const metrics = all.filter(({ name }) => !name.startsWith("otel.sdk."));
  return [
    `${spans.length} spans in ${traces} trace${traces === 1 ? "" : "s"}`,
    ...counted(spans.map(({ name }) => name)),
    `${logs.length} events`,
    ...counted(logs.map(({ eventName }) => eventName)),
    `${metrics.length} metrics, and ${all.length - metrics.length} of delivery`,
    ...metrics.map((metric) => `  ${amountOf(metric).padStart(12)}  ${metric.name}`).sort(byName),
  ];
}

function counted(names: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `  ${String(count).padStart(12)}  ${name}`).sort(byName);
}

/** Metrics are cumulative: the last one of a name holds what came before. */
function latest(metrics: readonly ReceivedMetric[]): ReadonlyMap<string, ReceivedMetric> {
  return new Map(metrics.map((metric) => [metric.name, metric]));
}

/** The sum of a counter, the number of measurements of a histogram. */
function amountOf({ type, unit, points }: ReceivedMetric): string {
  const isHistogram = type === "histogram" || type === "exponentialHistogram";
  const sum = points.reduce((total, { value, count }) => total + (isHistogram ? count : value), 0);
  if (isHistogram) return `${sum} measured`;
  return unit === "USD" ? `$${sum.toFixed(5)}` : String(Math.round(sum * 1000) / 1000);
}

function byName(one: string, other: string): number {
  return one.slice(14).localeCompare(other.slice(14));
}
