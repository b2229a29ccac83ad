import { type FlushOptions as FlushTime, flushLimit } from "../export/bounded-flush.ts";
import type { DeliveryReport } from "../export/delivery.ts";
import type { Pipeline } from "../export/pipeline.ts";
import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import { outside } from "../internal/outside.ts";
import { onProcessEnd } from "../internal/process-end.ts";
import { monotonicMillis, realTimers } from "../internal/real-timers.ts";
import { waitAtMost } from "../internal/wait-at-most.ts";
import type { PeriodicCollector } from "../metrics/periodic-collector.ts";
import type { Pricing } from "../pricing/pricing.ts";
import type { Redactor } from "../privacy/redactor.ts";
import type { Recorder } from "../record/recorder.ts";
import { leaveDefault } from "./default-client.ts";
import { createDeliveryNotice } from "./delivery-notice.ts";
import { createNaturalEnd } from "./natural-end.ts";
import type { Providers } from "./providers.ts";
import type { SettleGate } from "./settle-gate.ts";
import type { FlushOptions, Telemetry } from "./telemetry.ts";

interface LifecycleSettings {
  readonly recorder: Recorder;
  readonly heartbeat: Pick<PeriodicCollector, "stop"> | undefined;
  readonly pipeline: Pipeline;
  readonly providers: Providers;
  readonly pricing: Pricing;
  readonly redactor: Pick<Redactor, "stats">;
  readonly gate: SettleGate;
  readonly diag: Diag;
  readonly hosted: boolean;
  /** See `keepExampleWork`. */
  readonly keepExample: () => () => void;
}

type Lifecycle = Pick<Telemetry, "health" | "flush" | "shutdown" | "enable" | "disable"> & {
  [Symbol.asyncDispose](): Promise<void>;
};

/** Records get this long even where everything before them took its time. */
const LEAST_MILLIS = 250;
/** Timers take no more than this. */
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1;

/** Loads what is heavy after `init` returned, and answers flush, shutdown and the natural end of the process. */
export function createLifecycle(settings: LifecycleSettings): Lifecycle {
  const { recorder, pipeline, providers, pricing, gate, diag } = settings;
  const notice = createDeliveryNotice({ health: () => pipeline.health(), diag });
  if (pipeline.health().destinations.length > 0) notice.start();
  let withoutExample: (() => void) | undefined;
  recorder.onFirstScope = () => {
    withoutExample = settings.keepExample();
  };
  let ready: Promise<void> | undefined;
  let stopping: Promise<DeliveryReport> | undefined;

  /** Prices first: they hold the spans back. */
  function load(): Promise<void> {
    // What it loads lives on after a request that asked for it first.
    ready ??= outside(() =>
      pricing
        .load()
        .then(gate.open, gate.open)
        .then(() => pipeline.start())
        .then(() => providers.startSdk())
        .then(() => {}),
    );
    return ready;
  }

  async function collect(timeoutMillis: number): Promise<void> {
    const work = async (): Promise<void> => {
      await load();
      await (await providers.startSdk())?.collectMetrics();
    };
    await within(timeoutMillis, work(), diag);
    gate.open();
    // After the prices: what a call costs is a metric too.
    providers.metrics.collectNow();
  }

  const onNaturalEnd = createNaturalEnd({
    recorder,
    accepted: () => pipeline.health().destinations.reduce((sum, { accepted }) => sum + accepted, 0),
    flush: (budgetMillis) => flush({ budgetMillis, atEnd: true }),
    onOver: pipeline.sayUndelivered,
  });
  const unlistenEnd = onProcessEnd("beforeExit", () => {
    if (stopping === undefined) onNaturalEnd();
  });

  /** Whatever ends the process, short of a signal: what is in memory goes to disk. Nothing here can wait. */
  const unlistenExit = onProcessEnd("exit", () => {
    gate.open();
    providers.metrics.collectNow();
    providers.sdk?.collectMetricsNow();
    pipeline.exit();
    notice.collectNow();
  });

  /** A framework may give its result some microtasks before it ends its scopes: what is about to end by itself does so within a turn of the loop. */
  async function lastOnesEnded(): Promise<void> {
    if (recorder.openScopes > 0) await new Promise<void>((resolve) => void realTimers.setImmediate(resolve));
  }

  async function flush(options: FlushTime = {}): Promise<DeliveryReport> {
    const started = monotonicMillis();
    await lastOnesEnded();
    await collect(flushLimit(options));
    const report = await pipeline.flush(rest(options, started));
    notice.collectNow();
    return report;
  }

  async function stop(options: FlushTime): Promise<DeliveryReport> {
    const started = monotonicMillis();
    settings.heartbeat?.stop();
    await lastOnesEnded();
    recorder.close();
    withoutExample?.();
    await within(flushLimit(options), load(), diag);
    gate.open();
    providers.metrics.stop();
    // Stopping the SDK collects the metrics of others a last time, so the pipeline stops after it.
    await within(Math.max(50, flushLimit(options) - (monotonicMillis() - started)), stopSdk(), diag);
    const report = await pipeline.shutdown(rest(options, started));
    notice.collectNow();
    notice.stop();
    unlistenEnd();
    unlistenExit();
    leaveDefault(recorder.client);
    return report;
  }

  async function stopSdk(): Promise<void> {
    await (await providers.startSdk())?.shutdown();
  }

  realTimers.setImmediate(() => void load()).unref();
  const shutdown = (options?: FlushOptions): Promise<DeliveryReport> => (stopping ??= stop(usable(options)));
  return {
    // What it loads and collects is no part of the request that asks for it.
    flush: (options) => outside(() => flush(usable(options))),
    shutdown,
    enable: () => {
      recorder.paused = false;
    },
    disable: () => {
      recorder.paused = true;
    },
    health: () => ({
      ...pipeline.health(),
      enabled: recorder.isRecording,
      mode: settings.hosted ? "host" : "own",
      problems: { ...diag.counts(), ...droppedTexts(settings.redactor) },
    }),
    [Symbol.asyncDispose]: async () => {
      await shutdown();
    },
  };
}

/** Texts that the application's redactor asked to drop: no trouble, which would be said, but missing all the same. */
function droppedTexts(redactor: Pick<Redactor, "stats">): Readonly<Record<string, number>> {
  const { dropped } = redactor.stats();
  return dropped > 0 ? { "redactor:dropped": dropped } : {};
}

/** Options that can be read, with a limit that is one. */
function usable(options: FlushOptions | undefined): FlushTime {
  try {
    const limit: unknown = options?.timeoutMillis;
    return typeof limit === "number" && limit >= 0 ? { timeoutMillis: Math.min(limit, MAX_TIMEOUT_MILLIS) } : {};
  } catch {
    return {}; // A getter or Proxy of the caller threw.
  }
}

/** What is left of the time: that of the caller, else the usual one, which all steps share. */
function rest(options: FlushTime, started: number): FlushTime {
  const left = flushLimit(options) - (monotonicMillis() - started);
  return options.timeoutMillis === undefined
    ? { ...options, budgetMillis: Math.max(LEAST_MILLIS, left) }
    : { timeoutMillis: Math.max(50, left) };
}

/** Waits for work for a limited time; its failure is said, never thrown. */
async function within(millis: number, work: Promise<unknown>, diag: Diag): Promise<void> {
  try {
    await waitAtMost(millis, work);
  } catch (error) {
    diag.warn("lifecycle", `metrics could not be collected: ${describeError(error)}`);
  }
}
