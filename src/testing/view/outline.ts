import { modelName } from "../../inspector/understand/model-name.ts";
import { decisionsIn } from "./finders.ts";
import { printable } from "./printable.ts";
import type { TestEvent, TestSpan } from "./span.ts";

/** A line of an outline: `tool search`, `llm gpt-6` also where a version of it answered, `decision route: escalate`, `outcome success`. */
export interface OutlineNode {
  readonly label: string;
  /** Absent for what an event tells. */
  readonly span?: TestSpan;
  readonly children: readonly OutlineNode[];
}

export type PlaceOf = (one: TestSpan | TestEvent) => number;

/**
 * Spans as a tree of labels: the kind, what it was of, and `!` with the type of its error. Decisions stand among the work that they were made
 * between, an outcome at the end of what it is of.
 */
export function outlineOf(spans: readonly TestSpan[], placeOf: PlaceOf): readonly OutlineNode[] {
  return spans.map((span) => toNode(span, placeOf));
}

/** An outline as text, two blanks for each level. */
export function outlineText(nodes: readonly OutlineNode[], indent: string = ""): readonly string[] {
  return nodes.flatMap(({ label, children }) => [`${indent}${label}`, ...outlineText(children, `${indent}  `)]);
}

function toNode(span: TestSpan, placeOf: PlaceOf): OutlineNode {
  const work = span.children.map((child) => ({
    place: placeOf(child),
    timeMillis: child.startTimeMillis,
    node: toNode(child, placeOf),
  }));
  const decisions = decisionsIn(span.events).map(({ type, choice, event }) => ({
    place: placeOf(event),
    timeMillis: event.timeMillis,
    node: { label: label("decision", type === "" ? choice : `${type}: ${choice}`), children: [] },
  }));
  const parts = [...work, ...decisions].sort(
    (one, other) => one.timeMillis - other.timeMillis || one.place - other.place,
  );
  const outcome = span.outcome === undefined ? [] : [{ label: label("outcome", span.outcome), children: [] }];
  return { label: labelOf(span), span, children: [...parts.map(({ node }) => node), ...outcome] };
}

/** What a span is, in one line. */
export function labelOf(span: TestSpan): string {
  const error = span.error === undefined ? "" : ` !${printable(span.error.type, 60)}`;
  return `${label(span.kind, subjectOf(span))}${error}`;
}

function label(kind: string, subject: string): string {
  return `${kind} ${printable(subject, 100)}`.trim();
}

/** Kinds whose spans begin with a word of the conventions: `invoke_agent planner`. */
const NAMED_AFTER_A_WORD = new Set([
  "workflow",
  "task",
  "agent",
  "plan",
  "retrieval",
  "memory",
  "command",
  "wait",
  "step",
]);

function subjectOf({ kind, name, model, tool, agent, attributes }: TestSpan): string {
  if (kind === "session") return "";
  if (kind === "llm" || kind === "embeddings") {
    const asked = attributes["gen_ai.request.model"];
    return modelName(typeof asked === "string" ? asked : undefined, model) ?? "";
  }
  if (kind === "tool") return tool ?? name;
  if (kind === "agent" && agent !== undefined) return agent;
  if (!NAMED_AFTER_A_WORD.has(kind)) return name;
  const at = name.indexOf(" ");
  return at < 0 ? (name === kind ? "" : name) : name.slice(at + 1);
}
