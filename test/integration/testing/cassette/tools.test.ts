import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { recordCassette } from "../../../../src/testing/cassette/index.ts";
import { readCassette } from "../../../../src/testing/cassette/read-cassette.ts";
import { createTestTelemetry } from "../../../../src/testing/index.ts";
import { json, startScriptedServer } from "../../../support/scripted-server.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const telemetry = createTestTelemetry();

describe("tools in a cassette", () => {
  it("are answered for, with their results and errors, and do not run", async () => {
    const path = cassettePath();
    let ran = 0;
    const agent = async (): Promise<unknown> => {
      const later = telemetry.tool({ name: "search", arguments: { q: "cats" } }, async () => {
        ran += 1;
        return { hits: [1, 2] };
      });
      const atOnce = telemetry.tool({ name: "add", arguments: [1, 2] }, () => {
        ran += 1;
        return 3;
      });
      const failure = await telemetry
        .tool({ name: "pay", arguments: {} }, async () => {
          ran += 1;
          throw Object.assign(new TypeError("no funds"), { code: "EFUNDS" });
        })
        .catch((error: unknown) => error);
      const { name, message, code } = failure as Error & { code: string };
      return [await later, atOnce, name, message, code, failure instanceof Error];
    };
    const first = await recorded(path, agent);
    const second = await replayed(path, agent, { tools: "replay" });
    expect(first).toEqual([{ hits: [1, 2] }, 3, "TypeError", "no funds", "EFUNDS", true]);
    expect(second).toEqual(first);
    expect(ran).toBe(3);
  });

  it("fail with an error of the same class of Node, and the same fields of plain data", async () => {
    class HttpError extends Error {
      override readonly name = "HttpError";
      readonly code = 404;
      readonly details = { id: 7, apiKey: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789" };
      readonly headers = { "x-internal": "canary" };
      readonly config = { url: "/", headers: { "x-internal": "canary" } };
      readonly socket = new Map([["canary", 1]]);
    }
    const thrown = [
      new TypeError("bad"),
      Object.assign(new RangeError("far"), { name: "OutOfReach", code: "E_FAR" }),
      new HttpError("gone"),
      new DOMException("late", "TimeoutError"),
      Object.assign(new Error("no entry"), { code: "ENOENT", errno: -2, syscall: "open" }),
    ];
    const path = cassettePath();
    const agent = async (): Promise<readonly unknown[]> => {
      const failures: unknown[] = [];
      for (const [n, error] of thrown.entries())
        await telemetry
          .tool({ name: "get", arguments: { n } }, () => Promise.reject(error))
          .catch((e: unknown) => failures.push(e));
      return failures;
    };
    expect(await recorded(path, agent)).toEqual(thrown);
    const played = await replayed(path, agent, { tools: "replay" });

    const [bad, far, gone, late, noEntry] = played as readonly Record<string, unknown>[];
    expect([bad, far, late].map((error) => Object.getPrototypeOf(error))).toEqual([
      TypeError.prototype,
      RangeError.prototype,
      DOMException.prototype,
    ]);
    expect(far).toMatchObject({ name: "OutOfReach", message: "far", code: "E_FAR" });
    expect(late).toMatchObject({ name: "TimeoutError", message: "late", code: 23 });
    expect(gone).toMatchObject({ name: "HttpError", message: "gone", code: 404, details: { id: 7 } });
    expect(Object.keys(gone ?? {}).sort()).toEqual(["code", "details", "name"]);
    expect(noEntry).toMatchObject({ code: "ENOENT", errno: -2, syscall: "open" });
    expect(readFileSync(path, "utf8")).not.toMatch(/canary|abcdefghij/);
  });

  it("run when that is what is wanted", async () => {
    const path = cassettePath();
    let ran = 0;
    const agent = async (): Promise<number> => telemetry.tool({ name: "count", arguments: {} }, () => ++ran);
    await recorded(path, agent);
    expect(await replayed(path, agent)).toBe(2);
  });

  it.each(["live", "replay"] as const)("are as %s as in the run that made the cassette", async (tools) => {
    const path = cassettePath();
    const server = await startScriptedServer(json({ id: 1 }));
    let ran = 0;
    const agent = async (): Promise<unknown> => {
      const init = { method: "POST", body: JSON.stringify({ model: "m", messages: [] }) };
      await (await fetch(`${server.url}/v1/chat/completions`, init)).json();
      return telemetry.tool({ name: "count", arguments: {} }, () => ++ran);
    };
    expect(await replayed(path, agent, { mode: "new", tools })).toBe(1);
    expect(await replayed(path, agent, { tools: "replay" })).toBe(tools === "live" ? 2 : 1);
    expect(server.requests).toHaveLength(1);
  });

  it("are known again by what a model gave them, also where it gave them a secret", async () => {
    const key = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";
    const server = await startScriptedServer(json({ arguments: JSON.stringify({ token: key }) }));
    const path = cassettePath();
    const ask = async (): Promise<unknown> => {
      const asked = await fetch(`${server.url}/v1/chat/completions`, {
        method: "POST",
        body: JSON.stringify({ model: "m", messages: [] }),
      });
      const { arguments: given } = (await asked.json()) as { arguments: string };
      return await telemetry.tool({ name: "deploy", arguments: JSON.parse(given) }, async () => "done");
    };
    await recorded(path, ask);
    await replayed(
      path,
      async (cassette) => {
        expect(await ask()).toBe("done");
        cassette.assertAllUsed();
      },
      { tools: "replay" },
    );
  });

  it("fail with the closest when they are given something else", async () => {
    const path = cassettePath();
    const agent = (city: string) => async (): Promise<string> =>
      telemetry.tool({ name: "weather", arguments: { city } }, async () => `rain in ${city}`);
    await recorded(path, agent("Rome"));
    await replayed(
      path,
      async () => {
        await expect(agent("Oslo")()).rejects.toThrow(/differs first at arguments\.city: recorded "Rome", now "Oslo"/);
      },
      { tools: "replay" },
    );
  });

  it("have their spans, results included, as when they ran", async () => {
    const path = cassettePath();
    const agent = async (): Promise<unknown> => {
      const own = createTestTelemetry({ capture: "full" });
      await own.agent({ name: "bot" }, () => own.tool({ name: "search", arguments: { q: 1 } }, async () => ["found"]));
      await own.shutdown();
      return own.normalised();
    };
    const first = await recorded(path, agent);
    expect(await replayed(path, agent, { tools: "replay" })).toEqual(first);
    expect(JSON.stringify(first)).toContain("found");
  });

  it("give bytes as they gave them: a Buffer or a Uint8Array, text or none", async () => {
    const path = cassettePath();
    const given = [Buffer.from([0, 255, 128]), new Uint8Array([1, 200]), Buffer.from('{ "a": 1.0 }'), Buffer.alloc(0)];
    let ran = 0;
    const agent = (): Promise<unknown> =>
      Promise.all(
        given.map((bytes, n) =>
          telemetry.tool({ name: "read", arguments: { n } }, async () => {
            ran += 1;
            return bytes;
          }),
        ),
      );
    await recorded(path, agent);
    const found = (await replayed(path, agent, { tools: "replay" })) as readonly Uint8Array[];
    expect(found).toEqual(given);
    expect(found.map(Buffer.isBuffer)).toEqual([true, false, true, true]);
    expect(ran).toBe(given.length);
  });

  it("that give bytes with a secret, or too many, run", async () => {
    const path = cassettePath();
    const secret = `sk-proj-${"a1B2c3D4".repeat(6)}`;
    const given = [Buffer.from(`\u00ff${secret}`, "latin1"), Buffer.alloc(3_000, 200)];
    let ran = 0;
    const agent = (): Promise<unknown> =>
      Promise.all(
        given.map((bytes, n) =>
          telemetry.tool({ name: "read", arguments: { n } }, async () => {
            ran += 1;
            return bytes;
          }),
        ),
      );
    const cassette = recordCassette({ path, maxBodyBytes: 2_000 });
    await agent();
    await cassette.stop();
    expect(readFileSync(path, "utf8")).not.toContain(Buffer.from(secret).toString("base64").slice(4, 20));
    expect(await replayed(path, agent, { tools: "replay" })).toEqual(given);
    expect(ran).toBe(2 * given.length);
  });

  it("that give a stream run, and those with secrets or too much say so", async () => {
    const path = cassettePath();
    const cassette = recordCassette({ path, maxBodyBytes: 2_000 });
    const stream = telemetry.tool({ name: "tail", arguments: {} }, async function* () {
      yield 1;
    });
    for await (const item of stream) expect(item).toBe(1);
    telemetry.tool({ name: "env", arguments: { password: "hunter2hunter2" } }, () => ({
      key: "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789",
    }));
    telemetry.tool({ name: "dump", arguments: {} }, () => "x".repeat(5_000));
    await cassette.stop();
    const entries = readCassette(path).entries;
    expect(entries.map((entry) => (entry.kind === "tool" ? [entry.name, entry.omitted] : entry.kind)).sort()).toEqual([
      ["dump", "it has more than 2000 bytes"],
      ["env", undefined],
      ["tail", "it is a stream"],
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/hunter2|abcdefghij/);
  });

  it("that are only told of take no answer of those that run", async () => {
    const path = cassettePath();
    const facts = { name: "search", arguments: { q: "cats" } };
    const agent = async (): Promise<string> => {
      telemetry.recordTool({ ...facts, durationMs: 5 });
      const told = telemetry.startTool(facts);
      const found = await telemetry.tool(facts, async () => "two");
      told.end();
      return found;
    };
    await recorded(path, agent);
    await replayed(
      path,
      async (cassette) => {
        expect(await agent()).toBe("two");
        cassette.assertAllUsed();
      },
      { tools: "replay" },
    );
  });

  it("keep an unhandled rejection an unhandled rejection", async () => {
    const path = cassettePath();
    const seen: unknown[] = [];
    const listener = (reason: unknown): void => void seen.push(reason);
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    const failure = new Error("nobody looks");
    await recorded(path, async () => {
      void telemetry.tool({ name: "lost", arguments: {} }, async () => {
        throw failure;
      });
      await new Promise(setImmediate);
      await new Promise(setImmediate);
    });
    process.removeListener("unhandledRejection", listener);
    for (const other of others) process.on("unhandledRejection", other);
    expect(seen).toEqual([failure]);
  });
});
