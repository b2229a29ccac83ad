import { describe, expect, test } from "vitest";
import { createEmbeddedSource } from "../../../../src/inspector/page/data/source.ts";

describe("createEmbeddedSource()", () => {
  const source = createEmbeddedSource({
    "/api/sessions/a%2Fb": { id: "a/b" },
    "/api/sessions/a%2Fb/spans": { id: [] },
    "/api/series/cost?by=model": "by model",
  });

  test("answers a path, and one with another query from the path without", async () => {
    expect(await source.get("/api/sessions/a%2Fb/spans?from=1")).toEqual({ id: [] });
    expect(await source.get("/api/series/cost?by=model")).toBe("by model");
  });

  test("lists the sessions that are in the file", async () => {
    expect(await source.get("/api/sessions?limit=100")).toEqual({ sessions: [{ id: "a/b" }], next: null });
  });

  test("says so of everything else, and of names that objects know", async () => {
    for (const path of ["/api/series/cost?by=agent", "constructor", "__proto__"])
      await expect(source.get(path)).rejects.toThrow("not in the exported file");
  });
});
