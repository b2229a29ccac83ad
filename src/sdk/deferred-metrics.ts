import type { Attributes, Context, Counter, Histogram, Meter, MetricOptions, UpDownCounter } from "@opentelemetry/api";
import type { MetricSource } from "../record/ports.ts";

/** Instruments that can be used before the metrics SDK is loaded: measurements wait and are replayed in order. */
export interface DeferredMetrics extends MetricSource {
  /** Sends what waited to real instruments, and everything from here on directly. */
  attach(meter: Pick<Meter, "createCounter" | "createUpDownCounter" | "createHistogram">): void;
  readonly waiting: number;
  /** Measurements that came when too many waited already. */
  readonly dropped: number;
}

type Kind = "createCounter" | "createUpDownCounter" | "createHistogram";
type Measure = (value: number, attributes?: Attributes, context?: Context) => void;

const MAX_WAITING = 50_000;

export function createDeferredMetrics(): DeferredMetrics {
  let meter: Parameters<DeferredMetrics["attach"]>[0] | undefined;
  let waiting: (() => void)[] = [];
  let dropped = 0;

  function instrument(kind: Kind, name: string, options: MetricOptions): { add: Measure; record: Measure } {
    let real: Measure | undefined;
    const measure: Measure = (value, attributes, context) => {
      if (meter !== undefined) {
        real ??= realMeasure(meter, kind, name, options);
        real(value, attributes, context);
      } else if (waiting.length < MAX_WAITING) waiting.push(() => measure(value, attributes, context));
      else dropped += 1;
    };
    return { add: measure, record: measure };
  }

  return {
    createCounter: (name, options): Counter => ({ add: instrument("createCounter", name, options).add }),
    createUpDownCounter: (name, options): UpDownCounter => ({
      add: instrument("createUpDownCounter", name, options).add,
    }),
    createHistogram: (name, options): Histogram => ({ record: instrument("createHistogram", name, options).record }),
    attach(attached) {
      meter = attached;
      const replay = waiting;
      waiting = [];
      for (const measure of replay) measure();
    },
    get waiting() {
      return waiting.length;
    },
    get dropped() {
      return dropped;
    },
  };
}

function realMeasure(
  meter: Parameters<DeferredMetrics["attach"]>[0],
  kind: Kind,
  name: string,
  options: MetricOptions,
): Measure {
  if (kind === "createHistogram") {
    const histogram = meter.createHistogram(name, options);
    return (value, attributes, context) => histogram.record(value, attributes, context);
  }
  const counter = meter[kind](name, options);
  return (value, attributes, context) => counter.add(value, attributes, context);
}
