import type { Context, SpanContext } from "@opentelemetry/api";
import { CLIENT_KEY } from "../internal/active-client.ts";
import { SPAN_KEY } from "../internal/context-keys.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import type { ServerAddress } from "../providers/index.ts";
import { LINK_KIND } from "../semconv/agentscribe-attributes.ts";
import { callsInside, putCallDefaults } from "./call-defaults.ts";
import { observeClient } from "./client-gauges.ts";
import { coverAll, ForeignSpans } from "./foreign/foreign-spans.ts";
import { inheritedInside, startAttributes } from "./inherited-attributes.ts";
import { Instruments } from "./instruments.ts";
import { LabelSet } from "./label-set.ts";
import { OpenScopes } from "./open-scopes.ts";
import type { OpenSpan, RecorderPorts } from "./ports.ts";
import { isRemoteContext, leaveRemote, type RemoteContext, remoteOf } from "./remote-context.ts";
import { openAround, Scope } from "./scope.ts";
import { limitScope } from "./scope-limits.ts";
import type { ScopePlan } from "./scope-plan.ts";
import { addTotals } from "./scope-totals.ts";
import { SnapshotCounter } from "./snapshot.ts";
import { tellStart } from "./tell/observers.ts";
import { TotalsCounter } from "./totals.ts";
import { startsTurn } from "./turn.ts";

/** Where a scope attaches when it is not inside the active one. */
export type ScopeParent = Scope | RemoteContext;

/** More open scopes than any agent has: past it, the oldest is ended as unfinished, so that a leak stays bounded. */
const MAX_OPEN_SCOPES = 10_000;

/** Starts scopes, knows the open ones, and keeps the totals of the process. One for each client. */
export class Recorder {
  readonly ports: RecorderPorts;
  readonly instruments: Instruments;
  /** Where each provider's API is. */
  readonly servers: Map<string, ServerAddress | undefined> = new Map();
  /** The root of all label sets of metrics. */
  readonly labels: LabelSet = new LabelSet();
  readonly totals: TotalsCounter = new TotalsCounter();
  readonly snapshot: SnapshotCounter = new SnapshotCounter();
  /** Open spans of other instrumentations; none where the application's providers are recorded through. */
  readonly foreign: ForeignSpans = new ForeignSpans();
  /** Models of which it was told that they have no price. */
  readonly unpricedModels: Set<string> = new Set();
  /** Attributes that the application set outside any scope. */
  clientAttributes: TelemetryAttributes;
  /** The client that records through this: what `fromContext()` gives inside a scope. */
  client: unknown;
  /** Called once, when the first scope starts. Must not throw. */
  onFirstScope: (() => void) | undefined;
  readonly #open = new OpenScopes();
  /** Its own, so that scopes of another client do not hide those of this one. */
  readonly #scopeKey: symbol = Symbol("agentscribe scope");
  readonly #contextKeys: readonly [symbol, symbol, symbol] = [SPAN_KEY, this.#scopeKey, CLIENT_KEY];
  #closed = false;
  #paused = false;

  constructor(ports: RecorderPorts, identity: TelemetryAttributes) {
    this.ports = ports;
    this.instruments = new Instruments(ports.metrics, ports.diag);
    this.clientAttributes = identity;
    observeClient(this);
  }

  get isRecording(): boolean {
    return !this.#closed && !this.#paused;
  }

