import type { Span } from "@opentelemetry/api";
import { contained } from "../internal/guard.ts";
import { isOwn } from "../internal/is-own.ts";
import { cleanedName } from "../internal/name-cleaner.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";
import { DROPPED } from "../semconv/agentscribe-attributes.ts";
import { bindMethods } from "./bound-methods.ts";
import { failScope } from "./fail-scope.ts";
import { toMillis } from "./given-time.ts";
import { read } from "./given-value.ts";
import { isIdentity } from "./identity.ts";
import type { AttributeDraft } from "./present.ts";
import { formatTraceparent } from "./propagation/traceparent.ts";
import { IS_AROUND, isWithin } from "./run-within.ts";
import type { Scope } from "./scope.ts";
import { type ScopeStop, STOP } from "./stop-signal.ts";
import type { Totals } from "./totals.ts";
import { userAttributes } from "./user-attributes.ts";

/** How a scope that was started by hand ended. */
export interface EndOptions {
  /** Marks the scope as failed with this error. */
  readonly error?: unknown;
  /** Why it ended: `completed`, `max_turns`, `timeout`, `budget`, `aborted`, `loop`, or a word of your own. */
  readonly reason?: string | undefined;
  /** When the work ended, if earlier than now: a `Date` or milliseconds since 1970. */
  readonly endTime?: Date | number | undefined;
}

/** An open scope. Nothing on it throws; after the scope ended, its methods do nothing. */
export interface ScopeHandle {
  readonly traceId: string;
  readonly spanId: string;
  /** The value of a `traceparent` header that points here: keep it to link later work to this scope. */
  readonly traceparent: string;
  /** The span itself, for OpenTelemetry code. It ends with the scope. What is written on it passes the gates and redaction of content. */
  readonly span: Span;
  /** Aborted when a budget that stops is used up, with the error as its reason: for work that no wrapper stops. */
  readonly signal: AbortSignal;
  /** Adds attributes to this span only. Under names that the conventions have for content they pass its gates. */
  set(attributes: Readonly<Record<string, unknown>>): void;
  /** Marks the scope as failed without ending it. The first failure stays. */
  error(error: unknown): void;
  /** Runs a function inside this scope; returns or throws what it does. */
  run<T>(fn: () => T): T;
  /** What ran inside so far: everything (`tree`), or without sub-agents and nested sessions (`self`). @defaultValue tree */
  totals(options?: { readonly scope?: "self" | "tree" | undefined }): Totals;
  /** Ends the scope. A second call does nothing. Scopes run with a function end by themselves. */
  end(options?: EndOptions): void;
  [Symbol.dispose](): void;
}

/** The handle of an open scope. Kinds of scopes that have more to say extend it. */
export class OpenScopeHandle implements ScopeHandle {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** The scope behind a handle. */
  static scopeOf(handle: unknown): Scope | undefined {
    return typeof handle === "object" && handle !== null && #scope in handle ? handle.#scope : undefined;
  }

  get traceId(): string {
    return this.span.spanContext().traceId;
  }

  get spanId(): string {
    return this.span.spanContext().spanId;
  }

  get traceparent(): string {
    return formatTraceparent(this.span.spanContext());
  }

  get span(): Span {
    return this.#scope.span.api;
  }

  get signal(): AbortSignal {
    return this.#scope.signal.signal;
  }

  set(attributes: Readonly<Record<string, unknown>>): void {
    const { isEnded, span, inherited, plan, recorder } = this.#scope;
    if (isEnded) return;
    try {
      const given = userAttributes(recorder.ports, attributes, plan.attributes);
      const own: AttributeDraft = {};
      for (const key in given) {
        if (!isOwn(given, key)) continue;
        const isTaken = key === DROPPED || (inherited[key] !== undefined && isIdentity(key));
        if (!isTaken) own[key] = given[key] as TelemetryValue;
      }
      span.setAttributes(own);
      this.#scope.drop(given[DROPPED]);
    } catch (error) {
      contained(recorder.ports.diag, "set", error);
    }
  }

  error(error: unknown): void {
    failScope(this.#scope, error);
  }

  run<T>(fn: () => T): T {
    return this.#scope.recorder.ports.context.with(this.#scope.context, fn);
  }

  totals(options?: { readonly scope?: "self" | "tree" }): Totals {
    const { own, tree } = this.#scope;
    return (read(options, "scope") === "self" ? own : tree).read(this.#scope.now());
  }

  end(options?: EndOptions): void {
    const error = read(options, "error");
    if (error !== undefined) failScope(this.#scope, error);
    endScope(this.#scope, options);
  }

  [Symbol.dispose](): void {
    endScope(this.#scope, undefined);
  }
}

bindMethods(OpenScopeHandle.prototype);
Object.defineProperty(OpenScopeHandle.prototype, STOP, {
  get(this: unknown): ScopeStop | undefined {
    const scope = OpenScopeHandle.scopeOf(this);
    const limits = scope?.limits?.signals ?? [];
    return scope === undefined || limits.length === 0 ? undefined : { limits, own: scope.callSignal };
  },
});
Object.defineProperty(OpenScopeHandle.prototype, IS_AROUND, {
  get(this: unknown): boolean {
    const scope = OpenScopeHandle.scopeOf(this);
    return scope !== undefined && isWithin(scope.recorder.activeScope(), scope);
  },
});

export function createScopeHandle(scope: Scope): ScopeHandle {
  return new OpenScopeHandle(scope);
}

/** A handle with more methods is the same handle: `parent: handle` keeps working. */
export function extendHandle<Handle extends ScopeHandle>(
  handle: ScopeHandle,
  more: Omit<Handle, keyof ScopeHandle>,
): Handle {
  return Object.assign(handle, more) as Handle;
}

/** One that its end would cut in two is looked at whole. */
const MAX_REASON_LENGTH = 4_096;

function endScope(scope: Scope, options: EndOptions | undefined): void {
  if (scope.recorder.isClosed && !scope.isEnded) return;
  const reason = read(options, "reason");
  const endTimeMillis = toMillis(read(options, "endTime"));
  scope.end({
    ...(typeof reason === "string" && { reason: headOf(cleanedName(headOf(reason, MAX_REASON_LENGTH)), 256) }),
    ...(endTimeMillis !== undefined && { endTimeMillis }),
  });
}
