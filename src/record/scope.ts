import type { Context } from "@opentelemetry/api";
import { contained } from "../internal/guard.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import type { ScopeLimits } from "../internal/work-limits.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import type { Usage } from "../semconv/usage.ts";
import type { CallsInside } from "./call-defaults.ts";
import type { ForeignSpan } from "./foreign/foreign-spans.ts";
import { isErrorStatus } from "./http-status.ts";
import type { OpenEntry } from "./open-scopes.ts";
import type { ContentBudget, OpenSpan, PriceAnswer } from "./ports.ts";
import { type AttributeDraft, putAll } from "./present.ts";
import type { Recorder } from "./recorder.ts";
import type { ScopeEnd, ScopeFailure, ScopeKind, ScopePlan } from "./scope-plan.ts";
import { ScopeSignal } from "./scope-signal.ts";
import { tellEnd } from "./tell/observers.ts";
import { TotalsCounter } from "./totals.ts";
import { writeEnd } from "./write-end.ts";

const MAX_DROPPED = 20;

/** One open or ended scope: a span, its place in the tree, and the totals of what ran inside it. */
export class Scope {
  readonly recorder: Recorder;
  readonly plan: ScopePlan;
  /** The nearest scope around that was open when this one started: one that has ended takes part in nothing that begins later, and is not kept for it. */
  parent: Scope | undefined;
  /** The outermost scope around that is no session; this one, where there is none. */
  readonly run: Scope;
  /** The session that it belongs to, over or not. */
  readonly session: Scope | undefined;
  /** A run directly inside is a turn of that session. */
  readonly holdsTurns: boolean;
  /** How often something happened in it, for whoever looks whether it stands still. */
  activity = 0;
  readonly span: OpenSpan;
  readonly startTimeMillis: number;
  /** Of the clock, for all times in here: that of the run, so that a system time that is set meanwhile changes no duration and no order in it. */
  clockOffset: number;
  /** That of the scope it started in, over or not, for whoever watches. */
  parentSpanId: string | undefined;
  /** Everything that ran inside. */
  readonly tree: TotalsCounter = new TotalsCounter();
  /** What it did itself, apart from the tree only once something inside counts for the tree alone. */
  own: TotalsCounter = this.tree;
  /** The context that is active inside. */
  context!: Context;
  /** Its place among the open scopes, while it is one. */
  openEntry: OpenEntry | undefined;
  /** What the application holds of it. */
  handle: unknown;
  /** The nearest open span of another instrumentation around it. */
  foreign: ForeignSpan | undefined;
  /** What spans and events inside carry: identity, the application's context attributes. */
  inherited: TelemetryAttributes;
  /** What model calls inside are said to be for. */
  calls: CallsInside | undefined;
  /** Filled by model calls, for whoever watches. */
  usage: Usage | undefined;
  cost: PriceAnswer | undefined;
  withheld: Partial<Record<ContentKind, number>> = {};
  /** Content that was captured, by attribute, for the event that repeats it. */
  captured: Record<string, { readonly kind: ContentKind; readonly value: TelemetryValue }> | undefined;
  /** What limits the work inside; absent where nothing does. */
  limits: ScopeLimits | undefined;
  /** Some of these limits begin with it. */
  ownsLimits = false;
  /** Finish reasons of the last model call inside, for the agent that made it. */
  lastFinishReasons: readonly string[] | undefined;
  eventSequence = 0;
  /** Agents that agents inside started, for a session. */
  subagents = 0;
  /** Somebody reads its result as a stream. */
  isStreamed = false;
  /** Status of the last HTTP answer, as whoever saw it tells. */
  httpStatus: number | undefined;
  /** Scopes inside this one that are open. */
  openInside = 0;
  /** Called each time the last of them has ended. Set where the scope ends with its work, not with its function. */
  onIdle: (() => void) | undefined;
  /** It has ended, and all is told of it. */
  isOver = false;
  /** Attributes that came to be known after the start, for whoever watches. */
  readonly noted: AttributeDraft = {};
  /** A call ended inside before prices were loaded. */
  #awaitsPrices = false;
  #budget: ContentBudget | undefined;
  #signal: ScopeSignal | undefined;
  #callSignal: ScopeSignal | undefined;
  #endsFor: string | undefined;
  #dropped: string[] | undefined;
  #failure: ScopeFailure | undefined;
  #ended: ScopeEnd | undefined;

