import { createSpanBudget, type SpanBudget } from "../privacy/budget.ts";
import type { CapturePolicy } from "../privacy/capture-policy.ts";
import type { ContentFilter } from "../privacy/content.ts";
import type { ContentBudget, ContentGate, NameGate } from "../record/ports.ts";
import { passGiven } from "./foreign/given-content.ts";

/** The content filter of `privacy/`, as recording asks for it. */
export function createContentGate(
  filter: ContentFilter,
  policy: CapturePolicy,
  spanBytes: number | undefined,
  names?: NameGate,
): ContentGate {
  const withBudget = (budget: ContentBudget | undefined): { span?: SpanBudget } =>
    budget === undefined ? {} : { span: budget as SpanBudget };
  const gate: ContentGate = {
    ...(names?.changes === true && { names }),
    onSpans: policy.onSpans,
    onEvents: policy.onEvents,
    allows: (kind) => policy.allows(kind),
    allowsEverywhere: (kind, beside) => policy.allowsEverywhere(kind, beside),
    placed: (kind, place) => policy.placed(kind, place),
    ...(policy.bodies && { bodies: { maxChars: filter.bodyChars, textOf: filter.bodyText } }),
    text: (kind, value, { budget, ...options } = {}) => filter.text(kind, value, { ...options, ...withBudget(budget) }),
    json: (kind, value, { budget, ...options } = {}) => filter.json(kind, value, { ...options, ...withBudget(budget) }),
    messages: (kind, inputs, convert, { conversation, budget } = {}) =>
      filter.messages(kind, inputs, convert, { conversation, span: budget as SpanBudget | undefined }),
    size: (value) => filter.size(value),
    valueSize: (value) => filter.valueSize(value),
    attribute: (value, name) => filter.attribute(value, name),
    given: (name, value, around) => passGiven(name, value, around, gate),
    newBudget: () => createSpanBudget(spanBytes),
  };
  return gate;
}
