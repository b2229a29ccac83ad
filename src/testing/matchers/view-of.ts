import { TEST_TELEMETRY, type TestTelemetry } from "../telemetry/create.ts";
import {
  decisionsIn,
  modelCallsIn,
  outcomesIn,
  type TestDecision,
  type TestOutcome,
  toolCallsIn,
} from "../view/finders.ts";
import { type OutlineNode, outlineOf } from "../view/outline.ts";
import { printTree } from "../view/print-tree.ts";
import { printValue } from "../view/printable.ts";
import type { TestEvent, TestSpan, TestTrace } from "../view/span.ts";

/** What matchers are asked of: everything a test client recorded, one of its traces, or one span with all inside. */
export type Recorded = TestTelemetry | TestTrace | TestSpan;

/** What a matcher looks at. */
export interface View {
  readonly roots: readonly TestSpan[];
  readonly spans: readonly TestSpan[];
  readonly modelCalls: readonly TestSpan[];
  readonly toolCalls: readonly TestSpan[];
  readonly decisions: readonly TestDecision[];
  readonly outcomes: readonly TestOutcome[];
  /** One span was taken out of its trace: its parent is outside. */
  readonly isPart: boolean;
  /** Scopes that have not ended. */
  readonly open: readonly string[];
  outline(): readonly OutlineNode[];
  print(): string;
}

/** @throws TypeError when it is nothing that was recorded */
export function viewOf(received: unknown, matcher: string): View {
  if (isTestTelemetry(received)) return viewOfTelemetry(received);
  if (isTrace(received)) return viewOfSpans(received.roots, received.spans, false);
  if (isSpan(received)) return viewOfSpans([received], allOf([received]), true);
  const hint = isClient(received) ? ", which is no client in memory" : "";
  throw new TypeError(
    `${matcher}() is asked of what createTestTelemetry() gives, or of one of its traces or spans; got ${printValue(received, 120)}${hint}`,
  );
}

function viewOfTelemetry(telemetry: TestTelemetry): View {
  const { spans, modelCalls, toolCalls, decisions, outcomes, open } = telemetry;
  const roots = telemetry.tree();
  return {
    ...{ roots, spans, modelCalls, toolCalls, decisions, outcomes, open },
    isPart: false,
    outline: () => telemetry.outline(),
    print: () => telemetry.print(),
  };
}

/** Of a part of what was recorded, events are those of its spans. */
function viewOfSpans(roots: readonly TestSpan[], spans: readonly TestSpan[], isPart: boolean): View {
  const events = spans.flatMap((span) => span.events);
  const places = new Map<TestSpan | TestEvent, number>([...spans, ...events].map((one, place) => [one, place]));
  const placeOf = (one: TestSpan | TestEvent): number => places.get(one) ?? 0;
  return {
    roots,
    spans,
    modelCalls: modelCallsIn(spans),
    toolCalls: toolCallsIn(spans),
    decisions: decisionsIn(events),
    outcomes: outcomesIn(spans, []),
    isPart,
    open: [],
    outline: () => outlineOf(roots, placeOf),
    print: () => printTree(roots, placeOf),
  };
}

function allOf(roots: readonly TestSpan[]): readonly TestSpan[] {
  return roots.flatMap((root) => [root, ...allOf(root.children)]);
}

export function isTestTelemetry(value: unknown): value is TestTelemetry {
  return has(value, TEST_TELEMETRY);
}

function isTrace(value: unknown): value is TestTrace {
  return has(value, "traceId") && has(value, "roots") && has(value, "spans");
}

function isSpan(value: unknown): value is TestSpan {
  return has(value, "kind") && has(value, "spanId") && has(value, "children");
}

function isClient(value: unknown): boolean {
  return has(value, "recordLlm") && has(value, "health");
}

function has(value: unknown, key: PropertyKey): boolean {
  try {
    return typeof value === "object" && value !== null && key in value;
  } catch {
    return false; // A Proxy that refuses to say what it has.
  }
}
