import { describe, expect, it } from "vitest";
import { embeddedPaths } from "../../../../src/inspector/exports/embedded-paths.ts";
import { exportPath } from "../../../../src/inspector/page/export/formats.ts";
import { findExcerpts } from "../../../../src/inspector/page/search/excerpts.ts";
import { highlight } from "../../../../src/inspector/page/search/highlight.ts";
import { rankDestinations } from "../../../../src/inspector/page/search/rank.ts";
import { madeUpConversation } from "../../../support/inspector/made-up-session.ts";

describe("highlight()", () => {
  const marked = (text: string, query: string): string =>
    highlight(text, query)
      .map((part) => (part.isHit ? `[${part.text}]` : part.text))
      .join("");

  it.each([
    ["Refund refused", "refu", "[Refu]nd [refu]sed"],
    ["a (b) c", "(b)", "a [(b)] c"],
    ["<img src=x>", "<img", "[<img] src=x>"],
    ["errors", "error errors", "[errors]"],
    ["nothing", "", "nothing"],
    ["a-b", "-", "a[-]b"],
    ["Ärger", "ärger", "[Ärger]"],
  ])("of %j for %j is %j", (text, query, expected) => {
    expect(marked(text, query)).toBe(expected);
  });
});

describe("rankDestinations()", () => {
  const to = (label: string, detail = "") => ({ label, detail, href: `#${label}` });
  const labels = (text: string) =>
    rankDestinations([to("Cost"), to("Compare two runs"), to("session-1", "triage-bot cost"), to("Latency")], text).map(
      ({ label }) => label,
    );

  it("has the start of a name before the rest, and that before details", () => {
    expect(labels("co")).toEqual(["Cost", "Compare two runs", "session-1"]);
  });

  it("takes letters in their order, and all words", () => {
    expect(labels("ltc")).toEqual(["Latency"]);
    expect(labels("runs compare")).toEqual(["Compare two runs"]);
    expect(labels("cost zebra")).toEqual([]);
  });

  it("gives everything for nothing typed", () => {
    expect(labels(" ")).toHaveLength(4);
  });
});

describe("findExcerpts()", () => {
  const { steps } = madeUpConversation();

  it("says at which steps a word stands, with what is around it", () => {
    const found = findExcerpts(steps, "REFUND");
    expect(found.map(({ step }) => step)).toEqual([1, 4, 5, 6]);
    expect(found[0]?.text).toContain("Never promise a refund.");
  });

  it("ends after as many as were asked for, and finds nothing for nothing", () => {
    expect(findExcerpts(steps, "invoice", 2)).toHaveLength(2);
    expect(findExcerpts(steps, " ")).toEqual([]);
    expect(findExcerpts(steps, "zebra")).toEqual([]);
  });
});

it("embeddedPaths() encodes ids as the page does", () => {
  expect(embeddedPaths("a/b", [{ traceId: "t", spanId: "s" }])).toEqual([
    "/api/status",
    "/api/sessions/a%2Fb",
    "/api/sessions/a%2Fb/spans",
    "/api/sessions/a%2Fb/events",
    "/api/sessions/a%2Fb/steps",
    "/api/spans/t/s",
  ]);
});

it("exportPath() names the session or the trace, or all", () => {
  expect(exportPath("otlp", undefined)).toBe("/api/export/otlp");
  expect(exportPath("html", { session: "a&b" })).toBe("/api/export/html?session=a%26b");
  expect(exportPath("csv", { trace: "ab" })).toBe("/api/export/csv?trace=ab");
});
