import { describe, expect, test } from "vitest";
import { mergeSessions } from "../../../../src/inspector/page/sessions/merge-sessions.ts";
import { changed, sessionsPath } from "../../../../src/inspector/page/sessions/session-query.ts";
import { sampleSessions } from "../../../support/inspector/sample-answers.ts";

const rows = sampleSessions(6);

describe("mergeSessions()", () => {
  test("puts new sessions where their start belongs and keeps the rest in order", () => {
    const merged = mergeSessions(rows.slice(2), rows.slice(0, 2), undefined);
    expect(merged.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  });

  test("holds each session once, as it was told last", () => {
    const grown = { ...rows[3], costUsd: 1000 } as (typeof rows)[number];
    const merged = mergeSessions(rows, [grown], "cost");
    expect(merged).toHaveLength(rows.length);
    expect(merged[0]).toBe(grown);
  });
});

describe("sessionsPath()", () => {
  test("asks under the server's names and leaves out what is not set", () => {
    expect(sessionsPath({ service: "a&b", failed: "true", text: "", other: "x" }, 0)).toBe(
      "/api/sessions?service=a%26b&failed=true&limit=100",
    );
  });

  test("is the same within a minute", () => {
    const paths = [0, 29e6].map((later) => sessionsPath({ since: "60" }, 7200e6 + later));
    expect(paths).toEqual(["/api/sessions?fromUs=3600000000&limit=100", paths[0]]);
  });
});

test("changed() takes a filter away with an empty value", () => {
  expect(changed({ agent: "a", text: "t" }, "agent", "")).toEqual({ text: "t" });
});
