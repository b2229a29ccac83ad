import { describe, expect, test } from "vitest";
import { mergeSessions, withoutGone } from "../../../../src/inspector/page/sessions/merge-sessions.ts";
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

describe("withoutGone()", () => {
  const ids = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id);
  const [one, two, three, four] = ids(rows);

  test("leaves out what the first page has no more, and nothing that lies after it", () => {
    const page = rows.slice(0, 3).filter(({ id }) => id !== two);
    const kept = withoutGone(rows.slice(0, 4), { sessions: page, next: "more" }, undefined);
    expect(ids(kept)).toEqual([one, three, four]);
  });

  test("leaves out all else where there is no other page", () => {
    expect(ids(withoutGone(rows, { sessions: rows.slice(0, 1), next: null }, "cost"))).toEqual([one]);
    expect(withoutGone(rows, { sessions: [], next: null }, undefined)).toEqual([]);
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