  /** @param around the scope that is active where it starts */
  constructor(
    recorder: Recorder,
    plan: ScopePlan,
    around: Scope | undefined,
    span: OpenSpan,
    startTimeMillis: number,
    inherited: TelemetryAttributes,
    clockOffset: number,
  ) {
    this.recorder = recorder;
    this.plan = plan;
    const parent = openAround(around);
    this.parent = parent;
    const isSession = plan.kind === "session";
    this.session = isSession ? this : around?.session;
    this.holdsTurns = isSession || (around?.holdsTurns === true && (plan.kind === "task" || plan.kind === "step"));
    this.run = parent === undefined || parent.plan.kind === "session" ? this : parent.run;
    this.run.activity += 1;
    this.span = span;
    this.startTimeMillis = startTimeMillis;
    this.clockOffset = clockOffset;
    this.inherited = inherited;
    this.limits = parent?.limits;
    for (let outer = parent; outer !== undefined; outer = outer.parent) outer.openInside += 1;
    const dropped = plan.attributes[DROPPED];
    if (dropped !== undefined) this.drop(dropped);
  }

  /** Bytes that content of this span may still take. */
  get budget(): ContentBudget {
    this.#budget ??= this.recorder.ports.content.newBudget();
    return this.#budget;
  }

  /** A signal that is aborted when a limit here stops, until the scope is over. */
  get signal(): ScopeSignal {
    this.#signal ??= this.#limitSignal();
    return this.#signal;
  }

  /** The same for whoever does the work, and aborted with the signals it is told to follow. What its caller calls off was stopped by no limit. */
  get callSignal(): ScopeSignal {
    this.#callSignal ??= this.#limitSignal();
    return this.#callSignal;
  }

