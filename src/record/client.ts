import { guard } from "../internal/guard.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import type { EventHandle } from "./define-event.ts";
import { emitEvent } from "./emit-event.ts";
import type { AttributesOf, EventDefinition } from "./events/event-definition.ts";
import type { EventAttributes, EventName } from "./events.ts";
import { type FinishedLlm, type FinishedTool, recordFinishedLlm, recordFinishedTool } from "./finished-facts.ts";
import { finite, label, read } from "./given-value.ts";
import { isIdentity, isReserved, ownContext } from "./identity.ts";
import { type FinishedMcpSession, recordMcpSession } from "./mcp/session.ts";
import type { OutcomeFacts, OutcomeValue } from "./outcome.ts";
import { present } from "./present.ts";
import {
  extractEnv,
  extractHeaders,
  extractMcpMeta,
  injectEnv,
  injectHeaders,
  injectMcpMeta,
} from "./propagation/carriers.ts";
import { parseTraceparent } from "./propagation/traceparent.ts";
import type { Recorder } from "./recorder.ts";
import { isRemoteContext, type RemoteContext } from "./remote-context.ts";
import { refuse, runScope, startScope } from "./run-scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";
import { startMethodOf } from "./scope-names.ts";
import type { ScopeOptions, ScopeType } from "./scope-type.ts";
import type { EmbeddingsCall } from "./scopes/embeddings.ts";
import type { LlmCall } from "./scopes/llm.ts";
import { SCOPE_TYPES, type ScopeMethods } from "./scopes.ts";
import type { Snapshot } from "./snapshot.ts";
import { userAttributes } from "./user-attributes.ts";

/** An outcome that became known after the task's own scope ended. */
export interface LateOutcomeFacts extends OutcomeFacts {
  /** The kind of task. */
  readonly type?: string | undefined;
  /** What showed it: `merged`, `reverted`, `reopened`, `incident`, `review`, `survived`. */
  readonly signal?: string | undefined;
  /** The `traceparent` of the task's scope, to join the event to its trace. */
  readonly traceparent?: string | undefined;
  readonly delayMs?: number | undefined;
}

/** Everything that records. All of it is safe to call anywhere: nothing throws, nothing waits. */
export interface RecordClient extends ScopeMethods {
  /** Records an event of the catalogue, or one made by `defineEvent()`, with the identity of the active scope. */
  record<N extends EventName>(name: N, attributes: EventAttributes<N>): void;
  record<D extends EventDefinition>(event: EventHandle<D>, attributes: AttributesOf<D>): void;
  /** Records a model call that is over. */
  recordLlm(facts: FinishedLlm): void;
  /** Records a tool execution that is over. */
  recordTool(facts: FinishedTool): void;
  /** Measures an MCP session that is over. */
  recordMcpSession(facts: FinishedMcpSession): void;
  /** Records what became of a task after its scope ended, from any process. */
  recordOutcome(taskId: string, outcome: OutcomeValue, facts?: LateOutcomeFacts): void;
  /**
   * Adds attributes to every span and event from here on: of the active scope and what starts inside it, or, outside any scope, of the whole
   * client. `undefined` takes one away. At most 128 are carried; those with further names are left out, and so are names that begin with
   * `session.`, `gen_ai.`, `agentscribe.` or `error.`, each of which is said once.
   */
  setContext(attributes: Readonly<Record<string, unknown>>): void;
  /** Runs a function as a part of another process's trace. */
  continue<T>(remote: RemoteContext, fn: () => T): T;
  /**
   * Binds a function or an event emitter to the active scope, whoever calls it later: of an emitter, the listeners that are added from here on, until
   * it is bound again.
   */
  bind<T>(target: T): T;
  /** Writes the active place in the trace into headers of an HTTP request; changes and returns them. */
  injectHeaders<C extends object>(headers: C): C;
  extractHeaders(headers: unknown): RemoteContext;
  /** Writes it into the environment of a child process. */
  injectEnv<C extends object>(env: C): C;
  extractEnv(env: unknown): RemoteContext;
  /** Writes it into `_meta` of an MCP request's parameters; returns new parameters. */
  injectMcpMeta<P extends object>(params: P): P & { _meta: Record<string, unknown> };
  extractMcpMeta(params: unknown): RemoteContext;
  /**
   * The model call that this code runs inside, when the innermost open scope is one. Whoever sees its HTTP exchange tells it of attempts and
   * headers, and records no second call.
   */
  activeCall(): LlmCall | EmbeddingsCall | undefined;
  /** The error of a budget that is used up here, or in another scope: for model calls that neither a wrapper nor a scope stands for. */
  refusal(options?: Pick<ScopeOptions, "parent" | "within" | "budget">): Error | undefined;
  /**
   * The time by the clock of the active scope, in milliseconds since 1970, to be given later as `startTime` or `endTime`: `Date.now()` may be a little
   * apart from it, and is set by whoever sets the system time or fakes it.
   */
  now(): number;
  /** Totals since `init`, whole and by model, tool, agent and purpose. */
  snapshot(): Snapshot;
}

