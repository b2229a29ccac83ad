import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SpanTable } from "../../../../src/inspector/api.ts";
import { buildSpanTree, rowOf } from "../../../../src/inspector/page/trace/span-tree.ts";
import { sampleSpans } from "../../../support/inspector/sample-spans.ts";

/** A table from parents, starts and durations; every row is a model call of one dollar with 10 tokens in. */
function tableOf(spans: readonly (readonly [parent: number, start: number, duration: number])[]): SpanTable {
  const same = <T>(value: T): T[] => spans.map(() => value);
  return {
    ...sampleSpans(0),
    id: spans.map((_, row) => `s${row}`),
    trace: same(0),
    parent: spans.map(([parent]) => parent),
    start: spans.map(([, start]) => start),
    duration: spans.map(([, , duration]) => duration),
    kind: same(0),
    status: same(0),
    counted: same(1 as const),
    cost: same(1),
    input: same(10),
    output: same(1),
  };
}

describe("buildSpanTree()", () => {
  test("puts children below their parent in the order of their start", () => {
    const tree = buildSpanTree(
      tableOf([
        [-1, 0, 100],
        [0, 10, 20],
        [-1, 20, 5],
        [1, 25, 2],
        [0, 40, 5],
      ]),
    );
    expect([...tree.order]).toEqual([0, 1, 3, 4, 2]);
    expect([...tree.depth]).toEqual([0, 1, 0, 2, 1]);
    expect([...tree.subtree]).toEqual([4, 2, 1, 1, 1]);
  });

  test("makes roots of spans whose parent never came, and marks them", () => {
    const tree = buildSpanTree(
      tableOf([
        [-1, 0, 10],
        [-2, 1, 5],
        [1, 2, 1],
      ]),
    );
    expect([...tree.order]).toEqual([0, 1, 2]);
    expect([...tree.orphan]).toEqual([0, 1, 0]);
    expect([...tree.depth]).toEqual([0, 0, 1]);
  });

  test("keeps every span of a cycle", () => {
    const tree = buildSpanTree(
      tableOf([
        [1, 0, 10],
        [0, 1, 5],
        [2, 2, 1],
      ]),
    );
    expect([...tree.order].sort()).toEqual([0, 1, 2]);
    expect(tree.orphan[2]).toBe(1);
  });

  test("counts time that children share once when it says what is left to the parent", () => {
    const tree = buildSpanTree(
      tableOf([
        [-1, 0, 100],
        [0, 10, 30],
        [0, 20, 30],
        [0, 90, 50],
      ]),
    );
    expect(tree.times().selfUs[0]).toBe(50);
    expect([...tree.times().gapUs]).toEqual([0, 10, 0, 40]);
  });

  test("sums cost, tokens and calls up to the roots, and errors", () => {
    const table = {
      ...tableOf([
        [-1, 0, 9],
        [0, 1, 1],
        [1, 1, 1],
      ]),
      cost: [null, 0.5, 0.25],
      status: [2, 0, 2],
    };
    const tree = buildSpanTree(table);
    expect([tree.cost[0], tree.unpriced[0], tree.input[0], tree.calls[0], tree.errors[0]]).toEqual([0.75, 1, 30, 3, 2]);
    expect([tree.cost[1], tree.unpriced[1], tree.errors[1]]).toEqual([0.75, 0, 1]);
  });

  test("holds every row once with consistent depths whatever the parents are", () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: -3, max: 30 }), fc.nat(100), fc.nat(100)), { maxLength: 30 });
    fc.assert(
      fc.property(spans, (list) => {
        const tree = buildSpanTree(tableOf(list.toSorted(([, a], [, b]) => a - b)));
        expect([...tree.order].sort((a, b) => a - b)).toEqual(list.map((_, row) => row));
        for (const row of tree.order) {
          const above = tree.parent[row] ?? -1;
          expect(tree.depth[row]).toBe(above === -1 ? 0 : (tree.depth[above] ?? 0) + 1);
          if (above !== -1) expect(tree.place[above]).toBeLessThan(tree.place[row] ?? 0);
        }
        const roots = [...tree.order].filter((row) => tree.parent[row] === -1);
        expect(roots.reduce((sum, row) => sum + (tree.subtree[row] ?? 0), 0)).toBe(list.length);
        expect(roots.reduce((sum, row) => sum + (tree.cost[row] ?? 0), 0)).toBe(list.length);
      }),
    );
  });

  test("takes a chain of 50,000 spans without running out of stack", () => {
    const tree = buildSpanTree(
      tableOf(Array.from({ length: 50_000 }, (_, row) => [row - 1, row, 50_000 - row] as const)),
    );
    expect(tree.depth[49_999]).toBe(49_999);
    expect(tree.cost[0]).toBe(50_000);
  });
});

describe("rowOf()", () => {
  test("tells spans with the same id in two traces apart", () => {
    const table = {
      ...tableOf([
        [-1, 0, 1],
        [-1, 1, 1],
      ]),
      id: ["same", "same"],
      traces: ["t0", "t1"],
      trace: [0, 1],
    };
    const tree = buildSpanTree(table);
    expect([rowOf(tree, "t1", "same"), rowOf(tree, "t0", "same"), rowOf(tree, "t2", "same")]).toEqual([1, 0, -1]);
  });
});
