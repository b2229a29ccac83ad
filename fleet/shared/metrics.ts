import { metricInstruments } from "../../src/record/events/event-metrics.ts";
import { EVENTS } from "../../src/record/events.ts";
import { DELIVERY_METRICS, GAUGES, METRICS, METRICS_1_36 } from "../../src/semconv/metrics.ts";
import { type NamedMetric, prometheusName } from "./prometheus-name.ts";

/** Every metric of this package by its name. */
export const OWN_METRICS: ReadonlyMap<string, NamedMetric> = new Map(
  [
    ...Object.values(METRICS),
    ...Object.values(METRICS_1_36),
    ...Object.values(DELIVERY_METRICS).flatMap((metrics) => Object.values(metrics)),
    ...metricInstruments(EVENTS),
    ...Object.values(GAUGES).map((gauge) => ({ ...gauge, instrument: "gauge" as const })),
  ].map((metric) => [metric.name, metric]),
);

/** The name of one of our metrics in Prometheus, from the code that measures it. @throws when there is no such metric */
export function metric(name: string): string {
  const known = OWN_METRICS.get(name);
  if (known === undefined) throw new Error(`This package measures no ${name}`);
  return prometheusName(known);
}
