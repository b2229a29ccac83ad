import type { DropReason } from "../export/delivery.ts";
import type { Destination } from "../export/destinations/destination.ts";
import { destinationSignals } from "../export/destinations/destination.ts";
import type { QueueHealth } from "../export/queue/send-queue.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { MetricAggregator } from "../metrics/aggregator.ts";
import {
  ERROR_TYPE,
  OTEL_COMPONENT_NAME,
  OTEL_COMPONENT_TYPE,
  SERVER_ADDRESS,
  SERVER_PORT,
} from "../semconv/core-attributes.ts";
import { DELIVERY_METRICS, type DeliveryMetricKey } from "../semconv/metrics.ts";
import type { Outputs } from "./outputs.ts";

type Signal = keyof typeof DELIVERY_METRICS;
type Value = readonly [value: number, errorType?: string];

/** The two parts that one destination and signal have, as metrics name them. */
interface Component {
  readonly processor: TelemetryAttributes;
  readonly exporter: TelemetryAttributes;
}

/** What the conventions call a record that came after the end, or that a backend rejects. */
const ERROR_TYPES: Readonly<Partial<Record<DropReason, string>>> = {
  disabled: "already_shutdown",
  rejected_by_backend: "rejected",
};

/** Reports what became of spans and events from the counters of the pipeline, whenever metrics are reported. */
export function observeDelivery(
  source: Pick<MetricAggregator, "createObservableCounter" | "createObservableUpDownCounter">,
  { destinations, pipeline }: Pick<Outputs, "destinations" | "pipeline">,
): void {
  for (const signal of Object.keys(DELIVERY_METRICS) as Signal[]) {
    const components = componentsOf(destinations, signal);
    if (components.size === 0) continue;
    for (const key of Object.keys(DELIVERY_METRICS[signal]) as DeliveryMetricKey[]) {
      const { name, instrument, unit, description } = DELIVERY_METRICS[signal][key];
      const create = instrument === "counter" ? "createObservableCounter" : "createObservableUpDownCounter";
      source[create](name, { unit, description, valueType: 0 }, (observe) => {
        for (const health of pipeline.health().destinations) {
          const component = components.get(health.name);
          if (component === undefined) continue;
          const labels = key === "processed" || key === "queueSize" ? component.processor : component.exporter;
          for (const [value, errorType] of valuesOf(health)[key]) {
            observe(value, errorType === undefined ? labels : { ...labels, [ERROR_TYPE]: errorType });
          }
        }
      });
    }
  }
}

/** By the names that the pipeline gives its queues. */
function componentsOf(destinations: readonly Destination[], signal: Signal): ReadonlyMap<string, Component> {
  const word = signal === "traces" ? "span" : "log";
  const components = new Map<string, Component>();
  const numbers = new Map<string, number>();
  const numbered = (type: string): TelemetryAttributes => {
    const number = numbers.get(type) ?? 0;
    numbers.set(type, number + 1);
    return { [OTEL_COMPONENT_TYPE]: type, [OTEL_COMPONENT_NAME]: `${type}/${number}` };
  };
  for (const destination of destinations) {
    if (!destinationSignals(destination).includes(signal)) continue;
    components.set(`${destination.name} ${signal}`, {
      processor: numbered(`agentscribe_${word}_processor`),
      exporter: { ...numbered(exporterType(destination, signal, word)), ...serverOf(destination, signal) },
    });
  }
  return components;
}

function exporterType(destination: Destination, signal: Signal, word: string): string {
  if (destination.type !== "otlp") return `agentscribe_${destination.type}_${word}_exporter`;
  const isJson = destination.endpoints[signal]?.protocol === "http/json";
  return `otlp_http_${isJson ? "json_" : ""}${word}_exporter`;
}

function serverOf(destination: Destination, signal: Signal): TelemetryAttributes {
  const url = destination.type === "otlp" ? destination.endpoints[signal]?.url : undefined;
  if (url === undefined) return {};
  const { hostname, port, protocol } = new URL(url);
  return { [SERVER_ADDRESS]: hostname, [SERVER_PORT]: Number(port) || (protocol === "https:" ? 443 : 80) };
}

function valuesOf(health: QueueHealth): Readonly<Record<DeliveryMetricKey, readonly Value[]>> {
  const { delivered, sent, sentDropped, dropped, pending, onDisk } = health;
  const before: Value[] = [];
  const after: Value[] = [];
  let lost = 0;
  for (const [reason, count] of Object.entries(dropped) as [DropReason, number][]) {
    const late = sentDropped[reason] ?? 0;
    const errorType = ERROR_TYPES[reason] ?? reason;
    if (count > late) before.push([count - late, errorType]);
    if (late > 0) after.push([late, errorType]);
    lost += late;
  }
  const inflight = sent - delivered - lost;
  return {
    processed: [[sent], ...before],
    queueSize: [[pending + onDisk - inflight]],
    exported: [[delivered], ...after],
    inflight: [[inflight]],
  };
}
