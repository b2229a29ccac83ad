import { type OutlineNode, outlineText } from "../view/outline.ts";
import { printValue } from "../view/printable.ts";
import type { TestSpan } from "../view/span.ts";
import { wrongArgument } from "./judgement.ts";
import { matchValue } from "./match-value.ts";

/**
 * A span as expected: of its fields those that are given, in the way of `toHaveCalledTool`'s arguments; `children` all of them, in their order. A
 * text is the line of the outline, such as `decision route: escalate`; `...` any number of pieces of work.
 */
export type TraceShape = string | ({ readonly children?: readonly TraceShape[] } & SpanShape);

type SpanShape = { readonly [K in keyof Omit<TestSpan, "children">]?: unknown };

/** A node of what is expected. */
export interface ExpectedNode {
  readonly text: string;
  /** Any number of nodes, with what is in them. */
  readonly isAny: boolean;
  matches(node: OutlineNode): boolean;
  readonly children: readonly ExpectedNode[];
}

const MATCHER = "toMatchTrace";
const FORM = "a text tree, or a shape such as { kind: 'agent', children: ['llm gpt-6'] }, or a list of them";
const ANY: ExpectedNode = { text: "...", isAny: true, matches: () => true, children: [] };

/** @throws TypeError for what is neither a text nor a shape */
export function toExpected(expected: unknown): readonly ExpectedNode[] {
  if (typeof expected === "string") return parseText(expected);
  const shapes: readonly unknown[] = Array.isArray(expected) ? expected : [expected];
  if (shapes.length === 0) wrongArgument(MATCHER, FORM);
  return shapes.map(fromShape);
}

function fromShape(shape: unknown): ExpectedNode {
  if (typeof shape === "string") return lineNode(shape.trim(), []);
  if (typeof shape !== "object" || shape === null || Array.isArray(shape)) wrongArgument(MATCHER, FORM);
  const { children, ...fields } = shape as { readonly children?: unknown };
  if (children !== undefined && !Array.isArray(children)) wrongArgument(MATCHER, "a list as children");
  return {
    text: printValue(fields, 160),
    isAny: false,
    matches: ({ span }) => span !== undefined && matchValue(span, fields),
    children: children === undefined ? [ANY] : children.map(fromShape),
  };
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Lines that are further in than the one above are its children. */
function parseText(text: string): readonly ExpectedNode[] {
  const lines = text.split("\n").flatMap((line): Line[] => {
    const content = line.trim();
    return content === "" ? [] : [{ indent: line.length - line.trimStart().length, text: content }];
  });
  if (lines.length === 0) wrongArgument(MATCHER, FORM);
  return nodesFrom(lines, 0, lines.length);
}

function nodesFrom(lines: readonly Line[], start: number, end: number): readonly ExpectedNode[] {
  const nodes: ExpectedNode[] = [];
  let at = start;
  while (at < end) {
    const line = lines[at] as Line;
    let next = at + 1;
    while (next < end && (lines[next] as Line).indent > line.indent) next += 1;
    nodes.push(lineNode(line.text, nodesFrom(lines, at + 1, next)));
    at = next;
  }
  return nodes;
}

function lineNode(text: string, children: readonly ExpectedNode[]): ExpectedNode {
  if (text === "..." || text === "…") return ANY;
  const parts = text.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`, "u");
  return { text, isAny: false, matches: ({ label }) => pattern.test(label), children };
}

/** Whether the nodes are as expected, all of them and in this order. */
export function matchNodes(expected: readonly ExpectedNode[], actual: readonly OutlineNode[]): boolean {
  // Which numbers of actual nodes the expected ones so far can stand for.
  let reachable = new Set([0]);
  for (const one of expected) {
    const next = new Set<number>();
    for (const at of reachable) {
      const node = actual[at];
      if (one.isAny) for (let count = at; count <= actual.length; count++) next.add(count);
      else if (node !== undefined && one.matches(node) && matchNodes(one.children, node.children)) next.add(at + 1);
    }
    reachable = next;
  }
  return reachable.has(actual.length);
}

/** Both trees line by line: `-` is missing, `+` was not expected. */
export function describeDifference(expected: readonly ExpectedNode[], actual: readonly OutlineNode[]): string {
  const wanted = flatten(expected, 0).slice(0, MAX_LINES);
  const got = flatten(actual, 0).slice(0, MAX_LINES);
  const isSame = (one: Flat<ExpectedNode>, other: Flat<OutlineNode>): boolean =>
    !one.node.isAny && one.depth === other.depth && one.node.matches(other.node);
  const longest = commonLengths(wanted, got, isSame);
  const lines: string[] = [];
  let at = 0;
  let other = 0;
  while (at < wanted.length || other < got.length) {
    const want = wanted[at];
    const have = got[other];
    if (want !== undefined && have !== undefined && isSame(want, have)) {
      lines.push(`  ${indent(have.depth)}${have.node.label}`);
      at += 1;
      other += 1;
    } else if (
      want !== undefined &&
      (have === undefined || lengthAt(longest, at + 1, other) >= lengthAt(longest, at, other + 1))
    ) {
      lines.push(`${want.node.isAny ? " " : "-"} ${indent(want.depth)}${want.node.text}`);
      at += 1;
    } else if (have !== undefined) {
      lines.push(`+ ${indent(have.depth)}${have.node.label}`);
      other += 1;
    }
  }
  return lines.join("\n");
}

const MAX_LINES = 300;

interface Flat<T> {
  readonly node: T;
  readonly depth: number;
}

function flatten<T extends { readonly children: readonly T[] }>(
  nodes: readonly T[],
  depth: number,
): readonly Flat<T>[] {
  return nodes.flatMap((node) => [{ node, depth }, ...flatten(node.children, depth + 1)]);
}

/** Lengths of the longest common parts of what follows each pair of lines. */
function commonLengths<A, B>(
  one: readonly A[],
  other: readonly B[],
  isSame: (one: A, other: B) => boolean,
): readonly (readonly number[])[] {
  const lengths: number[][] = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const row = lengths[i] as number[];
      row[j] = isSame(one[i] as A, other[j] as B)
        ? lengthAt(lengths, i + 1, j + 1) + 1
        : Math.max(lengthAt(lengths, i + 1, j), lengthAt(lengths, i, j + 1));
    }
  }
  return lengths;
}

function lengthAt(lengths: readonly (readonly number[])[], i: number, j: number): number {
  return lengths[i]?.[j] ?? 0;
}

function indent(depth: number): string {
  return "  ".repeat(depth);
}

/** What is expected, as text. */
export function expectedText(nodes: readonly ExpectedNode[]): string {
  const toOutline = ({ text, children }: ExpectedNode): OutlineNode => ({
    label: text,
    children: children.map(toOutline),
  });
  return outlineText(nodes.map(toOutline), "  ").join("\n");
}
