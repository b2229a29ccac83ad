import { createTreePrinter } from "../debug/tree-printer.ts";
import type { MemoryDestination } from "../export/destinations/destination.ts";
import { createDiag, type Diag } from "../internal/diag.ts";
import { guard, ignoreRejection } from "../internal/guard.ts";
import { setNameCleaner } from "../internal/name-cleaner.ts";
import { unknownSwitches } from "../internal/opt-out.ts";
import { activeOtelGlobals, type OtelGlobals } from "../internal/otel-globals.ts";
import { randomUuid } from "../internal/random-uuid.ts";
import { sharedState } from "../internal/shared-state.ts";
import { Limits } from "../monitor/limits.ts";
import { loopsOf } from "../monitor/loops/loops.ts";
import type { PriceTable } from "../pricing/price-table.ts";
import { createPricing } from "../pricing/pricing.ts";
import { cleanName } from "../privacy/clean-name.ts";
import { createRecordClient } from "../record/client.ts";
import { identityAttributes } from "../record/identity.ts";
import type { RecorderPorts } from "../record/ports.ts";
import { Recorder } from "../record/recorder.ts";
import { tellAnomaly } from "../record/tell/anomaly.ts";
import { tellLimit } from "../record/tell/limit.ts";
import { tellRetention } from "../record/tell/retention.ts";
import { APP_INSTALLATION_ID } from "../semconv/core-attributes.ts";
import { type Clock, createClock } from "../trace/clock.ts";
import { validateBudget } from "./budget-check.ts";
import { ConfigError } from "./config-error.ts";
import { createMonitors } from "./create-monitors.ts";
import { debugMode } from "./debug-mode.ts";
import { describeTelemetry } from "./describe.ts";
import { keepExampleWork } from "./example-work.ts";
import { delegateOf } from "./globals/delegate-of.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { installationId } from "./installation-id.ts";
import { createLifecycle } from "./lifecycle.ts";
import { NO_MONITORS } from "./off-telemetry.ts";
import type { TelemetryOptions } from "./options.ts";
import { resolveOutputs } from "./outputs.ts";
import { createProviders } from "./providers.ts";
import { createRootFlush } from "./root-flush.ts";
import { createSettleGate } from "./settle-gate.ts";
import type { Telemetry } from "./telemetry.ts";
import { validateOptions } from "./validate-options.ts";
import { verifyClient } from "./verify/verify-client.ts";

/** What a client is made in: the process, or a test. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes all records: nothing is sent, kept on disk or registered with the OpenTelemetry API. */
  readonly memory?: MemoryDestination["take"];
  /** @defaultValue the system's */
  readonly clock?: Clock;
  /** Loaded already, so that no record waits for it. @defaultValue the bundled one, loaded later */
  readonly priceTable?: PriceTable | undefined;
}

/** A client, and the hold on it that no application needs. */
export interface StartedTelemetry {
  readonly telemetry: Telemetry;
  /** Hands over what was measured so far, at once. */
  collectMetrics(): void;
}

/**
 * Makes a client of its parts. It is not yet the one that `fromContext()` gives.
 *
 * @throws ConfigError when an option is wrong, before anything is started
 */
