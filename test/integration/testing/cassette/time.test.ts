import { afterEach, describe, expect, it, vi } from "vitest";
import { json, raw, startScriptedServer } from "../../../support/scripted-server.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const CHAT = "/v1/chat/completions";
const init = { method: "POST", body: JSON.stringify({ model: "m", messages: [] }) };
const STREAM = { "content-type": "text/event-stream" };

describe("time in a replay", () => {
  afterEach(() => void vi.useRealTimers());

  it("stands still for a test that faked it, and answers come", async () => {
    const server = await startScriptedServer(raw(['data: {"n":1}\n\n', 'data: {"n":2}\n\n'], STREAM));
    const path = cassettePath();
    const ask = async (): Promise<string> => (await fetch(server.url + CHAT, init)).text();
    const first = await recorded(path, ask);
    vi.useFakeTimers();
    expect(await replayed(path, ask)).toBe(first);
  });

  it("goes on for others while a caller asks for what is not there, again and again", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const path = cassettePath();
    await recorded(path, async () => (await fetch(server.url + CHAT, init)).text());
    await replayed(path, async () => {
      let hasTurned = false;
      setImmediate(() => {
        hasTurned = true;
      });
      for (let asked = 0; asked < 50 && !hasTurned; asked++) {
        await (await fetch(server.url + CHAT, { ...init, body: '{"model":"other","messages":[]}' })).text();
      }
      expect(hasTurned).toBe(true);
    });
  });

  it("passes as it did when that is asked for, by the timers of the test", async () => {
    const server = await startScriptedServer(async (response) => {
      response.writeHead(200, STREAM);
      response.write('data: {"n":1}\n\n');
      await new Promise((resolve) => void setTimeout(resolve, 120));
      response.end('data: {"n":2}\n\n');
    });
    const path = cassettePath();
    const ask = async (): Promise<readonly string[]> => {
      const seen: string[] = [];
      const response = await fetch(server.url + CHAT, init);
      for await (const piece of response.body ?? []) seen.push(Buffer.from(piece).toString());
      return seen;
    };
    const first = await recorded(path, ask);
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    await replayed(
      path,
      async () => {
        let answer: readonly string[] | undefined;
        const asked = ask().then((seen) => {
          answer = seen;
        });
        for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
        expect(answer).toBeUndefined();
        await vi.advanceTimersByTimeAsync(1_000);
        await vi.waitFor(async () => {
          await vi.advanceTimersByTimeAsync(1_000);
          await new Promise(setImmediate);
          expect(answer).toEqual(first);
        });
        await asked;
      },
      { speed: "recorded" },
    );
  });

  it("is not waited for before another try, unless answers take as long as they took", async () => {
    const asked = { "retry-after": "7", "retry-after-ms": "6500", "x-ms-retry-after-ms": "6500" };
    const server = await startScriptedServer(json({ error: {} }, 429, asked));
    const path = cassettePath();
    const ask = async (): Promise<unknown> => {
      const { headers } = await fetch(server.url + CHAT, init);
      return Object.fromEntries(Object.keys(asked).map((name) => [name, headers.get(name)]));
    };
    expect(await recorded(path, ask)).toEqual(asked);
    // Not 0, which clients take for no word.
    const little = { "retry-after": "0.001", "retry-after-ms": "1", "x-ms-retry-after-ms": "1" };
    expect(await replayed(path, ask)).toEqual(little);
    expect(await replayed(path, ask, { speed: "recorded" })).toEqual(asked);
  });

  it("that stands in a request does not tell two apart, nor do random ids; other ids can be named", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const path = cassettePath();
    const ask = async (run: string): Promise<unknown> => {
      const content = `Today is ${new Date().toISOString()}, run ${crypto.randomUUID()}, at ${Date.now()}`;
      const body = JSON.stringify({ model: "m", metadata: { run }, messages: [{ id: run, content }] });
      return (await fetch(server.url + CHAT, { ...init, body })).json();
    };
    await recorded(path, () => ask("a"));
    vi.useFakeTimers({ now: new Date("2031-02-03T04:05:06Z"), toFake: ["Date"] });
    expect(await replayed(path, () => ask("b"), { ignore: ["metadata", "messages.*.id"] })).toEqual({ n: 1 });
    expect(await replayed(path, () => ask("b"))).toHaveProperty("error");
    const normalize = (text: string, at: string): string => (at.endsWith(".id") || at.endsWith(".run") ? "" : text);
    expect(await replayed(path, () => ask("c"), { normalize })).toEqual({ n: 1 });
  });
});
