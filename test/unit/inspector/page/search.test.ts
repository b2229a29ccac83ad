import { describe, expect, it } from "vitest";
import { embeddedPaths } from "../../../../src/inspector/exports/embedded-paths.ts";
import { exportPath } from "../../../../src/inspector/page/export/formats.ts";
import { highlight } from "../../../../src/inspector/page/search/highlight.ts";
import { rankDestinations } from "../../../../src/inspector/page/search/rank.ts";

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

it("exportPath() names the session, or all", () => {
  expect(exportPath("otlp", undefined)).toBe("/api/export/otlp");
  expect(exportPath("html", "a&b")).toBe("/api/export/html?session=a%26b");
});