export function startTelemetry(options: TelemetryOptions, surroundings: Surroundings): StartedTelemetry {
  const { env, memory, priceTable } = surroundings;
  validateOptions(options);

  setNameCleaner(cleanName);
  const diag = createDiag();
  for (const { name, word } of unknownSwitches(env)) {
    diag.warn(`env:${name}`, `${name}=${word.slice(0, 40)} turns nothing off, so telemetry is on`);
  }
  const debug = debugMode(options.debug, env, diag);
  const host = hostProviders(options.host);
  const outputs = resolveOutputs({
    options,
    env,
    diag,
    isHost: host !== undefined,
    sends: debug !== "only",
    memory,
    onDeleted: (deleted) => tellRetention(recorder, deleted),
  });
  const clock = surroundings.clock ?? createClock();
  const isIsolated = memory !== undefined;
  const providers = createProviders({ outputs, host, isIsolated, env, diag, clock, recorder: () => recorder });
  const pricing = createPricing(options.pricing === false ? { enabled: false } : (options.pricing ?? {}), {
    now: () => clock.now(),
    warn: diag.warn,
    table: priceTable,
  });
  const gate = createSettleGate(diag);
  if (isIsolated && (pricing.ready || options.pricing === false)) gate.open();
  const loops = loopsOf(typeof options.monitors === "object" ? options.monitors.loops : options.monitors);
  const limits = new Limits(options.budgets ?? [], loops?.stops === true, {
    now: () => clock.now(),
    steady: () => clock.now(0),
    tell(notice, notify, place) {
      tellLimit(recorder, notice, place);
      if (notify !== undefined) guard(diag, "budget.notify", () => ignoreRejection(notify(notice)), undefined);
    },
  });
  const monitor = createMonitors(options.monitors, {
    now: () => clock.now(),
    diag,
    tell: (alert) => tellAnomaly(recorder, alert),
  });
  const { waitUntil } = options;
  const ports: RecorderPorts = {
    spans: providers.spans,
    metrics: providers.metrics.source,
    events: providers.events,
    content: outputs.content,
    pricing,
    names: outputs.names,
    context: providers.contexts,
    clock,
    newId: randomUuid,
    diag,
    settle: gate.settle,
    awaitsPrices: () => gate.isClosed,
    ...(waitUntil !== undefined && {
      onRootEnd: createRootFlush({ waitUntil, flush: () => lifecycle.flush(), diag }),
    }),
    limits,
    ...(loops !== undefined && { loops }),
    ...(monitor !== undefined && { monitor }),
    observers: [...(debug === false ? [] : [createTreePrinter()]), ...(options.observers ?? [])],
    onRefused: outputs.pipeline.refused,
    semconv: options.semconv ?? "latest",
    env,
  };
  const recorder: Recorder = new Recorder(ports, identityOf(options, env, diag));
  const heartbeat = createHeartbeat(options.heartbeat, { recorder, diag });
  heartbeat?.start();
  const lifecycle = createLifecycle({
    recorder,
    heartbeat,
    pipeline: outputs.pipeline,
    providers,
    pricing,
    redactor: outputs.redactor,
    gate,
    diag,
    hosted: host !== undefined,
    keepExample: () => keepExampleWork(ports, clock),
  });
  const facts = () => {
    const state = recorder.isClosed ? "shut down" : recorder.isRecording ? "recording" : "paused";
    return { outputs, hosted: host !== undefined, debug, state } as const;
  };
  const describe = (): string => describeTelemetry({ ...facts(), prices: pricing.staleNote });
  const telemetry: Telemetry = {
    ...createRecordClient(recorder),
    budget(budget) {
      validateBudget(budget);
      return limits.share(budget);
    },
    monitors: () => guard(diag, "monitors", () => monitor?.report() ?? NO_MONITORS, NO_MONITORS),
    get enabled() {
      return recorder.isRecording;
    },
    describe,
    verify: verifyClient(() => ({
      ...facts(),
      options,
      env,
      globals: activeOtelGlobals(),
      summary: describe(),
    })),
    ...lifecycle,
  };
  recorder.client = telemetry;
  return { telemetry, collectMetrics: providers.metrics.collectNow };
}

/** The providers the application registered, when they are to be used. */
function hostProviders(mode: TelemetryOptions["host"] = "auto"): OtelGlobals | undefined {
  if (mode === "own") return undefined;
  const globals = activeOtelGlobals();
  const isForeign = globals?.trace !== undefined && !sharedState().ownProviders.has(delegateOf(globals.trace));
  if (isForeign) return globals;
  if (mode === "auto") return undefined;
  const expected = '"auto", or a tracer provider registered with the OpenTelemetry API before init';
  throw new ConfigError({ option: "host", expected, got: '"attach" and no provider' });
}

function identityOf(
  options: TelemetryOptions,
  env: RecorderPorts["env"],
  diag: Diag,
): ReturnType<typeof identityAttributes> {
  const { user, tenant, installation } = options.identity ?? {};
  const id = installation === undefined || installation === false ? undefined : installationId(installation, env, diag);
  return { ...identityAttributes({ user, tenant }), ...(id !== undefined && { [APP_INSTALLATION_ID]: id }) };
}
