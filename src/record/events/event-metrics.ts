import type { MetricDefinition } from "../../semconv/metrics.ts";
import type { EventDefinition, EventMetricDefinition, EventTable } from "./event-definition.ts";

/** The metric lines of an event, none when it feeds no metric. */
export function metricsOf(definition: EventDefinition): readonly EventMetricDefinition[] {
  const { metric } = definition;
  if (metric === undefined) return [];
  return isList(metric) ? metric : [metric];
}

/** The instruments that a table's events feed, each once, in the order of the table. */
export function metricInstruments(table: EventTable): readonly MetricDefinition[] {
  const byName = new Map<string, MetricDefinition>();
  for (const definition of Object.values(table)) {
    for (const metric of metricsOf(definition)) {
      if (!byName.has(metric.name)) byName.set(metric.name, toInstrument(definition, metric));
    }
  }
  return [...byName.values()];
}

/** The instrument of one metric line. It counts in whole numbers when what it measures is whole. */
export function toInstrument(definition: EventDefinition, metric: EventMetricDefinition): MetricDefinition {
  const { name, instrument, unit, description, value, scale = 1, buckets } = metric;
  const isWhole = value === 1 || (definition.attributes[value]?.type === "int" && Number.isInteger(scale));
  const valueType = isWhole ? "int" : "double";
  return { name, instrument, unit, description, valueType, ...(buckets !== undefined && { buckets }) };
}

function isList(
  metric: EventMetricDefinition | readonly EventMetricDefinition[],
): metric is readonly EventMetricDefinition[] {
  return Array.isArray(metric);
}
