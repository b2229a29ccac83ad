import { isToolCall } from "../../inspector/model/facts.ts";
import type { TestAttributes, TestEvent, TestSpan } from "./span.ts";
import { textAttribute } from "./text-attribute.ts";

/** A decision that was recorded. */
export interface TestDecision {
  readonly type: string;
  readonly choice: string;
  readonly options: readonly string[];
  readonly confidence?: number;
  readonly event: TestEvent;
}

/** How a scope turned out. */
export interface TestOutcome {
  readonly outcome: string;
  /** Of the task. */
  readonly type?: string;
  readonly taskId?: string;
  /** The span that it was said of; absent when it became known after the task's end. */
  readonly span?: TestSpan;
}

/** Model calls, each request once, in the order they started. */
export function modelCallsIn(spans: readonly TestSpan[]): readonly TestSpan[] {
  return spans.filter(({ kind, counted }) => kind === "llm" && counted);
}

/** Executions of tools, each once though the protocol that carried it has a span of its own; also those that this process serves. */
export function toolCallsIn(spans: readonly TestSpan[]): readonly TestSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const isInTool = ({ parentSpanId }: TestSpan): boolean => isToolCall(byId.get(parentSpanId ?? "")?.kind ?? "other");
  return spans.filter(
    (span) => isToolCall(span.kind) || (span.kind === "mcp" && span.tool !== undefined && !isInTool(span)),
  );
}

export function decisionsIn(events: readonly TestEvent[]): readonly TestDecision[] {
  return events.flatMap((event) => {
    const choice = textAttribute(event.attributes, "agentscribe.decision.choice");
    if (choice === undefined) return [];
    const options = event.attributes["agentscribe.decision.options"];
    const confidence = event.attributes["agentscribe.decision.confidence"];
    return {
      type: textAttribute(event.attributes, "agentscribe.decision.type") ?? "",
      choice,
      options: Array.isArray(options) ? options.filter((one) => typeof one === "string") : [],
      ...(typeof confidence === "number" && { confidence }),
      event,
    };
  });
}

/** How scopes turned out: of spans in the order they started, then what became known later. */
export function outcomesIn(spans: readonly TestSpan[], events: readonly TestEvent[]): readonly TestOutcome[] {
  const ofSpans = spans.flatMap((span): TestOutcome[] => {
    const { outcome, attributes } = span;
    return outcome === undefined ? [] : [{ outcome, ...taskOf(attributes), span }];
  });
  const late = events.flatMap(({ name, attributes }): TestOutcome[] => {
    const outcome =
      textAttribute(attributes, "agentscribe.task.outcome") ?? textAttribute(attributes, "agentscribe.outcome");
    const isLate = name === "agentscribe.task.late_outcome" && outcome !== undefined;
    return isLate ? [{ outcome, ...taskOf(attributes) }] : [];
  });
  return [...ofSpans, ...late];
}

function taskOf(attributes: TestAttributes): Pick<TestOutcome, "type" | "taskId"> {
  const type = textAttribute(attributes, "agentscribe.task.type");
  const taskId = textAttribute(attributes, "agentscribe.task.id");
  return { ...(type !== undefined && { type }), ...(taskId !== undefined && { taskId }) };
}
