import type {
  Attributes,
  BatchObservableCallback,
  Context,
  Counter,
  Gauge,
  Histogram,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  ObservableCallback,
  UpDownCounter,
} from "@opentelemetry/api";
import type { Diag } from "../../internal/diag.ts";
import { guard } from "../../internal/guard.ts";

/** A meter provider to register before there is one to measure with: what is got from it follows once there is. */
export interface FollowingMeters {
  readonly provider: MeterProvider;
  /**
   * Measures with `provider` from here on, what was measured before included. The first one stays.
   *
   * @param isPaused - whether nothing is measured for now; the application's own provider always measures
   */
  follow(provider: MeterProvider, isPaused?: () => boolean): void;
}

/** Measurements kept until somebody counts them. */
const MAX_WAITING = 1_000;
const TOO_MANY = `of what is measured before the OpenTelemetry SDK is loaded, ${MAX_WAITING} measurements are kept`;

type Measure = (value: number, attributes?: Attributes, context?: Context) => void;
type Later<T> = () => T | undefined;

/** What is done with the provider once there is one. */
interface Steps {
  /** Nothing is measured for now, and nobody is asked. */
  isPaused(): boolean;
  /** What was given to the provider for each callback, to be taken away again. */
  readonly callbacks: WeakMap<ObservableCallback, ObservableCallback>;
  readonly batchCallbacks: WeakMap<BatchObservableCallback, BatchObservableCallback>;
  readonly provider: Later<MeterProvider>;
  /** Takes the step, at once if it can be. */
  register(step: () => void): void;
  /** Takes it later, if it is one of the first, with the attributes as they are now: the caller may go on to use the object. */
  measure(attributes: Attributes | undefined, step: (kept: Attributes) => void): void;
}

/** @param isPaused - as long as nothing is followed */
export function createFollowingMeters(diag: Diag, isPaused: () => boolean): FollowingMeters {
  let asked = isPaused;
  let followed: MeterProvider | undefined;
  let waiting: (() => void)[] = [];
  let measurements = 0;
  const steps: Steps = {
    isPaused: () => asked(),
    callbacks: new WeakMap(),
    batchCallbacks: new WeakMap(),
    provider: () => followed,
    register(step) {
      if (followed === undefined) waiting.push(step);
      else step();
    },
    measure(attributes, step) {
      measurements += 1;
      if (measurements > MAX_WAITING) diag.warn("metrics.early", TOO_MANY);
      else guard(diag, "metrics.early", () => void waiting.push(step.bind(undefined, { ...attributes })), undefined);
    },
  };
  return {
    provider: { getMeter: (...args) => new FollowingMeter(steps, args) },
    follow(provider, isPausedLater = () => false) {
      if (followed !== undefined) return;
      followed = provider;
      asked = isPausedLater;
      for (const step of waiting) guard(diag, "metrics.early", step, undefined);
      waiting = [];
    },
  };
}

/** The provider's instrument behind each of ours that observes: its meters know no others. */
const OBSERVED = new WeakMap<object, Later<Observable>>();

class FollowingMeter implements Meter {
  readonly #steps: Steps;
  readonly #meter: Later<Meter>;

  constructor(steps: Steps, args: Parameters<MeterProvider["getMeter"]>) {
    this.#steps = steps;
    this.#meter = once(() => steps.provider()?.getMeter(...args));
  }

  createCounter(name: string, options?: MetricOptions): Counter {
    return this.#adding(() => this.#meter()?.createCounter(name, options));
  }

  createUpDownCounter(name: string, options?: MetricOptions): UpDownCounter {
    return this.#adding(() => this.#meter()?.createUpDownCounter(name, options));
  }

  createHistogram(name: string, options?: MetricOptions): Histogram {
    return this.#recording(() => this.#meter()?.createHistogram(name, options));
  }

  createGauge(name: string, options?: MetricOptions): Gauge {
    return this.#recording(() => this.#meter()?.createGauge(name, options));
  }

  createObservableCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable(() => this.#meter()?.createObservableCounter(name, options));
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): Observable {
    return this.#observable(() => this.#meter()?.createObservableUpDownCounter(name, options));
  }

  createObservableGauge(name: string, options?: MetricOptions): Observable {
    return this.#observable(() => this.#meter()?.createObservableGauge(name, options));
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const given = [...observables];
    this.#steps.register(() =>
      this.#meter()?.addBatchObservableCallback(this.#translated(callback), given.map(behind)),
    );
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    const given = [...observables];
    this.#steps.register(() =>
      this.#meter()?.removeBatchObservableCallback(this.#translated(callback), given.map(behind)),
    );
  }

  #adding(make: Later<Counter>): Counter {
    const instrument = once(make);
    const add = this.#measuring(instrument, (to, ...measured) => to.add(...measured));
    return { add };
  }

  #recording(make: Later<Gauge>): Gauge {
    const instrument = once(make);
    const record = this.#measuring(instrument, (to, ...measured) => to.record(...measured));
    return { record };
  }

  #measuring<T>(instrument: Later<T>, measure: (to: T, ...measured: Parameters<Measure>) => void): Measure {
    return (value, attributes, context) => {
      if (this.#steps.isPaused()) return;
      const to = instrument();
      if (to !== undefined) return measure(to, value, attributes, context);
      this.#steps.measure(attributes, (kept) => {
        const later = instrument();
        if (later !== undefined) measure(later, value, kept, context);
      });
    };
  }

  #observable(make: Later<Observable>): Observable {
    const instrument = once(make);
    const observable: Observable = {
      addCallback: (callback: ObservableCallback) =>
        this.#steps.register(() => instrument()?.addCallback(this.#pausing(callback))),
      removeCallback: (callback: ObservableCallback) =>
        this.#steps.register(() => instrument()?.removeCallback(this.#pausing(callback))),
    };
    OBSERVED.set(observable, instrument);
    return observable;
  }

  #pausing(callback: ObservableCallback): ObservableCallback {
    const steps = this.#steps;
    return kept(steps.callbacks, callback, (result) => (steps.isPaused() ? undefined : callback(result)));
  }

  /** The callback, observing the provider's instruments where it names ours. */
  #translated(callback: BatchObservableCallback): BatchObservableCallback {
    const steps = this.#steps;
    return kept(steps.batchCallbacks, callback, (result) =>
      steps.isPaused()
        ? undefined
        : callback({ observe: (metric, value, attributes) => result.observe(behind(metric), value, attributes) }),
    );
  }
}

/** The one that was made first. */
function kept<T extends object>(made: WeakMap<T, T>, from: T, another: T): T {
  const known = made.get(from);
  if (known !== undefined) return known;
  made.set(from, another);
  return another;
}

/** Asks until there is one. */
function once<T>(make: Later<T>): Later<T> {
  let made: T | undefined;
  return () => (made ??= make());
}

function behind(observable: Observable): Observable {
  return OBSERVED.get(observable)?.() ?? observable;
}
