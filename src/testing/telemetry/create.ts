import type * as Core from "../../core.ts";
import type { Telemetry, TelemetryOptions } from "../../index.ts";
import { buildTree, type RecordedTree } from "../view/build-tree.ts";
import {
  decisionsIn,
  modelCallsIn,
  outcomesIn,
  type TestDecision,
  type TestOutcome,
  toolCallsIn,
} from "../view/finders.ts";
import { readMetrics, type TestMetric } from "../view/metrics.ts";
import { type NormalisedSpan, normalise } from "../view/normalised.ts";
import { type OutlineNode, outlineOf } from "../view/outline.ts";
import { printTree } from "../view/print-tree.ts";
import type { TestEvent, TestSpan, TestTrace } from "../view/span.ts";
import { makeDefault } from "./make-default.ts";
import { Memory } from "./memory.ts";
import { steadyClock } from "./steady-clock.ts";
import { initOptionsOf, type TestTelemetryOptions } from "./test-options.ts";
import { type WaitForOptions, waitFor } from "./wait-for.ts";

/** A client that records in memory, and what it recorded. Every reading is of what came so far. */
export interface TestTelemetry extends Telemetry {
  /** Spans that have ended, in the order they started. */
  readonly spans: readonly TestSpan[];
  /** Log records, as `record()` makes them, in the order they came. */
  readonly events: readonly TestEvent[];
  readonly metrics: readonly TestMetric[];
  readonly traces: readonly TestTrace[];
  /** The roots of all traces, with their children in them. */
  tree(): readonly TestSpan[];
  /** Model calls, each request once. */
  readonly modelCalls: readonly TestSpan[];
  /** Executions of tools. */
  readonly toolCalls: readonly TestSpan[];
  readonly decisions: readonly TestDecision[];
  readonly outcomes: readonly TestOutcome[];
  /** How the last task or other scope that says so turned out. */
  readonly outcome: TestOutcome | undefined;
  /** Scopes that have not ended: their spans are not recorded yet. */
  readonly open: readonly string[];
  /** The tree as labels, which `toMatchTrace()` compares. */
  outline(): readonly OutlineNode[];
  /** The tree as text for people. */
  print(): string;
  /** The tree for snapshots: without ids, times and versions, in a stable order. */
  normalised(): readonly NormalisedSpan[];
  /** Each request that would have been sent, as OTLP: one record each, and the newest report of metrics. */
  requests(): readonly { readonly signal: "traces" | "logs" | "metrics"; readonly body: Uint8Array }[];
  /** Runs a function in which `fromContext()` and wrappers find this client; returns what it returns. */
  run<T>(fn: () => T): T;
  /**
   * Waits until a function answers something, asked again after each record; gives its answer.
   *
   * @throws WaitForTimeout with what was recorded, in the time of the system
   */
  waitFor<T>(
    predicate: (telemetry: TestTelemetry) => T,
    options?: WaitForOptions,
  ): Promise<NonNullable<Exclude<T, false>>>;
  /** Forgets what was recorded so far, metrics included. */
  clear(): void;
}

/** Told apart from everything else, whichever copy of this package made it. */
export const TEST_TELEMETRY: unique symbol = Symbol.for("agentscribe test telemetry");

/** Makes the factory from the parts of the package, which the built file shares with `agentscribe`. */
export function testTelemetryFactory(
  parts: () => Pick<typeof Core, "startTelemetry" | "bundledTable" | "withClient">,
  loadPrices: () => Parameters<typeof Core.bundledTable>[0],
): (options?: TestTelemetryOptions) => TestTelemetry {
  return (options = {}) => {
    const given = initOptionsOf(options);
    const { startTelemetry, bundledTable, withClient } = parts();
    const memory = new Memory();
    const { telemetry, collectMetrics } = startTelemetry(
      {
        ...given,
        observers: besides(given.observers, {
          onStart: ({ spanId, kind, name }) => memory.started(spanId, `${kind} ${name}`),
          onEnd: ({ spanId }) => memory.ended(spanId),
        }),
      },
      {
        env: {},
        memory: (signal, request) => memory.take(signal, request),
        ...(options.clock !== undefined && { clock: steadyClock(options.clock) }),
        priceTable: given.pricing === false ? undefined : bundledTable(loadPrices()),
      },
    );
    const kept: Kept = { memory, collectMetrics, clearedMetrics: [] };
    add(telemetry, readings(kept));
    add(telemetry, methods(telemetry as TestTelemetry, kept, withClient));
    if (options.asDefault === true) add(telemetry, asDefault(telemetry));
    return telemetry as TestTelemetry;
  };
}

