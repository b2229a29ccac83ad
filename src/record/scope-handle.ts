import { types } from "node:util";
import type { Span } from "@opentelemetry/api";
import { guard } from "../internal/guard.ts";
import { headOf } from "../internal/text-head.ts";
import { readError } from "../providers/index.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import { keepIdentity } from "./identity.ts";
import { finite, read } from "./present.ts";
import type { Scope } from "./scope.ts";
import type { Totals } from "./totals.ts";
import { userAttributes } from "./user-attributes.ts";

export interface EndOptions {
  /** Marks the scope as failed with this error. */
  readonly error?: unknown;
  /** Why it ended: `completed`, `max_turns`, `timeout`, `budget`, `aborted`, `loop`, or a word of your own. */
  readonly reason?: string;
  /** When the work ended, if earlier than now: a `Date` or milliseconds since 1970. */
  readonly endTime?: Date | number;
}

/** An open scope. Nothing on it throws; after the scope ended, its methods do nothing. */
export interface ScopeHandle {
  readonly traceId: string;
  readonly spanId: string;
  /** The value of a `traceparent` header that points here: keep it to link later work to this scope. */
  readonly traceparent: string;
  /** The span itself, for OpenTelemetry code. It ends with the scope. */
  readonly span: Span;
  /** Adds attributes to this span only. */
  set(attributes: Readonly<Record<string, unknown>>): void;
  /** Marks the scope as failed without ending it. The first failure stays. */
  error(error: unknown): void;
  /** Runs a function inside this scope; returns or throws what it does. */
  run<T>(fn: () => T): T;
  /** What ran inside so far: everything (`tree`), or without sub-agents and nested sessions (`self`). @defaultValue tree */
  totals(options?: { readonly scope?: "self" | "tree" }): Totals;
  /** Ends the scope. A second call does nothing. Scopes run with a function end by themselves. */
  end(options?: EndOptions): void;
  [Symbol.dispose](): void;
}

const scopes = new WeakMap<object, Scope>();

/** The scope behind a handle. */
export function scopeOf(handle: unknown): Scope | undefined {
  return typeof handle === "object" && handle !== null ? scopes.get(handle) : undefined;
}

export function createScopeHandle(scope: Scope): ScopeHandle {
  const { span, recorder } = scope;
  const { diag, clock, context } = recorder.ports;
  const { traceId, spanId, traceFlags } = span.api.spanContext();
  const handle: ScopeHandle = {
    traceId,
    spanId,
    traceparent: `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, "0")}`,
    span: span.api,
    set(attributes) {
      if (!scope.isEnded)
        guard(
          diag,
          "set",
          () => {
            const { [DROPPED]: dropped, ...given } = userAttributes(recorder.ports, attributes);
            span.setAttributes({ ...given, ...keepIdentity(scope.inherited) });
            scope.drop(dropped);
          },
          undefined,
        );
    },
    error: (error) => failScope(scope, error),
    run: (fn) => context.with(scope.context, fn),
    totals: (options) => (read(options, "scope") === "self" ? scope.self : scope.tree).read(clock.now()),
    end(options) {
      const error = read(options, "error");
      if (error !== undefined) failScope(scope, error);
      endScope(scope, options);
    },
    [Symbol.dispose]: () => endScope(scope, undefined),
  };
  scopes.set(handle, scope);
  return handle;
}

/** A handle with more methods is the same handle: `parent: handle` keeps working. */
export function extendHandle<Handle extends ScopeHandle>(
  handle: ScopeHandle,
  more: Omit<Handle, keyof ScopeHandle>,
): Handle {
  return Object.assign(handle, more) as Handle;
}

/** Records a failure: its type as a name, its text only where error texts are captured. */
export function failScope(scope: Scope, error: unknown): void {
  const { diag, content } = scope.recorder.ports;
  guard(
    diag,
    "error",
    () => {
      const facts = readError(error);
      const message = content.text("errorText", facts.message);
      if (message === undefined && facts.message !== undefined)
        scope.withhold("errorText", content.size(facts.message));
      scope.fail({
        type: facts.type,
        ...(message !== undefined && { message }),
        ...(facts.isAbort === true && { aborted: true }),
      });
    },
    undefined,
  );
}

function endScope(scope: Scope, options: EndOptions | undefined): void {
  if (scope.recorder.isClosed && !scope.isEnded) return;
  const reason = read(options, "reason");
  const endTimeMillis = toMillis(read(options, "endTime"));
  scope.end({
    ...(typeof reason === "string" && { reason: headOf(reason, 256) }),
    ...(endTimeMillis !== undefined && { endTimeMillis }),
  });
}

/** A time the application gave, as milliseconds since 1970; absent when it is none. */
export function toMillis(time: unknown): number | undefined {
  if (types.isDate(time)) return finite(Date.prototype.getTime.call(time));
  const millis = finite(time);
  return millis !== undefined && millis >= 0 ? millis : undefined;
}
