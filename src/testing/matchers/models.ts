import { printValue } from "../view/printable.ts";
import type { TestSpan } from "../view/span.ts";
import { checkCount, type Judgement, wrongArgument } from "./judgement.ts";
import { matchName, matchValue } from "./match-value.ts";
import { describeFailed, hasFailed } from "./tools.ts";
import type { View } from "./view-of.ts";

/** What a model call is expected to be like. */
export interface ModelCallExpectation {
  /** How often such calls were made. @defaultValue at least once */
  readonly times?: number;
  readonly provider?: string | RegExp;
  readonly purpose?: string | RegExp;
  readonly finishReason?: string | RegExp;
  /** Whether it failed; a text or pattern is the type of its error. */
  readonly failed?: boolean | string | RegExp;
  /** Text that stands somewhere in what was sent, or a pattern of it. */
  readonly saying?: string | RegExp;
}

const MATCHER = "toHaveCalledModel";

export function judgeModelCall(view: View, model: string | RegExp, options: ModelCallExpectation = {}): Judgement {
  if (typeof model !== "string" && !(model instanceof RegExp))
    wrongArgument(MATCHER, "the name of a model, or a pattern");
  if (typeof options !== "object" || options === null) wrongArgument(MATCHER, "options as its second argument");
  const { times, failed, saying, ...named } = options;
  checkCount(MATCHER, "times", times);
  const ofModel = view.modelCalls.filter((call) => namesOf(call).some((name) => matchName(name, model)));
  const found = ofModel.filter(
    (call) =>
      matchValue(call, named) &&
      (failed === undefined || hasFailed(call, failed)) &&
      (saying === undefined || says(call, saying)),
  );
  const more = [
    ...Object.entries(named).map(([key, value]) => ` with ${key} ${printValue(value)}`),
    ...(failed === undefined ? [] : [describeFailed(failed)]),
    ...(saying === undefined ? [] : [` saying ${printValue(saying)}`]),
  ].join("");
  return {
    holds: times === undefined ? found.length > 0 : found.length === times,
    expected: `${times === undefined ? "a call" : `${times} calls`} of the model ${printValue(model)}${more}`,
    found: describeFound(view, ofModel.length, found.length),
  };
}

/** The model asked for, such as `gpt-6`, and the one that answered, such as `gpt-6-2026-08-01`. */
function namesOf({ model, attributes }: TestSpan): readonly string[] {
  const names = [attributes["gen_ai.request.model"], model];
  return names.filter((name) => typeof name === "string");
}

function says({ system, input }: TestSpan, expected: string | RegExp): boolean {
  const texts = input.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
  const all = system === undefined ? texts : [system, ...texts];
  return all.some((text) => (typeof expected === "string" ? text.includes(expected) : matchName(text, expected)));
}

function describeFound(view: View, ofModel: number, found: number): string {
  if (view.modelCalls.length === 0) return "no model was called";
  if (ofModel === 0) return `only these were called: ${printValue([...new Set(view.modelCalls.flatMap(namesOf))])}`;
  return `${found} of ${ofModel} calls of it are like that`;
}
