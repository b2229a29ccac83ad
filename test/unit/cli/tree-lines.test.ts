import { describe, expect, it } from "vitest";
import type { ArrivedLine } from "../../../src/cli/tail/arrivals.ts";
import { TreeLines } from "../../../src/cli/tail/tree-lines.ts";
import type { SessionRow } from "../../../src/inspector/index.ts";
import { NOTHING } from "../../../src/inspector/steps/draft.ts";

const session = (id: string) => ({ id, service: "bot" }) as SessionRow;

const call = (traceId: string, name: string): ArrivedLine => ({
  ...NOTHING,
  type: "tool",
  name,
  traceId,
  depth: 1,
  startUs: 0,
  durationUs: 1_000,
  service: "bot",
  under: null,
});

const event = (traceId: string, name: string, under: string): ArrivedLine => ({
  ...call(traceId, name),
  type: "event",
  depth: 2,
  under,
});

describe("TreeLines", () => {
  it("names the span of an event that comes after lines of another trace, and the session again after it", () => {
    const tree = new TreeLines((_, text) => text);
    const one = session("s1");
    expect(tree.linesOf({ session: one, lines: [call("a", "read"), event("a", "edit.accepted", "read")] })).toEqual([
      "■ bot s1",
      "    ● read 1 ms",
      "      ◆ edit.accepted",
    ]);
    expect(tree.linesOf({ session: one, lines: [call("b", "write")] })).toEqual(["    ● write 1 ms"]);
    expect(tree.linesOf({ session: one, lines: [event("a", "late", "read"), event("a", "later", "read")] })).toEqual([
      "■ bot s1 · read",
      "      ◆ late",
      "      ◆ later",
    ]);
    expect(tree.linesOf({ session: one, lines: [call("b", "close")] })).toEqual(["■ bot s1", "    ● close 1 ms"]);
    expect(tree.linesOf({ session: session("s2"), lines: [call("c", "read")] })).toEqual([
      "■ bot s2",
      "    ● read 1 ms",
    ]);
    expect(tree.linesOf({ session: one, lines: [event("b", "late", "close")] })[0]).toBe("■ bot s1 · close");
  });
});
