import type { HrTime } from "@opentelemetry/api";
import type { MeterProvider, MetricData, ResourceMetrics } from "@opentelemetry/sdk-metrics";

type Result = { readonly _buffer: object };
type BatchResult = { readonly _buffer: ReadonlyMap<object, object> };

interface Observed {
  readonly _metricStorages: Iterable<{ record(measured: object, time: HrTime): void }>;
}

interface Callback {
  readonly callback: (result: Result) => unknown;
  readonly instrument: Observed;
}

interface BatchCallback {
  readonly callback: (result: BatchResult) => unknown;
  readonly instruments: Iterable<Observed>;
}

interface Observables {
  _callbacks: readonly Callback[];
  _batchCallbacks: readonly BatchCallback[];
  observe(time: HrTime): Promise<unknown>;
}

/** What the bundled version of the SDK has behind a provider; a test holds that it is so. */
interface ProviderState {
  readonly resource: ResourceMetrics["resource"];
  readonly metricCollectors: readonly object[];
  readonly meterSharedStates: ReadonlyMap<string, MeterState>;
}

interface MeterState {
  readonly _instrumentationScope: ResourceMetrics["scopeMetrics"][number]["scope"];
  readonly observableRegistry: Observables;
  readonly metricStorageRegistry: {
    getStorages(
      collector: object,
    ): readonly { collect(collector: object, time: HrTime): MetricData | null | undefined }[];
  };
}

/**
 * What the SDK's own `collect` gives, at once: that one waits for callbacks, and at the end of a process nothing can wait. Callbacks are asked,
 * and what they observe before they return counts; what an asynchronous one would observe later does not.
 */
export function collectAtOnce(provider: MeterProvider): ResourceMetrics {
  const { _sharedState: state } = provider as unknown as { readonly _sharedState: ProviderState };
  const [collector] = state.metricCollectors;
  const scopeMetrics: ResourceMetrics["scopeMetrics"] = [];
  if (collector === undefined) return { resource: state.resource, scopeMetrics };
  const now = Date.now();
  const time: HrTime = [Math.trunc(now / 1_000), (now % 1_000) * 1e6];
  for (const { _instrumentationScope: scope, observableRegistry, metricStorageRegistry } of [
    ...state.meterSharedStates.values(),
  ]) {
    observe(observableRegistry, time);
    const metrics = metricStorageRegistry
      .getStorages(collector)
      .flatMap((storage) => storage.collect(collector, time) ?? []);
    if (metrics.length > 0) scopeMetrics.push({ scope, metrics });
  }
  return { resource: state.resource, scopeMetrics };
}

/** The SDK asks all callbacks before it waits for the first, and notes afterwards what they observed: here each is noted as it returns. */
function observe(observables: Observables, time: HrTime): void {
  const { _callbacks: callbacks, _batchCallbacks: batches } = observables;
  const note = (instrument: Observed, measured: object): void => {
    for (const storage of instrument._metricStorages) storage.record(measured, time);
  };
  observables._callbacks = callbacks.map(({ callback, instrument }) => ({
    instrument,
    callback(result) {
      const returned = callback(result);
      note(instrument, result._buffer);
      return returned;
    },
  }));
  observables._batchCallbacks = batches.map(({ callback, instruments }) => ({
    instruments,
    callback(result) {
      const returned = callback(result);
      for (const instrument of instruments) {
        const measured = result._buffer.get(instrument);
        if (measured !== undefined) note(instrument, measured);
      }
      return returned;
    },
  }));
  try {
    void observables.observe(time);
  } finally {
    observables._callbacks = callbacks;
    observables._batchCallbacks = batches;
  }
}