  #limitSignal(): ScopeSignal {
    const made = new ScopeSignal();
    if (!this.isEnded) for (const source of this.limits?.signals ?? []) made.follow(source);
    return made;
  }

  get isEnded(): boolean {
    return this.#ended !== undefined;
  }

  get endTimeMillis(): number | undefined {
    return this.#ended?.endTimeMillis;
  }

  /** It has ended, or nobody but the work inside says when it does. */
  get mayBeOver(): boolean {
    return this.#ended !== undefined || this.onIdle !== undefined;
  }

  get failure(): ScopeFailure | undefined {
    return this.#failure;
  }

  /** The HTTP status that the work failed with, where an answer refused it. */
  get failedStatus(): number | undefined {
    if (this.#failure === undefined) return undefined;
    return this.#failure.status ?? (isErrorStatus(this.httpStatus) ? this.httpStatus : undefined);
  }

  /** Milliseconds since 1970 by the time in here. */
  now(): number {
    return this.recorder.ports.clock.now(this.clockOffset);
  }

  /** Takes a time that is ahead of its own, with the scopes around it; back it never goes. Gives what it has then. */
  advanceClock(offset: number): number {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.clockOffset < offset) scope.clockOffset = offset;
    }
    return this.clockOffset;
  }

  /** The nearest scope of a kind, or of either of two, this one included. */
  nearest(kind: ScopeKind, other: ScopeKind = kind): Scope | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined && scope.plan.kind !== kind && scope.plan.kind !== other) scope = scope.parent;
    return scope;
  }

  /** Sets attributes that observers see too. */
  note(attributes: TelemetryAttributes): void {
    this.span.setAttributes(attributes);
    if (this.recorder.ports.observers.length > 0) putAll(this.noted, attributes);
  }

  /** Says on the span what the application gave and was not recorded. */
  drop(what: TelemetryValue | undefined): void {
    if (typeof what !== "string") return;
    this.#dropped ??= [];
    if (this.#dropped.includes(what) || this.#dropped.length >= MAX_DROPPED) return;
    this.#dropped.push(what);
    this.span.setAttributes({ [DROPPED]: this.#dropped.join(",") });
  }

  withhold(kind: ContentKind, size: number): void {
    this.withheld[kind] = (this.withheld[kind] ?? 0) + size;
    // Withheld although its gate is open: it could not be read, or the redactor or the budget kept it back.
    if (this.recorder.ports.content.allows(kind)) this.drop(kind);
  }

  /** Why it ends, unless whoever ends it gives another reason. */
  endsFor(reason: string): void {
    this.#endsFor ??= reason;
  }

  /** The first failure stays: a later one is its consequence. */
  fail(failure: ScopeFailure): void {
    if (this.#ended === undefined) this.#failure ??= failure;
  }

  end(options: { endTimeMillis?: number; reason?: string; unfinished?: boolean } = {}): boolean {
    if (this.#ended !== undefined) {
      this.recorder.ports.diag.debug(`${this.plan.spanName} was ended twice; the second end is ignored`);
      return false;
    }
    const endTimeMillis = Math.max(this.startTimeMillis, options.endTimeMillis ?? this.now());
    const end: ScopeEnd = {
      endTimeMillis,
      durationSeconds: (endTimeMillis - this.startTimeMillis) / 1000,
      errorType: this.#failure?.type,
      reason: options.reason ?? this.#endsFor,
      unfinished: options.unfinished,
    };
    this.#ended = end;
    this.run.activity += 1;
    this.recorder.closed(this);
    this.#signal?.close();
    this.#callSignal?.close();
    if (this.ownsLimits) this.limits?.ended();
    const { diag, settle, observers } = this.recorder.ports;
    try {
      this.plan.count?.(this, end);
    } catch (error) {
      contained(diag, `${this.plan.kind}.count`, error);
    }
    // Only what prices are in waits for them: all else is safe on disk the sooner.
    const isPriced = this.plan.isPriced === true || this.#awaitsPrices;
    if (!isPriced) this.#finish(end);
    // Whoever watches still sees ends in the order in which they came. Without anyone, nothing is held in memory for that.
    const isHeld =
      (isPriced || observers.length > 0) &&
      settle(() => {
        if (isPriced) this.#finish(end);
        tellEnd(this, end);
        this.#leave();
      });
    for (let scope = this.parent; isPriced && isHeld && scope !== undefined; scope = scope.parent) {
      scope.#awaitsPrices = true;
    }
    for (let around = this.parent; around !== undefined; around = around.parent) {
      around.openInside -= 1;
      if (around.openInside === 0) around.onIdle?.();
    }
    const { onRootEnd } = this.recorder.ports;
    // What outlives the outermost scope, as a stream that was handed on, has no other end after its own.
    if (onRootEnd !== undefined && this.#outermost.mayBeOver) onRootEnd();
    if (!isPriced && observers.length === 0) this.#leave();
    return true;
  }

  /** Lets go of what it no longer needs: contexts that began inside, as those of pooled sockets, keep it for long. */
  #leave(): void {
    this.isOver = true;
    while (this.parent?.isOver === true) this.parent = this.parent.parent;
    this.handle = undefined;
    this.captured = undefined;
    this.onIdle = undefined;
    const { plan } = this;
    if (plan.count !== undefined) plan.count = undefined;
    if (plan.finish !== undefined) plan.finish = undefined;
  }

  get #outermost(): Scope {
    let scope: Scope = this;
    while (scope.parent !== undefined) scope = scope.parent;
    return scope;
  }

  /** Runs work that tells what was spent inside: once the prices of all that ended in here are known. */
  settle(work: () => void): void {
    if (this.#awaitsPrices) this.recorder.ports.settle(work);
    else work();
  }

  #finish(end: ScopeEnd): void {
    const { diag } = this.recorder.ports;
    try {
      this.plan.finish?.(this, end);
    } catch (error) {
      contained(diag, `${this.plan.kind}.finish`, error);
    }
    writeEnd(this, end);
  }
}

/** A scope, or the nearest around it that is open. */
export function openAround(scope: Scope | undefined): Scope | undefined {
  let open = scope;
  while (open?.isEnded === true) open = open.parent;
  return open;
}
