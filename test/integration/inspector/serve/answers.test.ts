import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { SessionFilter } from "../../../../src/inspector/api.ts";
import { sessionPath } from "../../../../src/inspector/model/session-path.ts";
import { madeUpSession } from "../../../support/inspector/made-up-session.ts";
import { madeUpStore, madeUpTable, TRACE } from "../../../support/inspector/made-up-store.ts";
import { bearer, json, type RawAnswer, type RawRequest, send, serve } from "./serve.ts";

type Ask = (path: string, options?: RawRequest) => Promise<RawAnswer>;

async function asking(store = madeUpStore()): Promise<Ask> {
  const { port, token } = await serve({ store });
  return (path, { headers, ...options } = {}) =>
    send(port, path, { ...options, headers: { ...bearer(token), ...headers } });
}

/** The longest time in milliseconds in which the loop did not turn. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(turn, 1);
  await work();
  turn();
  clearInterval(timer);
  return longest;
}

describe("answers of the inspector", () => {
  it("hand every filter of a list of sessions to the store, as what it is", async () => {
    let asked: SessionFilter | undefined;
    const store = madeUpStore({
      sessions: async (filter) => {
        asked = filter;
        return { sessions: [], next: null };
      },
    });
    const ask = await asking(store);
    const path = "/api/sessions?service=a%20b&failed=true&fromUs=0&toUs=1790000000000000&sort=cost&limit=7&text=";
    expect((await ask(path)).status).toBe(200);
    expect(asked).toEqual({
      service: "a b",
      failed: true,
      fromUs: 0,
      toUs: 1_790_000_000_000_000,
      sort: "cost",
      limit: 7,
    });
  });

  it("find a session by its id whatever a client makes of a path", async () => {
    const asked: string[] = [];
    const store = madeUpStore({
      session: async (id) => {
        asked.push(id);
        return madeUpSession({ id });
      },
    });
    const { port, token } = await serve({ store });
    const ids = [".", "..", "~.", "~..", "~~..", "...", "~", "~a", "%2e", "a/../b", "\\", "?#", " ", "\n", "😀"];
    for (const id of ids) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`http://127.0.0.1:${port}${sessionPath(id)}`, { headers });
      expect(answer.status).toBe(200);
    }
    expect(asked).toEqual(ids);
  });

  it.each([
    ["/api/sessions?limit=0", "limit must be a whole number from 1 to 1000"],
    ["/api/sessions?limit=1e3", "limit must be a whole number from 1 to 1000"],
    ["/api/sessions?limit=1&limit=2", '"limit" is given twice'],
    ["/api/sessions?failed=maybe", "failed must be true or false"],
    ["/api/sessions?sort=name", "sort must be one of start, cost, tokens, errors, duration"],
    ["/api/sessions?fromUs=-1", "fromUs must be a whole number from 0 to 9007199254740991"],
    ["/api/sessions?nmae=x", 'unknown parameter "nmae"'],
    ["/api/sessions?__proto__=x", 'unknown parameter "__proto__"'],
    [`/api/sessions?text=${"x".repeat(2_001)}`, "text has more than 2000 characters"],
    ["/api/sessions/session-a?x=1", 'unknown parameter "x"'],
    ["/api/sessions/%E0%A4%A", "the path is not percent-encoded text"],
    ["/api/traces/xyz/spans", "an id must be 32 hexadecimal digits"],
    [`/api/spans/${TRACE}/1`, "an id must be 16 hexadecimal digits"],
    ["/api/compare?a=session-a", "a and b must name the two sessions"],
    ["/api/questions/overview?nope=1", "overview has no parameter nope"],
    ["/api/series/cost?by=nothing", expect.stringContaining("by is one of none, model")],
    ["/api/export/html", "a session must be named"],
    ["/api/export/speedscope", "a session or a trace must be named"],
    [`/api/export/csv?session=a&trace=${TRACE}`, "name a session or a trace, not both"],
    ["/api/export/pdf", "the format must be one of otlp, csv, speedscope, html"],
  ])("are 400 with one line to %s", async (path, error) => {
    const answer = await (await asking())(path);
    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({ error });
  });

  it.each([
    "/api",
    "/api/",
    "/api/sessions/",
    "/api/sessions/nobody",
    "/api/sessions/nobody/spans",
    "/api/sessions/nobody/steps",
    "/api/compare?a=session-a&b=nobody",
    "/api/questions/nothing",
    "/api/series/nothing",
    "/api/export/html?session=nobody",
    "/api/export/speedscope?session=nobody",
    "/api/export/otlp?session=nobody",
    "/api/export/csv?session=nobody",
    `/api/export/otlp?trace=${"0".repeat(32)}`,
    `/api/export/csv?trace=${"0".repeat(32)}`,
    `/api/traces/${"0".repeat(32)}/spans`,
    "/etc/passwd",
    "/assets/..%2f..%2fpackage.json",
    "/assets/../../package.json",
    "/assets/%2e%2e/page.js",
    "/assets/page.js%00.css",
    "/assets//etc/passwd",
    "//evil.example/",
  ])("are 404 as JSON to %s", async (path) => {
    const answer = await (await asking())(path);
    expect(answer.status).toBe(404);
    expect(Object.keys(json(answer) as object)).toEqual(["error"]);
  });

  it("are 400 to a cursor that no page gave, over HTTP and MCP, and no fault of the inspector", async () => {
    const lines: string[] = [];
    const { port, token } = await serve({ log: (line) => lines.push(line) });
    for (const cursor of ["zz", "[1]", '["a",1]', "{}"]) {
      const answer = await send(port, `/api/sessions?cursor=${encodeURIComponent(cursor)}`, { headers: bearer(token) });
      expect([answer.status, json(answer)]).toEqual([
        400,
        { error: "the cursor is none that a page of sessions gave" },
      ]);
    }
    const call = { name: "list_sessions", arguments: { cursor: "zz" } };
    const told = await send(port, "/mcp", {
      method: "POST",
      headers: { ...bearer(token), "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: call }),
    });
    expect(json(told)).toMatchObject({
      result: { isError: true, content: [{ text: "the cursor is none that a page of sessions gave" }] },
    });
    expect(lines.join("\n")).not.toContain("cursor");
  });

  it("are 405 with what is allowed to another method", async () => {
    const ask = await asking();
    const wrong = await ask("/api/status", { method: "DELETE" });
    expect([wrong.status, wrong.headers.allow]).toEqual([405, "GET, HEAD"]);
    const get = await ask("/mcp");
    expect([get.status, get.headers.allow]).toEqual([405, "POST"]);
  });

  it("have no body to HEAD", async () => {
    const ask = await asking();
    const { status, headers, body } = await ask("/api/sessions", { method: "HEAD" });
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/json");
    expect(body.length).toBe(0);
    for (const path of ["/api/live", "/api/export/csv", "/"])
      expect((await ask(path, { method: "HEAD" })).body.length).toBe(0);
  });

  it("keep an id with every kind of character whole", async () => {
    const id = "a/b?c#d%e\u{1F600} ..";
    const store = madeUpStore({ session: async (asked) => (asked === id ? madeUpSession({ id }) : undefined) });
    const answer = await (await asking(store))(`/api/sessions/${encodeURIComponent(id)}`);
    expect(json(answer)).toMatchObject({ id });
  });

  it("of 50,000 spans are the same zipped and not, and let the loop go on", async () => {
    const table = madeUpTable(
      Array.from({ length: 50_000 }, (_, at) => ({ name: `span ${at % 50}`, start: at, duration: 9 })),
    );
    const ask = await asking(madeUpStore({ spans: async () => table }));
    const plain = await ask("/api/sessions/session-a/spans");
    const zipped = await ask("/api/sessions/session-a/spans", { headers: { "accept-encoding": "br, gzip;q=0.8" } });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(JSON.parse(plain.body.toString())).toEqual(JSON.parse(JSON.stringify(table)));
    // What else this machine does holds the loop as well: the best of some attempts is what the answer costs.
    const held = [];
    for (let attempt = 0; attempt < 5; attempt++)
      held.push(
        await longestTurn(() => ask("/api/sessions/session-a/spans", { headers: { "accept-encoding": "gzip" } })),
      );
    expect(Math.min(...held)).toBeLessThan(100);
  });

  it("are not zipped for a client that refuses it", async () => {
    const table = madeUpTable(Array.from({ length: 5_000 }, (_, at) => ({ start: at, duration: 9 })));
    const ask = await asking(madeUpStore({ spans: async () => table }));
    for (const accept of ["", "identity", "gzip;q=0", "br"]) {
      const { headers } = await ask("/api/sessions/session-a/spans", { headers: { "accept-encoding": accept } });
      expect(headers["content-encoding"]).toBeUndefined();
    }
  });

  it("say nothing of a fault of ours to the client, and all of it to the log", async () => {
    const lines: string[] = [];
    const store = madeUpStore({ status: () => Promise.reject(new Error("secret")), close: async () => undefined });
    const fine = madeUpStore();
    let isStarted = false;
    const { port, token } = await serve({
      store: { ...store, status: () => (isStarted ? store.status() : fine.status()) },
      log: (line) => lines.push(line),
    });
    isStarted = true;
    const answer = await send(port, "/api/status", { headers: bearer(token) });
    expect(answer.status).toBe(500);
    expect(answer.body.toString()).not.toContain("secret");
    expect(lines).toEqual(["a request failed: Error: secret"]);
  });

  it("are none to headers that are too long", async () => {
    const ask = await asking();
    expect((await ask(`/api/sessions?text=${"x".repeat(20_000)}`)).status).toBe(431);
    expect((await ask("/api/status")).status).toBe(200);
  });
});
