import { describe, expect, it } from "vitest";
import { spansCsv } from "../../../../src/inspector/exports/csv.ts";
import { csvLine } from "../../../../src/inspector/exports/csv-line.ts";
import { madeUpSession } from "../../../support/inspector/made-up-session.ts";
import { madeUpStore, madeUpTable, TRACE } from "../../../support/inspector/made-up-store.ts";

async function written(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

describe("csvLine()", () => {
  it("quotes what RFC 4180 wants quoted, and leaves what is not known empty", () => {
    expect(csvLine(["plain", 'a "b"', "x,y", "two\nlines", null, 0.5])).toBe(
      'plain,"a ""b""","x,y","two\nlines",,0.5\r\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)"])(
    "keeps a spreadsheet from computing %j",
    (text) => {
      expect(csvLine([text])).toMatch(/^"?'/);
    },
  );

  it("leaves a negative number a number", () => {
    expect(csvLine([-1.5])).toBe("-1.5\r\n");
  });
});

describe("spansCsv()", () => {
  it("writes a line for each span, with its parent, times to the microsecond and costs", async () => {
    const table = {
      ...madeUpTable([
        { name: "agent", start: 0, duration: 1_500 },
        { name: '=HYPERLINK("http://evil.example")', start: 250, duration: 10, parent: 0 },
      ]),
      cost: [null, 0.25],
      input: [null, 12],
    };
    const store = madeUpStore({ spans: async () => table });
    const [head, agent, chat, rest] = (await written(spansCsv(store, { trace: TRACE }))).split("\r\n");
    expect(head?.split(",").slice(0, 8)).toEqual([
      "session_id",
      "trace_id",
      "span_id",
      "parent_span_id",
      "start",
      "duration_ms",
      "kind",
      "name",
    ]);
    expect(agent).toBe(
      `session-a,${TRACE},0000000000000001,,2026-09-21T14:13:20.000000Z,1.5,tool,agent,triage-bot,,,,unset,,0,,,,,,`,
    );
    expect(chat).toBe(
      `session-a,${TRACE},0000000000000002,0000000000000001,2026-09-21T14:13:20.000250Z,0.01,tool,"'=HYPERLINK(""http://evil.example"")",triage-bot,,,,unset,,0,12,,,,,0.25`,
    );
    expect(rest).toBe("");
  });

  it("says a parent that another session has", async () => {
    const table = { ...madeUpTable([{ start: 0, duration: 1, parent: -2 }]), absentParents: { 0: "00000000000000aa" } };
    const lines = (await written(spansCsv(madeUpStore({ spans: async () => table }), { trace: TRACE }))).split("\r\n");
    expect(lines[1]?.split(",").slice(2, 4)).toEqual(["0000000000000001", "00000000000000aa"]);
  });

  it("writes every session of a store, page by page", async () => {
    const pages = [["a", "b"], ["c"]];
    const store = madeUpStore({
      sessions: async (filter) => {
        const page = Number(filter?.cursor ?? 0);
        const sessions = (pages[page] ?? []).map((id) => madeUpSession({ id }));
        return { sessions, next: page + 1 < pages.length ? String(page + 1) : null };
      },
      spans: async () => madeUpTable([{ start: 0, duration: 1 }]),
    });
    const lines = (await written(spansCsv(store))).trim().split("\r\n").slice(1);
    expect(lines.map((line) => line.split(",")[0])).toEqual(["a", "b", "c"]);
  });
});
