import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { badBodies, goodRequest } from "./bad-bodies.ts";
import { badHeads } from "./bad-heads.ts";
import { send } from "./raw-http.ts";
import { startWatched, type WatchedInspector } from "./watched-inspector.ts";

let inspector: WatchedInspector;

beforeAll(async () => {
  inspector = await startWatched();
}, 60_000);

afterAll(() => inspector.stop());

describe("a request with a bad body", () => {
  it.each(badBodies())("is answered: %s", async (_, sent, statuses) => {
    expect(statuses).toContain((await send(inspector.port, sent)).status);
    await inspector.expectWell();
  });
});

describe("a request with a bad head", () => {
  it("is answered with a status that says so, and never with a header that lets other pages read", async () => {
    const { port } = inspector;
    const wrong: string[] = [];
    for (const [name, sent, statuses] of badHeads(port)) {
      const { status, headers } = await send(port, sent);
      if (!statuses.includes(status)) wrong.push(`${name}: ${status}`);
      if (Object.keys(headers).some((key) => key.startsWith("access-control-"))) wrong.push(`${name}: CORS`);
      if ((await send(port, goodRequest())).status !== 200) wrong.push(`${name}: nothing goes in after it`);
    }
    expect(wrong).toEqual([]);
    await inspector.expectWell();
  });
});

describe("what was taken of all that", () => {
  it("can be read", async () => {
    const headers = { authorization: `Bearer ${inspector.token}` };
    for (const path of ["/api/status", "/api/sessions?limit=1000", "/api/questions"]) {
      const { status, body } = await send(inspector.port, { method: "GET", path, headers });
      expect(status).toBe(200);
      expect(JSON.parse(body.toString("utf8"))).toBeTypeOf("object");
    }
    await inspector.expectWell();
  });
});
