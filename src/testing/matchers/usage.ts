import { formatCount, formatUsd } from "../../internal/format.ts";
import { REQUEST_REFUSED } from "../../semconv/cost-reason.ts";
import { printValue } from "../view/printable.ts";
import type { TestSpan, TestUsage } from "../view/span.ts";
import { type Judgement, wrongArgument } from "./judgement.ts";
import type { View } from "./view-of.ts";

/** Bounds of a number, ends included. */
export interface Bounds {
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly exactly?: number;
}

/** Bounds of the sum of input and output, and of its parts. A number is `exactly` it. */
export interface TokenExpectation extends Bounds {
  readonly input?: Bounds | number;
  readonly output?: Bounds | number;
  readonly cacheRead?: Bounds | number;
  readonly cacheWrite?: Bounds | number;
  readonly reasoning?: Bounds | number;
}

export function judgeCost(view: View, usd: number): Judgement {
  if (!(typeof usd === "number" && usd > 0)) wrongArgument("toCostLessThan", "US dollars above 0");
  const { all, billed: calls } = requestsOf(view);
  const unpriced = calls.filter(({ cost }) => cost?.usd === undefined || (cost.status ?? "ok") !== "ok");
  const total = calls.reduce((sum, { cost }) => sum + (cost?.usd ?? 0), 0);
  const expected = `model calls that cost less than ${formatUsd(usd)}`;
  if (all.length === 0)
    return { holds: undefined, expected, found: "no model was called, so nothing could cost anything" };
  // With the calls that have a price it costs too much already.
  if (unpriced.length > 0 && total < usd)
    return { holds: undefined, expected, found: `${describeUnpriced(unpriced)}; the rest cost ${formatUsd(total)}` };
  return { holds: total < usd, expected, found: `${calls.length} cost ${formatUsd(total)}` };
}

/** Requests to models, those for embeddings too, as the totals of a client have them; and of them those that used something. */
function requestsOf({ spans }: View): Readonly<Record<"all" | "billed", readonly TestSpan[]>> {
  const all = spans.filter(({ kind, counted, cost }) => counted || (kind === "embeddings" && cost !== undefined));
  return { all, billed: all.filter(isBilled) };
}

/** A request that was refused used nothing. Of one that failed otherwise, as by a timeout, nobody knows. */
function isBilled({ usage, cost }: TestSpan): boolean {
  return usage !== undefined || cost?.reason !== REQUEST_REFUSED;
}

function describeUnpriced(calls: readonly TestSpan[]): string {
  const reasons = calls.map(
    ({ model, cost }) => `${model ?? "a model without a name"} (${cost?.reason ?? "no cost was recorded"})`,
  );
  return `the cost of ${calls.length} is not known, or not all of it: ${printValue([...new Set(reasons)])}`;
}

const PARTS: Readonly<Record<string, keyof TestUsage>> = {
  input: "inputTokens",
  output: "outputTokens",
  cacheRead: "cacheReadTokens",
  cacheWrite: "cacheWriteTokens",
  reasoning: "reasoningTokens",
};

export function judgeTokens(view: View, expectation: TokenExpectation): Judgement {
  const checks = checksOf(expectation);
  const { all, billed: calls } = requestsOf(view);
  const expected = checks.map(({ name, bounds }) => `${describeBounds(bounds)} ${name}`).join(", ");
  if (all.length === 0) return { holds: undefined, expected, found: "no model was called" };
  const silent = calls.filter(({ usage }) => usage === undefined);
  if (silent.length > 0)
    return { holds: undefined, expected, found: `${silent.length} of ${calls.length} calls do not say what they used` };
  const sums = checks.map(({ name, bounds, read }) => {
    const sum = calls.reduce((all, { usage = {} }) => all + read(usage), 0);
    return { holds: isWithin(sum, bounds), text: `${formatCount(sum)} ${name}` };
  });
  return {
    holds: sums.every(({ holds }) => holds),
    expected,
    found: `${calls.length} calls used ${sums.map(({ text }) => text).join(", ")}`,
  };
}

interface Check {
  readonly name: string;
  readonly bounds: Bounds;
  readonly read: (usage: TestUsage) => number;
}

function checksOf(expectation: unknown): readonly Check[] {
  const form = "{ atMost, atLeast, exactly } of all tokens, or of input, output, cacheRead, cacheWrite or reasoning";
  if (typeof expectation !== "object" || expectation === null) wrongArgument("toHaveUsedTokens", form);
  const total: Record<string, unknown> = {};
  const checks: Check[] = [];
  for (const [key, value] of Object.entries(expectation)) {
    const part = Object.hasOwn(PARTS, key) ? PARTS[key] : undefined;
    if (part === undefined) total[key] = value;
    else {
      const bounds = boundsOf(typeof value === "number" ? { exactly: value } : value, form);
      checks.push({ name: `${key} tokens`, bounds, read: (usage) => usage[part] ?? 0 });
    }
  }
  if (Object.keys(total).length > 0) {
    const read = ({ inputTokens = 0, outputTokens = 0 }: TestUsage): number => inputTokens + outputTokens;
    checks.unshift({ name: "tokens", bounds: boundsOf(total, form), read });
  }
  if (checks.length === 0) wrongArgument("toHaveUsedTokens", form);
  return checks;
}

function boundsOf(value: unknown, form: string): Bounds {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const isKnown = ([key, one]: [string, unknown]): boolean =>
    ["atMost", "atLeast", "exactly"].includes(key) && typeof one === "number" && one >= 0;
  if (entries.length === 0 || !entries.every(isKnown)) wrongArgument("toHaveUsedTokens", form);
  return Object.fromEntries(entries);
}

function isWithin(sum: number, { atMost = Infinity, atLeast = 0, exactly = sum }: Bounds): boolean {
  return sum <= atMost && sum >= atLeast && sum === exactly;
}

function describeBounds({ atMost, atLeast, exactly }: Bounds): string {
  return [
    ...(exactly === undefined ? [] : [`exactly ${formatCount(exactly)}`]),
    ...(atLeast === undefined ? [] : [`at least ${formatCount(atLeast)}`]),
    ...(atMost === undefined ? [] : [`at most ${formatCount(atMost)}`]),
  ].join(" and ");
}
