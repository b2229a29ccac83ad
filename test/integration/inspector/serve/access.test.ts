import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it, vi } from "vitest";
import { madeUpStore, TRACE } from "../../../support/inspector/made-up-store.ts";
import { bearer, json, send, serve } from "./serve.ts";

/** Every path that answers from the store, and a request that it takes. */
const BEHIND_TOKEN = [
  "GET /api/status",
  "GET /api/sessions",
  "GET /api/sessions/session-a",
  "GET /api/sessions/session-a/spans",
  "GET /api/sessions/session-a/events",
  "GET /api/sessions/session-a/steps",
  `GET /api/traces/${TRACE}/spans`,
  `GET /api/spans/${TRACE}/0000000000000001`,
  "GET /api/compare?a=session-a&b=session-a",
  "GET /api/questions",
  "GET /api/questions/overview",
  "GET /api/series/cost",
  "GET /api/metrics",
  "GET /api/live",
  "GET /api/export/otlp",
  "GET /api/export/csv",
  "GET /api/export/speedscope?session=session-a",
  "GET /api/export/html?session=session-a",
  "POST /api/login",
  "POST /mcp",
].map((line) => line.split(" ") as [method: string, path: string]);

const cookieOf = (headers: IncomingHttpHeaders): string => headers["set-cookie"]?.[0]?.split(";")[0] ?? "";

describe("the inspector's server", () => {
  it.each(BEHIND_TOKEN)(
    "answers 401 to %s %s without the token, with a wrong one and with a wrong cookie",
    async (method, path) => {
      const { port } = await serve({ store: madeUpStore() });
      for (const headers of [{}, bearer("x".repeat(43)), { cookie: `agentscribe-${port}=${"x".repeat(43)}` }]) {
        const answer = await send(port, path, { method, headers });
        expect(answer.status).toBe(401);
        expect(Object.keys(json(answer) as object)).toEqual(["error"]);
      }
    },
  );

  it("exchanges the token for a cookie that scripts and other sites do not get, and takes it from then on", async () => {
    const { port, token } = await serve({ store: madeUpStore() });
    const login = await send(port, "/api/login", { method: "POST", headers: bearer(token) });
    expect(login.status).toBe(204);
    expect(login.headers["set-cookie"]?.[0]).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const cookie = cookieOf(login.headers);
    expect(cookie).toContain(String(port));
    expect((await send(port, "/api/status", { headers: { cookie } })).status).toBe(200);
  });

  it("lets the browser that it starts in once, by an address without the token", async () => {
    const { port, token, entryUrl } = await serve({ store: madeUpStore() });
    const address = new URL(entryUrl());
    expect(address.href).not.toContain(token);
    expect((await send(port, address.pathname, { headers: { host: `evil.example:${port}` } })).status).toBe(421);
    expect((await send(port, address.pathname, { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(403);
    expect((await send(port, address.pathname, { method: "HEAD" })).headers["set-cookie"]).toBeUndefined();
    const { status, headers } = await send(port, address.pathname);
    expect([status, headers.location]).toEqual([303, "/"]);
    const cookie = cookieOf(headers);
    expect((await send(port, "/api/status", { headers: { cookie } })).status).toBe(200);
    for (const path of [address.pathname, "/open/", "/open/x"]) {
      const again = await send(port, path);
      expect([404, 410]).toContain(again.status);
      expect(again.headers["set-cookie"]).toBeUndefined();
    }
    const late = new URL(entryUrl()).pathname;
    const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_001);
    expect((await send(port, late)).status).toBe(410);
    now.mockRestore();
  });

  it.each(["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:PORT", "[::2]:PORT"])(
    "refuses the host %j, as a rebound name would send it",
    async (host) => {
      const { port, token } = await serve({ store: madeUpStore() });
      const headers = { ...bearer(token), host: host.replace("PORT", String(port)) };
      expect((await send(port, "/api/status", { headers })).status).toBe(421);
      expect((await send(port, "/", { headers })).status).toBe(421);
    },
  );

  it.each(["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:PORT"])(
    "refuses the origin %j even with the token",
    async (origin) => {
      const { port, token } = await serve({ store: madeUpStore() });
      const headers = { ...bearer(token), origin: origin.replace("PORT", String(port)) };
      expect((await send(port, "/api/status", { headers })).status).toBe(403);
      expect((await send(port, "/mcp", { method: "POST", headers })).status).toBe(403);
    },
  );

  it("refuses what a page of another site makes the browser send", async () => {
    const { port, token } = await serve({ store: madeUpStore() });
    const status = async (site: string): Promise<number> =>
      (await send(port, "/api/status", { headers: { ...bearer(token), "sec-fetch-site": site } })).status;
    expect(await status("cross-site")).toBe(403);
    expect(await status("same-site")).toBe(403);
    expect(await status("same-origin")).toBe(200);
  });

  it("answers on both loopback addresses, and to localhost", async () => {
    const { port, token } = await serve({ store: madeUpStore() });
    for (const [host, name] of [
      ["127.0.0.1", `127.0.0.1:${port}`],
      ["127.0.0.1", `localhost:${port}`],
      ["::1", `[::1]:${port}`],
    ] as const)
      expect((await send(port, "/api/status", { host, headers: { ...bearer(token), host: name } })).status).toBe(200);
  });

  it("lets no script of another origin read an answer", async () => {
    const { port, token } = await serve({ store: madeUpStore() });
    const { headers } = await send(port, "/api/status", { headers: bearer(token) });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    expect((await send(port, "/api/status", { method: "OPTIONS", headers: bearer(token) })).status).toBe(405);
  });
});
