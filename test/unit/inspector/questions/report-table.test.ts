import { describe, expect, it } from "vitest";
import { cellText, titleOf } from "../../../../src/cli/report/cells.ts";
import { factsText, tableText } from "../../../../src/cli/report/table.ts";

const plain = (text: string): string => text;

const answer = {
  columns: ["tool", "error_type", "calls", "error_rate", "cost_usd", "p95_us", "idle"],
  rows: [
    ["search", "TimeoutError", 12_345, 0.0712, 12.5, 1_234_000, null],
    [
      "",
      "a very long text that no terminal of eighty columns has room for beside all the others",
      7,
      1,
      0.000_12,
      900,
      null,
    ],
  ],
} as const;

describe("cellText()", () => {
  it("writes numbers by the unit that the column says", () => {
    expect(cellText("cost_usd", 0.000_12)).toBe("$0.00012");
    expect(cellText("duration_us", 1_234_000)).toBe("1.2 s");
    expect(cellText("duration_us", 900)).toBe("900 µs");
    expect(cellText("error_rate", 0.0712)).toBe("7.1 %");
    expect(cellText("input_tokens", 1_234_567)).toBe("1,234,567");
    expect(cellText("lift", 2.435_724)).toBe("2.436");
    expect(cellText("start_at_us", 1_790_000_000_000_000)).toMatch(/^2026-09-2\d \d\d:\d\d:20$/);
    expect(cellText("week_at_us", Date.UTC(2026, 10, 16) * 1_000)).toBe("2026-11-16");
    expect(cellText("model", "")).toBe("-");
    expect(cellText("cost_usd", null)).toBe("-");
  });

  it("leaves nothing that a terminal could take as a command", () => {
    expect(cellText("tool", "a\u001b[31mb\u202e\n\u0007c")).toBe("a [31mb   c");
  });
});

describe("titleOf()", () => {
  it("leaves the unit to the cells", () => {
    expect(["cost_usd", "start_at_us", "p95_us", "error_rate", "model"].map(titleOf)).toEqual([
      "cost",
      "start",
      "p95",
      "error rate",
      "model",
    ]);
  });
});

describe("tableText()", () => {
  it("sets numbers to the right under their headings, and leaves out nothing in a pipe", () => {
    const [head = "", first = "", second = ""] = tableText(answer, undefined, plain).split("\n");
    expect(head).toMatch(/^tool +error type +calls +error rate +cost +p95 +idle$/);
    for (const number of ["12,345", "7.1 %", "$12.50", "1.2 s"]) {
      const column = { "12,345": "calls", "7.1 %": "error rate", "$12.50": "cost", "1.2 s": "p95" }[number] ?? "";
      expect(first.indexOf(number) + number.length).toBe(head.indexOf(column) + column.length);
    }
    expect(second).toContain("beside all the others");
  });

  it.each([30, 60, 80, 120])("fits into %i columns, and says what it left out", (width) => {
    const text = tableText(answer, width, plain);
    const lines = text.trimEnd().split("\n");
    for (const line of lines.slice(0, 3)) expect(line.length).toBeLessThanOrEqual(width);
    expect(text).not.toContain("idle");
    expect(lines[3]).toMatch(/^\(\d more columns: /);
  });

  it("cuts no time, and leaves out the cost last", () => {
    const columns = ["session_id", "start_at_us", "service", "calls", "input_tokens", "cost_usd", "models"];
    const row = ["a-long-name-of-a-session", 1_790_000_000_000_000, "triage-bot", 3, 4_282, 0.000_25, 2];
    const [head, line] = tableText({ columns, rows: [row] }, 60, plain).split("\n");
    expect(line).toMatch(/^a-long-name… {2}2026-09-2\d \d\d:\d\d:20 .*\$0\.00025$/);
    expect(head).toMatch(/cost$/);
  });
});

describe("factsText()", () => {
  it("writes one row as names and values", () => {
    const text = factsText({ columns: ["calls", "cost_usd"], rows: [[1_200, 3.5]] });
    expect(text).toBe("calls  1,200\ncost   $3.50\n");
  });
});
