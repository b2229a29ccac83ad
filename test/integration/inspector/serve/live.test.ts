import { type ClientRequest, request } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LiveUpdate } from "../../../../src/inspector/api.ts";
import { createLive } from "../../../../src/inspector/serve/live.ts";
import { madeUpStore } from "../../../support/inspector/made-up-store.ts";
import { bearer, json, send, serve } from "./serve.ts";

/** Listens to updates; `until` waits for what was sent to fulfil a condition. */
async function listen(port: number, token: string) {
  let text = "";
  let wake: () => void = () => undefined;
  const { promise: opened, resolve } = Promise.withResolvers<number>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const asked: ClientRequest = request({ host: "127.0.0.1", port, path: "/api/live", headers: bearer(token) });
  asked.on("response", (response) => {
    resolve(response.statusCode ?? 0);
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      text += chunk;
      wake();
    });
    response.on("close", end).on("error", () => end());
  });
  asked.on("error", () => end());
  asked.end();
  onTestFinished(() => void asked.destroy());
  const updates = (): LiveUpdate[] => [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ""));
  return {
    status: await opened,
    ended,
    updates,
    text: () => text,
    until: async (isDone: () => boolean): Promise<void> => {
      while (!isDone()) await new Promise<void>((woken) => (wake = woken));
    },
    stop: () => asked.destroy(),
  };
}

describe("GET /api/live", () => {
  it("tells every listener of a commit at once, and of those that follow it together", async () => {
    const store = madeUpStore();
    const { port, token } = await serve({ store });
    const [a, b] = [await listen(port, token), await listen(port, token)];
    await a.until(() => a.updates().length === 1);
    expect(a.updates()).toEqual([{ revision: 0, sessions: [], spans: 0, events: 0 }]);
    for (let revision = 1; revision <= 500; revision++)
      store.change({ revision, sessions: [`s${revision % 3}`], spans: 2, events: 1 });
    for (const page of [a, b]) {
      await page.until(() => page.updates().at(-1)?.revision === 500);
      expect(page.updates().slice(1)).toEqual([
        { revision: 1, sessions: ["s1"], spans: 2, events: 1 },
        { revision: 500, sessions: ["s2", "s0", "s1"], spans: 998, events: 499 },
      ]);
    }
  });

  it("tells a page that comes back which revision there is", async () => {
    const store = madeUpStore();
    const { port, token } = await serve({ store });
    store.change({ revision: 7, sessions: ["s"], spans: 1, events: 0 });
    const page = await listen(port, token);
    await page.until(() => page.updates().length === 1);
    expect(page.updates()).toEqual([{ revision: 7, sessions: [], spans: 0, events: 0 }]);
  });

  it("refuses more than 64 listeners, and takes another when one has gone", async () => {
    const { port, token } = await serve({ store: madeUpStore() });
    const pages = [];
    for (let at = 0; at < 64; at++) pages.push(await listen(port, token));
    const refused = await send(port, "/api/live", { headers: bearer(token) });
    expect([refused.status, json(refused)]).toEqual([503, { error: "too many pages listen" }]);
    pages[0]?.stop();
    let next = await listen(port, token);
    while (next.status !== 200) next = await listen(port, token);
    expect(next.status).toBe(200);
  });

  it("ends when the inspector is closed, which waits for nobody", async () => {
    const { port, token, close } = await serve({ store: madeUpStore() });
    const page = await listen(port, token);
    const begun = performance.now();
    await close();
    await page.ended;
    expect(performance.now() - begun).toBeLessThan(900);
    await expect(send(port, "/api/status", { headers: bearer(token) })).rejects.toThrow("ECONNREFUSED");
  });

  it("keeps a quiet connection alive with lines that mean nothing", async () => {
    const live = createLive(madeUpStore(), { heartbeatMillis: 5 });
    onTestFinished(() => live.close());
    const written: string[] = [];
    const { promise: beaten, resolve } = Promise.withResolvers<void>();
    const response = {
      writableLength: 0,
      writeHead: () => undefined,
      on: () => undefined,
      end: () => undefined,
      write: (text: string) => {
        written.push(text);
        if (written.length === 2) resolve();
      },
    };
    live.listen(response as never);
    await beaten;
    expect(written[1]).toBe(":\n\n");
  });

  it("cuts off a listener that does not read", () => {
    const store = madeUpStore();
    const live = createLive(store);
    onTestFinished(() => live.close());
    let isDestroyed = false;
    const stuck = {
      writableLength: 0,
      writeHead: () => undefined,
      on: () => undefined,
      end: () => undefined,
      write: () => undefined,
      destroy: () => {
        isDestroyed = true;
      },
    };
    live.listen(stuck as never);
    stuck.writableLength = 1_000_000;
    store.change({ revision: 1, sessions: [], spans: 1, events: 0 });
    expect(isDestroyed).toBe(true);
  });
});
