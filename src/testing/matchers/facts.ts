import { labelOf } from "../view/outline.ts";
import { printValue } from "../view/printable.ts";
import type { TestSpan, TestSpanKind } from "../view/span.ts";
import { checkCount, type Judgement, wrongArgument } from "./judgement.ts";
import { matchName, matchValue } from "./match-value.ts";
import type { View } from "./view-of.ts";

/** What a decision is expected to be like. */
export interface DecisionExpectation {
  /** @defaultValue at least once */
  readonly times?: number;
  readonly confidence?: unknown;
  readonly options?: unknown;
}

export function judgeDecision(
  view: View,
  type: string | RegExp,
  choice?: string | RegExp,
  expectation: DecisionExpectation = {},
): Judgement {
  if (typeof type !== "string" && !(type instanceof RegExp))
    wrongArgument("toHaveDecided", "the type of a decision, then its choice");
  const { times, ...rest } = expectation;
  checkCount("toHaveDecided", "times", times);
  const found = view.decisions.filter(
    (one) =>
      matchName(one.type, type) && (choice === undefined || matchName(one.choice, choice)) && matchValue(one, rest),
  );
  const made = view.decisions.map((one) => `${one.type}: ${one.choice}`);
  const more = Object.entries(rest).map(([key, value]) => ` with ${key} ${printValue(value)}`);
  const what = choice === undefined ? "" : ` for ${printValue(choice)}`;
  return {
    holds: times === undefined ? found.length > 0 : found.length === times,
    expected: `${times === undefined ? "a decision" : `${times} decisions`} on ${printValue(type)}${what}${more.join("")}`,
    found: made.length === 0 ? "no decision was recorded" : `these were made: ${printValue(made)}`,
  };
}

/** What an outcome is expected to be of. */
export interface OutcomeExpectation {
  /** The scope that it is said of. */
  readonly kind?: TestSpanKind;
  /** Of a task. */
  readonly type?: string | RegExp;
  readonly taskId?: string | RegExp;
}

export function judgeOutcome(view: View, outcome: string | RegExp, expectation: OutcomeExpectation = {}): Judgement {
  if (typeof outcome !== "string" && !(outcome instanceof RegExp))
    wrongArgument("toHaveOutcome", "an outcome, such as success");
  const { kind, ...rest } = expectation;
  const found = view.outcomes.filter(
    (one) =>
      matchName(one.outcome, outcome) && (kind === undefined || one.span?.kind === kind) && matchValue(one, rest),
  );
  const all = view.outcomes.map(
    (one) => `${one.span === undefined ? "task, later" : labelOf(one.span)}: ${one.outcome}`,
  );
  const more = Object.entries(expectation).map(([key, value]) => ` with ${key} ${printValue(value)}`);
  return {
    holds: found.length > 0,
    expected: `the outcome ${printValue(outcome)}${more.join("")}`,
    found: all.length === 0 ? "no outcome was recorded" : `these were recorded: ${printValue(all)}`,
  };
}

export function judgeErrors(view: View): Judgement {
  const failed = view.spans.filter(({ error }) => error !== undefined);
  const list = failed
    .slice(0, 20)
    .map(
      (span) => `\n  ${labelOf(span)}${span.error?.message === undefined ? "" : ` ${printValue(span.error.message)}`}`,
    );
  const expected = "no span with an error";
  if (view.spans.length === 0) return { holds: undefined, expected, found: "nothing was recorded" };
  return {
    holds: failed.length === 0,
    expected,
    found:
      failed.length === 0
        ? `none of ${view.spans.length} spans has one`
        : `${failed.length} of ${view.spans.length} have one:${list.join("")}`,
  };
}

/** Scopes that hold work: where one was recorded, work belongs into it. */
const HOLDERS: ReadonlySet<TestSpanKind> = new Set(["session", "workflow", "task", "agent"]);
/** What such a scope holds. */
const WORK: ReadonlySet<TestSpanKind> = new Set([
  "llm",
  "embeddings",
  "retrieval",
  "memory",
  "tool",
  "command",
  "wait",
  "step",
  "plan",
]);

/** A span without its parent: the parent was not recorded, or the context was lost on the way to it. */
export function judgeOrphans(view: View): Judgement {
  const expected = "no span without its parent";
  if (view.spans.length === 0) return { holds: undefined, expected, found: "nothing was recorded" };
  const hasHolder = view.spans.some(({ kind }) => HOLDERS.has(kind)) || view.open.length > 0;
  const known = new Set(view.spans.map(({ spanId }) => spanId));
  const orphans = view.spans.flatMap((span) => {
    const why = whyOrphan(span, known, hasHolder, view);
    return why === undefined ? [] : [`\n  ${labelOf(span)} (${why})`];
  });
  return {
    holds: orphans.length === 0,
    expected,
    found:
      orphans.length === 0
        ? `all ${view.spans.length} have theirs`
        : `${orphans.length} have none:${orphans.slice(0, 20).join("")}`,
  };
}

function whyOrphan(span: TestSpan, known: ReadonlySet<string>, hasHolder: boolean, view: View): string | undefined {
  const { parentSpanId, parentIsRemote, kind } = span;
  // Of one span that was taken out of its trace, the parent is outside.
  if (parentSpanId !== undefined && !known.has(parentSpanId)) {
    return parentIsRemote || (view.isPart && view.roots[0] === span) ? undefined : "its parent was not recorded";
  }
  return parentSpanId === undefined && hasHolder && WORK.has(kind)
    ? "it is outside of every session, task and agent: the context was lost"
    : undefined;
}
