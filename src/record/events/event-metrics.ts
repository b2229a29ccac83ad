import type { EventDefinition, EventMetricDefinition, EventTable, MetricInstrumentKind } from "./event-definition.ts";

/** An instrument that events feed, to be created once. */
export interface MetricInstrument {
  readonly name: string;
  readonly instrument: MetricInstrumentKind;
  readonly unit: string;
  readonly description: string;
  /** Boundaries of a histogram. */
  readonly buckets?: readonly number[];
}

/** The metric lines of an event, none when it feeds no metric. */
export function metricsOf(definition: EventDefinition): readonly EventMetricDefinition[] {
  const { metric } = definition;
  if (metric === undefined) return [];
  return isList(metric) ? metric : [metric];
}

/** The instruments that a table's events feed, each once, in the order of the table. */
export function metricInstruments(table: EventTable): readonly MetricInstrument[] {
  const byName = new Map<string, MetricInstrument>();
  for (const definition of Object.values(table)) {
    for (const metric of metricsOf(definition)) {
      if (byName.has(metric.name)) continue;
      const { name, instrument, unit, description, buckets } = metric;
      byName.set(name, { name, instrument, unit, description, ...(buckets !== undefined && { buckets }) });
    }
  }
  return [...byName.values()];
}

function isList(
  metric: EventMetricDefinition | readonly EventMetricDefinition[],
): metric is readonly EventMetricDefinition[] {
  return Array.isArray(metric);
}
