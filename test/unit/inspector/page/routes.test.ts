import { describe, expect, test } from "vitest";
import { href, parseRoute, type Route } from "../../../../src/inspector/page/routing/routes.ts";

const ROUTES: readonly Route[] = [
  { view: "sessions", query: { service: "a b&c", failed: "true" } },
  { view: "trace", of: { session: "s/1?x#y" }, span: null },
  { view: "trace", of: { trace: "abc" }, span: { trace: "abc", span: "def" } },
  { view: "conversation", session: "ü", step: 3 },
  { view: "replay", session: "a%2Fb", step: null },
  { view: "compare", query: { a: "1", b: "2" } },
  { view: "dashboard", query: { by: "model" } },
  { view: "search", query: { text: "<b>" } },
];

describe("parseRoute()", () => {
  test.each(ROUTES)("reads what href() wrote: $view", (route) => {
    expect(parseRoute(href(route))).toEqual(route);
  });

  test("shows the sessions where the address says nothing", () => {
    expect(["", "#", "#/"].map((hash) => parseRoute(hash).view)).toEqual(["sessions", "sessions", "sessions"]);
  });

  test("takes any address", () => {
    expect(parseRoute("#/nowhere/%E0%A4%A")).toEqual({ view: "unknown", address: "/nowhere/%E0%A4%A" });
    expect(parseRoute("#/sessions/x/conversation/zero")).toMatchObject({ view: "conversation", step: null });
  });
});
