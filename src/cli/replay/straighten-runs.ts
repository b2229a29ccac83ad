import { collectRun, type Run, type RunSource } from "../../inspector/steps/collect-run.ts";
import { spanKey } from "../../inspector/steps/span-tree.ts";
import { type RunNode, runTree, type Telling, tellingKey } from "./run-tree.ts";

/**
 * Two runs of a program as steps, in an order that does not depend on which of several pieces of work side by side was quicker: each piece with all that is
 * inside of it, one after the other. Where work was done side by side in one of the runs, that of `b` stands in the order of its like in `a`.
 */
export function straightenedRuns(a: RunSource, b: RunSource): readonly [a: Run, b: Run] {
  const tree = runTree(a);
  return [straightened(a, tree), straightened(b, arranged(tree, runTree(b)))];
}

interface Pair {
  readonly node: RunNode;
  readonly like: RunNode | undefined;
}

function arranged(a: readonly RunNode[], b: readonly RunNode[]): readonly RunNode[] {
  const pairs =
    isSideBySide(a) || isSideBySide(b) ? inOrderOf(a, b) : b.map((node, index) => ({ node, like: a[index] }));
  return pairs.map(({ node, like }) =>
    like?.what === node.what ? { ...node, children: arranged(like.children, node.children) } : node,
  );
}

/** First what is equal finds its place, then what is of the same kind and name; the rest comes last. */
function inOrderOf(a: readonly RunNode[], b: readonly RunNode[]): readonly Pair[] {
  const equal = taking(b, ({ digest }) => digest);
  const first = a.map((like) => equal(like));
  const taken = new Set(first);
  const alike = taking(
    b.filter((node) => !taken.has(node)),
    ({ what }) => what,
  );
  const pairs = a.flatMap((like, index): readonly Pair[] => {
    const node = first[index] ?? alike(like);
    return node === undefined ? [] : [{ node, like }];
  });
  const placed = new Set(pairs.map(({ node }) => node));
  return [...pairs, ...b.filter((node) => !placed.has(node)).map((node) => ({ node, like: undefined }))];
}

/** Gives the first of the nodes with the same key that was not given yet. */
function taking(nodes: readonly RunNode[], keyOf: (node: RunNode) => string): (like: RunNode) => RunNode | undefined {
  const left = Map.groupBy(nodes.toReversed(), keyOf);
  return (like) => left.get(keyOf(like))?.pop();
}

/** Times are rounded to microseconds, starts and durations apart. */
const ROUNDING_US = 2;

function isSideBySide(nodes: readonly RunNode[]): boolean {
  let reachedUs = Number.NEGATIVE_INFINITY;
  for (const { startUs, endUs } of nodes) {
    if (startUs + ROUNDING_US < reachedUs) return true;
    reachedUs = Math.max(reachedUs, endUs);
  }
  return false;
}

interface Times {
  readonly startUs: number;
  readonly durationUs: number;
}

/** The steps of a run as if it had been done in the order of its tree, with the times that they had. */
function straightened(source: RunSource, nodes: readonly RunNode[]): Run {
  const places = new Map<string, Times>();
  const before = new Map<number, Times>();
  let nowUs = 0;
  // A millisecond apart: what is told within one may be the same, told twice.
  const next = (startUs: number, durationUs: number): number => {
    nowUs += 1_000;
    before.set(nowUs, { startUs, durationUs });
    return nowUs;
  };
  const pass = ({ key, startUs, endUs, children }: RunNode): void => {
    const start = next(startUs, endUs - startUs);
    for (const child of children) pass(child);
    places.set(key, { startUs: start, durationUs: next(endUs, 0) - start });
  };
  for (const node of nodes) pass(node);
  const { steps, ...run } = collectRun(inPlace(source, places));
  return { ...run, steps: steps.map((step) => ({ ...step, ...before.get(step.startUs) })) };
}

function inPlace(source: RunSource, places: ReadonlyMap<string, Times>): RunSource {
  const told = <T extends Telling>(span: string, telling: T): T => ({
    ...telling,
    timeUs: places.get(tellingKey(span, telling))?.startUs ?? telling.timeUs,
  });
  return {
    ...source,
    events: source.events
      .map((event) => told(spanKey(event.traceId, event.spanId), event))
      .sort((a, b) => a.timeUs - b.timeUs),
    details: (kinds) =>
      Array.from(source.details(kinds), (span) => {
        const key = spanKey(span.traceId, span.spanId);
        return { ...span, ...places.get(key), events: span.events.map((event) => told(key, event)) };
      }).sort((a, b) => a.startUs - b.startUs),
  };
}