  /** Whether a new scope or event is recorded; what comes after the end is counted where it would have gone. */
  admits(signal: "traces" | "logs"): boolean {
    if (this.#closed) this.ports.onRefused?.(signal);
    return this.isRecording;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Scopes that are open now. */
  get open(): Iterable<Scope> {
    return this.#open;
  }

  /** How many they are. */
  get openScopes(): number {
    return this.#open.size;
  }

  /** Tool executions that are open now. */
  get openTools(): number {
    let open = 0;
    for (const { plan } of this.#open) if (plan.kind === "tool" || plan.kind === "command") open += 1;
    return open;
  }

  /** Nothing new is recorded for now. */
  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
  }

  /** The innermost scope of this client that is active here; none in a place of another process's trace. */
  activeScope(context: Context = this.ports.context.active()): Scope | undefined {
    if (remoteOf(context)?.spanContext !== undefined) return undefined;
    const scope = context.getValue(this.#scopeKey);
    return scope instanceof Scope ? scope : undefined;
  }

  /** What every span and event carries that is recorded in this context. */
  inheritedIn(context: Context, active: Scope | undefined = this.activeScope(context)): TelemetryAttributes {
    const around = active?.inherited ?? this.clientAttributes;
    const remote = remoteOf(context);
    return remote === undefined ? around : { ...around, ...remote.attributes };
  }

  /**
   * Of the clock, for what starts or happens in a scope. Where no run is open around, the system time is looked at: a session may be open
   * while the machine sleeps, and goes on at the time of then.
   */
  clockOffset(active: Scope | undefined): number {
    const around = openAround(active);
    if (around !== undefined && around.plan.kind !== "session") return around.clockOffset;
    const offset = this.ports.clock.reanchor();
    return around === undefined ? offset : around.advanceClock(offset);
  }

  /** The context in which a scope with this parent starts. */
  contextOf(parent: ScopeParent | undefined): Context {
    if (parent instanceof Scope) return parent.context;
    const active = this.ports.context.active();
    return isRemoteContext(parent) ? parent.attach(active) : active;
  }

  start(
    plan: ScopePlan,
    options: {
      parent?: ScopeParent | undefined;
      startTimeMillis?: number | undefined;
      budget?: unknown;
      calls?: unknown;
    } = {},
  ): Scope {
    const { clock, spans } = this.ports;
    const around = this.contextOf(options.parent);
    const active = this.activeScope(around);
    const foreign = this.foreign.around(around, active);
    if (foreign !== undefined && plan.isPriced === true) coverAll(foreign);
    const clockOffset = this.clockOffset(active);
    const startTimeMillis = options.startTimeMillis ?? clock.now(clockOffset);
    const isTurn = startsTurn(active, plan.kind);
    const inherited = this.#inheritedInside(plan, around, active, isTurn);
    if (active?.calls !== undefined) putCallDefaults(plan, active.calls);
    const span = spans.start({
      name: plan.spanName,
      kind: plan.spanKind,
      startTimeMillis,
      clockOffset,
      attributes: startAttributes(inherited, plan.attributes),
      parent: around,
      root: active?.plan.tracePerRun === true,
      links: active?.plan.tracePerRun === true ? [linkTo(active, "session"), ...(plan.links ?? [])] : plan.links,
    });
    const scope = new Scope(this, plan, active, span, startTimeMillis, inherited, clockOffset);
    scope.foreign = foreign;
    scope.calls = callsInside(this.ports.names, options.calls, active?.calls);
    if (this.ports.limits?.isIdle === false) limitScope(scope, active, options.budget);
    return this.#opened(scope, around, isTurn, active);
  }

  /**
   * Starts a scope that stands for a span that another instrumentation made and ended.
   *
   * @param span - that span, given what it inherits
   */
  adopt(
    plan: ScopePlan,
    around: Context,
    startTimeMillis: number,
    span: (inherited: TelemetryAttributes) => OpenSpan,
  ): Scope {
    const active = this.activeScope(around);
    const isTurn = startsTurn(active, plan.kind);
    const inherited = this.#inheritedInside(plan, around, active, isTurn);
    if (active?.calls !== undefined) putCallDefaults(plan, active.calls);
    const clockOffset = this.clockOffset(active);
    const scope = new Scope(this, plan, active, span(inherited), startTimeMillis, inherited, clockOffset);
    if (this.ports.limits?.isIdle === false) limitScope(scope, active, undefined);
    return this.#opened(scope, around, isTurn, active);
  }

  #opened(scope: Scope, around: Context, isTurn: boolean, active: Scope | undefined): Scope {
    const { span } = scope;
    scope.context = this.ports.context.set(leaveRemote(around), this.#contextKeys, span.api, scope, this.client);
    this.#remember(scope);
    if (isTurn && active !== undefined) addTotals(active, { turns: 1 }, scope);
    if (this.ports.observers.length > 0) {
      scope.parentSpanId = active?.span.api.spanContext().spanId;
      tellStart(scope);
    }
    if (this.onFirstScope !== undefined) this.#tellFirst(this.onFirstScope);
    return scope;
  }

  #inheritedInside(plan: ScopePlan, around: Context, active: Scope | undefined, isTurn: boolean): TelemetryAttributes {
    return inheritedInside(plan, this.inheritedIn(around, active), isTurn ? this.ports.newId() : undefined);
  }

  closed(scope: Scope): void {
    if (scope.openEntry !== undefined) this.#open.delete(scope.openEntry);
    scope.openEntry = undefined;
  }

  /** Ends what is still open, children before parents, marked as unfinished. */
  endOpen(): void {
    for (const scope of [...this.#open].reverse()) scope.end({ reason: "shutdown", unfinished: true });
  }

  /** The same, and nothing is recorded afterwards. */
  close(): void {
    if (this.#closed) return;
    this.endOpen();
    this.#closed = true;
  }

  #tellFirst(tell: () => void): void {
    this.onFirstScope = undefined;
    tell();
  }

  #remember(scope: Scope): void {
    scope.openEntry = this.#open.add(scope);
    if (this.#open.size <= MAX_OPEN_SCOPES) return;
    const { oldest } = this.#open;
    this.ports.diag.warn(
      "open_scopes",
      `more than ${MAX_OPEN_SCOPES} scopes are open; the oldest are ended as unfinished`,
    );
    oldest?.end({ reason: "evicted", unfinished: true });
  }
}

function linkTo(scope: Scope, kind: string): { context: SpanContext; attributes: TelemetryAttributes } {
  return { context: scope.span.api.spanContext(), attributes: { [LINK_KIND]: kind } };
}
