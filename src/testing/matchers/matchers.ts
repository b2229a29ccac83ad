import {
  type DecisionExpectation,
  judgeDecision,
  judgeErrors,
  judgeOrphans,
  judgeOutcome,
  type OutcomeExpectation,
} from "./facts.ts";
import { explain, type Judge } from "./judgement.ts";
import { judgeModelCall, type ModelCallExpectation } from "./models.ts";
import { judgeToolCall, judgeToolOrder, type ToolCallExpectation } from "./tools.ts";
import { judgeTrace } from "./trace.ts";
import type { TraceShape } from "./trace-shape.ts";
import { judgeCost, judgeTokens, type TokenExpectation } from "./usage.ts";
import { viewOf } from "./view-of.ts";

/**
 * What can be asked of a test client, of one of its traces, or of a span with all inside. What was recorded may be unable to answer, as when a
 * call has no price: then both the matcher and its `.not` fail, and say why.
 */
export interface TelemetryMatchers<R = void> {
  /** A tool was called; `with` names at least some of its arguments, `times` how often such calls were made. */
  toHaveCalledTool(name: string | RegExp, options?: ToolCallExpectation): R;
  /** These tools were called in this order; others may have been called between them, unless `exact`. */
  toHaveCalledToolsInOrder(names: readonly (string | RegExp)[], options?: { readonly exact?: boolean }): R;
  /** A model was called, by the name that was asked for or the one that answered. */
  toHaveCalledModel(model: string | RegExp, options?: ModelCallExpectation): R;
  /** All model calls and embeddings together cost less than so many US dollars. Cannot be told when the price of one is not known. */
  toCostLessThan(usd: number): R;
  /** All model calls and embeddings together used so many tokens. */
  toHaveUsedTokens(tokens: TokenExpectation): R;
  /** No span lost its parent: each parent was recorded, and no work stands outside of sessions, tasks and agents where there are any. */
  toHaveNoOrphanSpans(): R;
  /** No span has an error. */
  toHaveNoErrors(): R;
  /** A decision of a type was recorded, for a choice where one is given. */
  toHaveDecided(type: string | RegExp, choice?: string | RegExp, options?: DecisionExpectation): R;
  /** A task or another scope turned out so. */
  toHaveOutcome(outcome: string | RegExp, options?: OutcomeExpectation): R;
  /** The tree is this one: as text, one line for each span and decision, or as shapes. `*` stands for any text, `...` for any pieces of work. */
  toMatchTrace(trace: TraceShape | readonly TraceShape[]): R;
}

/** What a matcher answers: whether it holds, and what to say when the test wants it otherwise. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What vitest and jest call matchers with. */
export interface MatcherContext {
  readonly isNot?: boolean;
}

type Matcher<Args extends readonly unknown[]> = (
  this: MatcherContext | undefined,
  received: unknown,
  ...args: Args
) => MatcherResult;

/** For `expect.extend(matchers)` of vitest and jest. */
export const matchers: { readonly [K in keyof TelemetryMatchers]: Matcher<Parameters<TelemetryMatchers[K]>> } = {
  toHaveCalledTool: matcher("toHaveCalledTool", judgeToolCall),
  toHaveCalledToolsInOrder: matcher("toHaveCalledToolsInOrder", judgeToolOrder),
  toHaveCalledModel: matcher("toHaveCalledModel", judgeModelCall),
  toCostLessThan: matcher("toCostLessThan", judgeCost),
  toHaveUsedTokens: matcher("toHaveUsedTokens", judgeTokens),
  toHaveNoOrphanSpans: matcher("toHaveNoOrphanSpans", judgeOrphans),
  toHaveNoErrors: matcher("toHaveNoErrors", judgeErrors),
  toHaveDecided: matcher("toHaveDecided", judgeDecision),
  toHaveOutcome: matcher("toHaveOutcome", judgeOutcome),
  toMatchTrace: matcher("toMatchTrace", judgeTrace),
};

function matcher<Args extends readonly unknown[]>(name: string, judge: Judge<Args>): Matcher<Args> {
  return function (received, ...args) {
    const isNot = this?.isNot === true;
    const view = viewOf(received, name);
    const judgement = judge(view, ...args);
    // What cannot be told fails either way.
    return { pass: judgement.holds ?? isNot, message: () => explain(name, isNot, judgement, view) };
  };
}