export function createRecordClient(recorder: Recorder): RecordClient {
  const { ports } = recorder;
  const safely = <T>(where: string, fn: () => T, fallback: T): T => guard(ports.diag, where, fn, fallback);
  return {
    ...scopeMethods(recorder),
    record(event: EventName | EventHandle, attributes: unknown): void {
      emitEvent(
        recorder,
        typeof event === "string" ? event : (read(event, "definition") as EventDefinition | undefined),
        attributes,
      );
    },
    recordLlm: (facts) => safely("recordLlm", () => recordFinishedLlm(recorder, facts), undefined),
    recordTool: (facts) => safely("recordTool", () => recordFinishedTool(recorder, facts), undefined),
    recordMcpSession: (facts) => safely("recordMcpSession", () => recordMcpSession(recorder, facts), undefined),
    recordOutcome(taskId, outcome, facts) {
      const known = {
        taskId: label(taskId),
        outcome: label(outcome),
        type: label(read(facts, "type")),
        signal: label(read(facts, "signal")),
        revisions: finite(read(facts, "revisions")),
        regressions: finite(read(facts, "regressions")),
        delayMs: finite(read(facts, "delayMs")),
      };
      emitEvent(recorder, "task.late_outcome", present(known), {
        spanContext: parseTraceparent(read(facts, "traceparent")),
      });
    },
    setContext: (attributes) => safely("setContext", () => setContext(recorder, attributes), undefined),
    continue: (remote, fn) => {
      if (!isRemoteContext(remote)) return fn();
      const context = safely("continue", () => remote.attach(ports.context.active()), ports.context.active());
      return ports.context.with(context, fn);
    },
    bind: (target) => safely("bind", () => ports.context.bind(ports.context.active(), target), target),
    injectHeaders: (headers) => safely("injectHeaders", () => injectHeaders(recorder, headers), headers),
    extractHeaders: (headers) => safely("extractHeaders", () => extractHeaders(headers), extractHeaders(undefined)),
    injectEnv: (env) => safely("injectEnv", () => injectEnv(recorder, env), env),
    extractEnv: (env) => safely("extractEnv", () => extractEnv(env), extractEnv(undefined)),
    injectMcpMeta: (params) =>
      safely(
        "injectMcpMeta",
        () => injectMcpMeta(recorder, params),
        params as typeof params & { _meta: Record<string, unknown> },
      ),
    extractMcpMeta: (params) => safely("extractMcpMeta", () => extractMcpMeta(params), extractMcpMeta(undefined)),
    activeCall: () => safely("activeCall", () => activeCall(recorder), undefined),
    refusal: (options) => safely("refusal", () => refuse(recorder, "call", options ?? {}), undefined),
    now: () => safely("now", () => ports.clock.now(recorder.clockOffset(recorder.activeScope())), ports.clock.now()),
    snapshot: () => {
      // By the steady time, as scopes have times of their own.
      const now = ports.clock.now(0);
      return recorder.snapshot.read(recorder.totals.read(now), now);
    },
  };
}

function activeCall(recorder: Recorder): LlmCall | EmbeddingsCall | undefined {
  const scope = recorder.activeScope();
  const isCall = scope?.plan.kind === "llm" || scope?.plan.kind === "embeddings";
  return isCall && !scope.isEnded ? (scope.handle as LlmCall | EmbeddingsCall) : undefined;
}

function scopeMethods(recorder: Recorder): ScopeMethods {
  const methods: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(SCOPE_TYPES) as [string, ScopeType<ScopeOptions, ScopeHandle>][]) {
    methods[name] = (options: ScopeOptions, fn: (handle: ScopeHandle) => unknown) =>
      runScope(recorder, type, options, fn);
    methods[startMethodOf(name)] = (options?: ScopeOptions) => startScope(recorder, type, options ?? {});
  }
  return methods as unknown as ScopeMethods;
}

function setContext(recorder: Recorder, attributes: unknown): void {
  const scope = recorder.activeScope();
  const before = scope?.inherited ?? recorder.clientAttributes;
  // One more than are carried, so that more than that are seen and said.
  const all = userAttributes(recorder.ports, attributes, undefined, MAX_CONTEXT + 1);
  const kept = withoutCleared(before, attributes);
  const given = fitting(recorder, ownContext(all, before), kept);
  if (Object.keys(all).some((key) => key !== DROPPED && isReserved(key))) {
    recorder.ports.diag.warn(
      "context:names",
      "setContext() takes no names of session., gen_ai., agentscribe. or error.; they are left out",
    );
  }
  const after = { ...kept, ...given };
  if (scope === undefined) {
    recorder.clientAttributes = after;
    return;
  }
  scope.inherited = after;
  if (scope.isEnded) return;
  scope.span.setAttributes(given);
  scope.drop(all[DROPPED]);
}

/** As many attributes as a span of OpenTelemetry's SDK has by default: what is carried along goes on each span. */
const MAX_CONTEXT = 128;

/** Of the attributes that are given, new values of those that are there, and new ones while there is room. */
function fitting(recorder: Recorder, given: TelemetryAttributes, kept: TelemetryAttributes): TelemetryAttributes {
  let room = MAX_CONTEXT - Object.keys(kept).length;
  const entries = Object.entries(given);
  const taken = entries.filter(([key]) => Object.hasOwn(kept, key) || room-- > 0);
  if (taken.length < entries.length) {
    recorder.ports.diag.warn(
      "context",
      `setContext() carries ${MAX_CONTEXT} attributes; those with further names are left out`,
    );
  }
  return Object.fromEntries(taken);
}

/** What was there before, without the application's own values that it takes away. Identity stays as it is. */
function withoutCleared(before: TelemetryAttributes, attributes: unknown): TelemetryAttributes {
  const own = ownContext(before, {});
  const kept = Object.entries(before).filter(([key]) => !(key in own) || isIdentity(key) || !isGiven(attributes, key));
  return Object.fromEntries(kept);
}

function isGiven(attributes: unknown, key: string): boolean {
  if (typeof attributes !== "object" || attributes === null) return false;
  try {
    return Object.hasOwn(attributes, key);
  } catch {
    return false; // A Proxy that refuses to say what it has.
  }
}