type Observers = NonNullable<TelemetryOptions["observers"]>;

/** The test's own observers behind ours. What is no list stays as it is, to be refused as `init` refuses it. */
function besides(given: Observers = [], own: Observers[number]): Observers {
  return Array.isArray(given) ? [own, ...given] : given;
}

interface Kept {
  readonly memory: Memory;
  readonly collectMetrics: () => void;
  /** What metrics had counted when all was forgotten. */
  clearedMetrics: readonly TestMetric[];
}

/** The client stays the same object: it is what `fromContext()` gives. */
function add(client: Telemetry, more: object): void {
  Object.defineProperties(client, Object.getOwnPropertyDescriptors(more));
}

type Readings =
  | "spans"
  | "events"
  | "metrics"
  | "traces"
  | "modelCalls"
  | "toolCalls"
  | "decisions"
  | "outcomes"
  | "outcome"
  | "open"
  | "tree"
  | "print"
  | "outline"
  | "normalised"
  | "requests";

function readings(kept: Kept): Pick<TestTelemetry, Readings> {
  const { memory } = kept;
  let known: (RecordedTree & { readonly revision: number }) | undefined;
  const recorded = (): RecordedTree => {
    if (known?.revision !== memory.revision) known = { ...buildTree(memory), revision: memory.revision };
    return known;
  };
  const roots = (): readonly TestSpan[] => recorded().traces.flatMap((trace) => trace.roots);
  const outcomes = (): readonly TestOutcome[] => outcomesIn(recorded().spans, recorded().events);
  return {
    get spans() {
      return recorded().spans;
    },
    get events() {
      return recorded().events;
    },
    get metrics() {
      kept.collectMetrics();
      return readMetrics(memory.points, kept.clearedMetrics);
    },
    get traces() {
      return recorded().traces;
    },
    get modelCalls() {
      return modelCallsIn(recorded().spans);
    },
    get toolCalls() {
      return toolCallsIn(recorded().spans);
    },
    get decisions() {
      return decisionsIn(recorded().events);
    },
    get outcomes() {
      return outcomes();
    },
    get outcome() {
      return outcomes().at(-1);
    },
    get open() {
      return [...memory.open.values()];
    },
    tree: roots,
    outline: () => outlineOf(roots(), recorded().placeOf),
    print: () => printTree(roots(), recorded().placeOf),
    normalised: () => normalise(roots(), recorded().placeOf),
    requests() {
      kept.collectMetrics();
      return [
        ...memory.spans.map(({ request }) => ({ signal: "traces" as const, body: request })),
        ...memory.logs.map(({ request }) => ({ signal: "logs" as const, body: request })),
        ...(memory.points.byteLength === 0 ? [] : [{ signal: "metrics" as const, body: memory.points }]),
      ];
    },
  };
}

function methods(
  telemetry: TestTelemetry,
  kept: Kept,
  withClient: (typeof Core)["withClient"],
): Pick<TestTelemetry, "run" | "waitFor" | "clear"> & { readonly [TEST_TELEMETRY]: true } {
  return {
    [TEST_TELEMETRY]: true,
    run: (fn) => withClient(telemetry, fn),
    waitFor: (predicate, options) =>
      waitFor(
        () => predicate(telemetry),
        (listener) => kept.memory.onChange(listener),
        () => `${predicate}; recorded:\n${telemetry.print() || "(nothing)"}`,
        options,
      ),
    clear() {
      kept.collectMetrics();
      kept.clearedMetrics = readMetrics(kept.memory.points);
      kept.memory.clear();
    },
  };
}

/** Makes it the client that is found outside of scopes, until it is shut down. */
function asDefault(telemetry: Telemetry): Pick<Telemetry, "shutdown"> & AsyncDisposable {
  const { shutdown } = telemetry;
  const restore = makeDefault(telemetry);
  const stop = async (options?: Parameters<typeof shutdown>[0]): ReturnType<typeof shutdown> => {
    restore();
    return await shutdown(options);
  };
  return {
    shutdown: stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}
