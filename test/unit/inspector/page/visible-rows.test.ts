import { describe, expect, test } from "vitest";
import { buildSpanTree } from "../../../../src/inspector/page/trace/span-tree.ts";
import {
  callBefore,
  findSpans,
  NO_FILTER,
  nextError,
  visibleRows,
} from "../../../../src/inspector/page/trace/visible-rows.ts";
import { sampleSpans } from "../../../support/inspector/sample-spans.ts";

const table = sampleSpans(200);
const tree = buildSpanTree(table);
const nothingCollapsed = new Uint8Array(tree.rows);

describe("visibleRows()", () => {
  test("shows all rows in the order of the tree", () => {
    expect([...visibleRows(tree, nothingCollapsed, undefined)]).toEqual([...tree.order]);
  });

  test("leaves out what is below a collapsed row, and nothing else", () => {
    const collapsed = new Uint8Array(tree.rows);
    collapsed[0] = 1;
    const rows = visibleRows(tree, collapsed, undefined);
    expect(rows).toHaveLength(tree.rows - (tree.subtree[0] ?? 0) + 1);
    expect(rows[1]).toBe(tree.order[tree.subtree[0] ?? 0]);
  });

  test("shows what was found with all above it, also in a collapsed row", () => {
    const found = findSpans(tree, { ...NO_FILTER, text: "POST" });
    const rows = [...visibleRows(tree, new Uint8Array(tree.rows).fill(1), found)];
    const names = new Set(rows.map((row) => table.strings[table.name[row] ?? 0]));
    expect(names).toEqual(new Set(["invoke_agent triage", "chat gpt-5", "POST"]));
  });
});

describe("findSpans()", () => {
  test("looks for nothing when the filter is empty", () => {
    expect(findSpans(tree, { ...NO_FILTER, text: "  " })).toBeUndefined();
  });

  test("wants all that is asked for", () => {
    const found = findSpans(tree, { text: "read_FILE", onlyErrors: false, kinds: ["tool"] });
    const names = tree.order.filter((row) => found?.[row] === 1).map((row) => table.tool[row] ?? 0);
    expect([...new Set(names)].map((name) => table.strings[name])).toEqual(["read_file"]);
  });
});

describe("nextError()", () => {
  const failing = buildSpanTree({
    ...table,
    status: table.status.map((_, row) => ([0, 1, 2, 40].includes(row) ? 2 : 0)),
  });

  test("goes round through errors that began in a span, not those of its parents", () => {
    const first = nextError(failing, -1, 1);
    const second = nextError(failing, first, 1);
    expect(new Set([first, second])).toEqual(new Set([2, 40]));
    expect(nextError(failing, second, 1)).toBe(first);
    expect(nextError(failing, first, -1)).toBe(second);
  });

  test("finds none where nothing failed", () => {
    expect(nextError(buildSpanTree({ ...table, status: table.status.map(() => 0) }), -1, 1)).toBe(-1);
  });
});

describe("callBefore()", () => {
  test("finds the model call that asked for a tool", () => {
    const tool = table.tool.findIndex((name) => name !== 0);
    expect(table.strings[table.name[callBefore(tree, tool)] ?? 0]).toBe("chat gpt-5");
  });

  test("finds none before the first call", () => {
    expect(callBefore(tree, 0)).toBe(-1);
  });
});
