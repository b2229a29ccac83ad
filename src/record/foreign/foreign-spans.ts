import type { Context, Span } from "@opentelemetry/api";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import type { Scope } from "../scope.ts";

/** A span of another instrumentation, and what is around it. */
export interface ForeignSpan {
  readonly span: object;
  /** The context that the span was started in. */
  readonly around: Context;
  readonly scope: Scope | undefined;
  /** A model call of ours was open around its start: the request is that call's. */
  readonly isInsideCall: boolean;
  /** The nearest span of another instrumentation that was open around it, when no work of its own lies between. */
  readonly outer: ForeignSpan | undefined;
  isOpen: boolean;
  /** A call inside it is counted, so that it is not. */
  hasCounted: boolean;
  /** It is counted itself. */
  isCounted: boolean;
}

/**
 * The spans of other instrumentations that are open, so that one request that several of them tell of, or they and we, is counted once. A request that
 * they nest is counted by the innermost, which is nearest to what the provider said.
 */
export class ForeignSpans {
  readonly #known = new WeakMap<object, ForeignSpan>();
  /** Nothing is looked for where nobody else ever made a span. */
  #isUsed = false;

  started(span: object, around: Context, scope: Scope | undefined): void {
    this.#isUsed = true;
    const outer = this.around(around, scope);
    this.#known.set(span, {
      span,
      around,
      scope,
      isInsideCall: isInsideCall(scope),
      outer,
      isOpen: true,
      hasCounted: false,
      isCounted: false,
    });
  }

  ended(span: object): ForeignSpan | undefined {
    const known = this.#known.get(span);
    if (known !== undefined) known.isOpen = false;
    return known;
  }

  /** The nearest one that is open around what starts in this context, inside this scope of ours. */
  around(context: Context, scope: Scope | undefined): ForeignSpan | undefined {
    if (!this.#isUsed) return undefined;
    const active = context.getValue(SPAN_KEY) as Span | undefined;
    let found = active === undefined ? undefined : (this.#known.get(active) ?? outside(active, scope));
    while (found !== undefined && !found.isOpen) found = found.outer;
    return found;
  }
}

/** Steps are no work of their own; inside an agent or a tool, a request is another one than that around. */
function outside(active: Span, scope: Scope | undefined): ForeignSpan | undefined {
  return scope?.span.api === active && scope.plan.kind === "step" ? scope.foreign : undefined;
}

/** Says of a span and of all around it that a request inside is counted. */
export function coverAll(foreign: ForeignSpan | undefined): void {
  for (let one = foreign; one !== undefined; one = one.outer) one.hasCounted = true;
}

/** Counts a span itself. */
export function countSpan(foreign: ForeignSpan): void {
  foreign.isCounted = true;
  coverAll(foreign.outer);
}

function isInsideCall(scope: Scope | undefined): boolean {
  let around = scope;
  while (around?.plan.kind === "step") around = around.parent;
  return around?.plan.isPriced === true && !around.isEnded;
}
