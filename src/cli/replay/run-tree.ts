import { hash } from "node:crypto";
import type { AttributeList, EventRow, SpanDetail } from "../../inspector/index.ts";
import { attributesOf, textOf } from "../../inspector/steps/attribute.ts";
import type { RunSource } from "../../inspector/steps/collect-run.ts";
import { messageEvents } from "../../inspector/steps/message-events.ts";
import { readContent } from "../../inspector/steps/recorded-content.ts";
import { STEP_KINDS } from "../../inspector/steps/span-step.ts";
import { spanKey } from "../../inspector/steps/span-tree.ts";
import { steadyText } from "../../testing/cassette/request-key.ts";

/** A piece of work of a run with what happened inside of it, or something that it told. */
export interface RunNode {
  /** Of the span, see `spanKey`, or of what it told, see {@link tellingKey}. */
  readonly key: string;
  readonly startUs: number;
  readonly endUs: number;
  /** Nodes of which this differs are not the same work. */
  readonly what: string;
  /** Equal where the same was done, in whatever order what is inside came about. */
  readonly digest: string;
  /** In the order of time. */
  readonly children: readonly RunNode[];
}

/** What tells of something: a log record, or an event on a span. */
export interface Telling {
  readonly name: string;
  readonly timeUs: number;
  readonly attributes: AttributeList;
}

/** A log record and an event on the span may tell of the same. */
export function tellingKey(span: string, telling: Telling): string {
  return `${span} ${toldBy(telling)} ${Math.round(telling.timeUs / 1_000)}`;
}

function toldBy({ name, attributes }: Telling): string {
  return `${name} ${textOf(attributesOf(attributes), "agentscribe.decision.choice") ?? ""}`.trim();
}

const OUTSIDE = "";

/** A run as a tree: spans that are steps, and what they told. */
export function runTree(source: RunSource): readonly RunNode[] {
  const details = new Map<string, SpanDetail>();
  for (const span of source.details(STEP_KINDS)) details.set(spanKey(span.traceId, span.spanId), span);
  const parentOf = parentsIn(source.table, details);
  const messages = messageEvents(source.events);
  const inside = new Map<string, Map<string, () => RunNode>>();
  const add = (parent: string, key: string, node: () => RunNode): void => {
    const others = inside.get(parent) ?? new Map<string, () => RunNode>();
    inside.set(parent, others);
    if (!others.has(key)) others.set(key, node);
  };
  const tell = (span: string, telling: Telling): void => {
    const key = tellingKey(span, telling);
    add(details.has(span) ? span : parentOf(span), key, () => toldNode(key, telling));
  };
  const nodesIn = (parent: string): readonly RunNode[] =>
    Array.from(inside.get(parent)?.values() ?? [], (node) => node()).sort((a, b) => a.startUs - b.startUs);

  for (const [key, span] of details) {
    add(parentOf(key), key, () => spanNode(key, span, messages.get(key), nodesIn(key)));
    for (const telling of span.events) tell(key, telling);
  }
  for (const event of source.events) tell(spanKey(event.traceId, event.spanId), event);
  return nodesIn(OUTSIDE);
}

function spanNode(
  key: string,
  span: SpanDetail,
  messages: readonly EventRow[] | undefined,
  children: readonly RunNode[],
): RunNode {
  const { startUs, status, errorType, model } = span;
  const what = `${span.kind} ${span.tool ?? span.name}`;
  const below = children.map(({ digest }) => digest).sort();
  const digest = digestOf([what, status, errorType, model, readContent(span, messages), below]);
  return { key, startUs, endUs: startUs + span.durationUs, what, digest, children };
}

function toldNode(key: string, telling: Telling): RunNode {
  const { timeUs } = telling;
  const what = `told ${toldBy(telling)}`;
  return { key, startUs: timeUs, endUs: timeUs, what, digest: digestOf(what), children: [] };
}

/** Finds the span that is a step and around a span, with others in between or not. */
function parentsIn(table: RunSource["table"], steps: ReadonlyMap<string, unknown>): (span: string) => string {
  const keys = table.id.map((id, row) => spanKey(table.traces[table.trace[row] ?? 0], id));
  const rows = new Map(keys.map((key, row) => [key, row]));
  return (span) => {
    let row = table.parent[rows.get(span) ?? -1] ?? -1;
    // Damaged data may make a circle.
    for (let left = keys.length; row >= 0 && left > 0; left--) {
      const key = keys[row] ?? OUTSIDE;
      if (steps.has(key)) return key;
      row = table.parent[row] ?? -1;
    }
    return OUTSIDE;
  };
}

/** Ids of calls are new each time, as are times. */
function digestOf(value: unknown): string {
  const text = JSON.stringify(value, (name, item: unknown) => {
    if (name === "id" || name === "callId") return undefined;
    return typeof item === "string" ? steadyText(item) : item;
  });
  return hash("sha256", text, "base64");
}
