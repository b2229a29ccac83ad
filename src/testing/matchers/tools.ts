import { labelOf } from "../view/outline.ts";
import { printValue } from "../view/printable.ts";
import type { TestSpan, TestValue } from "../view/span.ts";
import { checkCount, type Judgement, wrongArgument } from "./judgement.ts";
import { matchName, matchValue } from "./match-value.ts";
import type { View } from "./view-of.ts";

/** What a tool call is expected to be like. */
export interface ToolCallExpectation {
  /** How often such calls were made. @defaultValue at least once */
  readonly times?: number;
  /** The arguments: at least these fields; patterns, asymmetric matchers and functions are allowed at any depth. */
  readonly with?: unknown;
  /** The result, in the same way. What is no object is recorded as `{ value }`; either may be given. */
  readonly result?: unknown;
  /** Whether it failed; a text or pattern is the type of its error. */
  readonly failed?: boolean | string | RegExp;
  /** Its place among all tool calls, from 1. */
  readonly order?: number;
}

const OPTIONS = ["times", "with", "result", "failed", "order"];

export function judgeToolCall(view: View, name: string | RegExp, options: ToolCallExpectation = {}): Judgement {
  const matcher = "toHaveCalledTool";
  if (typeof name !== "string" && !(name instanceof RegExp)) wrongArgument(matcher, "the name of a tool, or a pattern");
  if (!areOptions(options, OPTIONS))
    wrongArgument(matcher, `options as its second argument: { ${OPTIONS.join(", ")} }`);
  const { times, order } = options;
  checkCount(matcher, "times", times);
  checkCount(matcher, "order", order);
  const named = view.toolCalls.filter(({ tool }) => matchName(tool, name));
  const found = named.filter((call) => isAsExpected(call, options, view));
  return {
    holds: times === undefined ? found.length > 0 : found.length === times,
    expected: `${times === undefined ? "a call" : `${times} calls`} of the tool ${printValue(name)}${describe(options)}`,
    found: describeFound(view, named, found, options),
  };
}

export function judgeToolOrder(
  view: View,
  names: readonly (string | RegExp)[],
  options: { readonly exact?: boolean } = {},
): Judgement {
  const matcher = "toHaveCalledToolsInOrder";
  const isList = Array.isArray(names) && names.length > 0;
  if (!isList || names.some((name) => typeof name !== "string" && !(name instanceof RegExp)))
    wrongArgument(matcher, "a list of names of tools, or patterns");
  if (!areOptions(options, ["exact"])) wrongArgument(matcher, "options as its second argument: { exact }");
  const called = view.toolCalls.map(({ tool }) => tool);
  let next = 0;
  for (const tool of called) if (next < names.length && matchName(tool, names[next] as string | RegExp)) next += 1;
  const isWhole = called.length === names.length && names.every((name, index) => matchName(called[index], name));
  const missing = next < names.length ? `; after ${next} of them, ${printValue(names[next])} did not come` : "";
  return {
    holds: options.exact === true ? isWhole : next === names.length,
    expected: `calls of the tools ${printValue(names)} in this order${options.exact === true ? ", and no others" : ""}`,
    found: `${called.length === 0 ? "no tool was called" : `these were called: ${printValue(called)}`}${missing}`,
  };
}

/** One that is misspelt would be looked for nowhere, and the test pass. */
function areOptions(options: unknown, known: readonly string[]): boolean {
  return typeof options === "object" && options !== null && Object.keys(options).every((name) => known.includes(name));
}

function isAsExpected(call: TestSpan, options: ToolCallExpectation, view: View): boolean {
  const { failed, order } = options;
  return (
    (!("with" in options) || matchValue(call.arguments, options.with)) &&
    (!("result" in options) || matchResult(call.result, options.result)) &&
    (failed === undefined || hasFailed(call, failed)) &&
    (order === undefined || view.toolCalls[order - 1] === call)
  );
}

/** What is no object is recorded as `{ value }`, as the conventions want it. */
function matchResult(actual: TestValue | undefined, expected: unknown): boolean {
  if (matchValue(actual, expected)) return true;
  const isObject = typeof actual === "object" && actual !== null && !Array.isArray(actual);
  const entries = isObject ? Object.entries(actual) : [];
  return entries.length === 1 && entries[0]?.[0] === "value" && matchValue(entries[0][1], expected);
}

export function hasFailed({ error }: TestSpan, failed: boolean | string | RegExp): boolean {
  return typeof failed === "boolean" ? (error !== undefined) === failed : matchName(error?.type, failed);
}

function describe(options: ToolCallExpectation): string {
  const { failed, order } = options;
  return [
    ...("with" in options ? [` with ${printValue(options.with)}`] : []),
    ...("result" in options ? [` that gave ${printValue(options.result)}`] : []),
    ...(failed === undefined ? [] : [describeFailed(failed)]),
    ...(order === undefined ? [] : [` as tool call ${order}`]),
  ].join("");
}

export function describeFailed(failed: boolean | string | RegExp): string {
  if (typeof failed === "boolean") return failed ? " that failed" : " that did not fail";
  return ` that failed with ${printValue(failed)}`;
}

function describeFound(
  view: View,
  named: readonly TestSpan[],
  found: readonly TestSpan[],
  options: ToolCallExpectation,
): string {
  if (view.toolCalls.length === 0) return "no tool was called";
  if (named.length === 0)
    return `only these were called: ${printValue([...new Set(view.toolCalls.map(({ tool }) => tool))])}`;
  const isWithheld = "with" in options && named.every((call) => call.arguments === undefined);
  const calls = named.map(
    (call) => `\n  ${found.includes(call) ? "✓" : "✗"} ${labelOf(call)} ${printValue(call.arguments)}`,
  );
  const note = isWithheld ? "; their arguments were not captured: see the option capture" : "";
  return `${found.length} of ${named.length} calls of it are like that${note}${calls.slice(0, 20).join("")}`;
}
