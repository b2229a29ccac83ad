import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CassetteError, recordCassette, replayCassette, withCassette } from "../../../../src/testing/cassette/index.ts";
import { readCassette } from "../../../../src/testing/cassette/read-cassette.ts";
import { json, type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";
import { cassettePath, recorded, replayed } from "./cassette-run.ts";

const CHAT = "/v1/chat/completions";

function asking(server: ScriptedServer) {
  return async (content: string): Promise<unknown> => {
    const body = JSON.stringify({ model: "m", messages: [{ role: "user", content }] });
    return (await fetch(server.url + CHAT, { method: "POST", body })).json();
  };
}

describe("the file of a cassette", () => {
  it("can be cut at any byte: what is whole is played, a header that is not is said", async () => {
    const server = await startScriptedServer(json({ n: 1 }), json({ n: 2 }));
    const ask = asking(server);
    const path = cassettePath();
    await recorded(path, async () => [await ask("one"), await ask("two")]);
    const whole = readFileSync(path);
    const ends = [...whole.entries()].flatMap(([at, byte]) => (byte === 10 ? [at] : []));
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const [header = 0, first = 0, second = 0] = ends;
      if (length < header) expect(() => readCassette(path)).toThrow(/is no cassette/);
      else expect(readCassette(path).entries).toHaveLength(length < first ? 0 : length < second ? 1 : 2);
    }
  });

  it("with lines that are no entries plays the rest, and counts them", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const path = cassettePath();
    await recorded(path, () => asking(server)("one"));
    const [header, entry] = readFileSync(path, "utf8").split("\n");
    const foreign = [
      "{",
      "[1]",
      "null",
      '{"kind":"exchange","seq":1,"time":1}',
      '{"kind":"tool","seq":"x"}',
      "\u0000\u0001",
    ];
    writeFileSync(path, [header, ...foreign, entry, ""].join("\n"));
    expect(readCassette(path)).toMatchObject({ unreadable: foreign.length, entries: [{ kind: "exchange" }] });
    await replayed(path, async (cassette) => {
      expect(await asking(server)("one")).toEqual({ n: 1 });
      expect(JSON.stringify(await asking(server)("two"))).toContain("6 of its lines cannot be read");
      expect(cassette.mismatches).toHaveLength(1);
    });
  });

  it("is played as a program of Windows leaves it: with a mark at its begin, and other line ends", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const path = cassettePath();
    await recorded(path, () => asking(server)("one"));
    writeFileSync(path, `\uFEFF${readFileSync(path, "utf8").replaceAll("\n", "\r\n")}`);
    await replayed(path, async () => expect(await asking(server)("one")).toEqual({ n: 1 }));
  });

  it("of another version is refused with what to do", async () => {
    const path = cassettePath();
    writeFileSync(path, '{"format":"agentscribe-cassette","version":2}\n');
    expect(() => replayCassette({ path })).toThrow(
      `${path} is a cassette of version 2, and this agentscribe reads version 1: record it again`,
    );
    writeFileSync(path, '{"some":"json"}\n');
    expect(() => replayCassette({ path })).toThrow(`${path} is no cassette`);
    expect(() => replayCassette({ path: `${path}.none` })).toThrow(
      `there is no cassette at ${path}.none: record one first`,
    );
  });

  it("with headers that no server could send is played without them", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const path = cassettePath();
    await recorded(path, () => asking(server)("one"));
    const whole = readFileSync(path, "utf8");
    const hostile = { "bad name\n": "x", "x-value": "a\r\nb", "content-length": "-5", "transfer-encoding": "nonsense" };
    for (const [name, value] of Object.entries(hostile)) {
      writeFileSync(
        path,
        whole.replace(
          '"content-type":"application/json"},"at"',
          `${JSON.stringify(name)}:${JSON.stringify(value)}},"at"`,
        ),
      );
      await replayed(path, async () => expect(await asking(server)("one")).toEqual({ n: 1 }));
    }
    writeFileSync(path, whole.replace(/"response":\{"status":200/, '"response":{"status":101'));
    expect(readCassette(path)).toMatchObject({ unreadable: 1, entries: [] });
    writeFileSync(path, whole.replace(/"capture":\{[^}]*\}/, '"capture":null'));
    expect(() => readCassette(path)).toThrow(/does not say what was kept/);
    expect(server.requests).toHaveLength(1);
  });

  it("is continued behind a line that was cut", async () => {
    const server = await startScriptedServer(json({ n: 1 }), json({ n: 2 }));
    const ask = asking(server);
    const path = cassettePath();
    await recorded(path, () => ask("one"));
    writeFileSync(path, '{"kind":"exch', { flag: "a" });
    const cassette = recordCassette({ path, append: true });
    await ask("two");
    await cassette.stop();
    expect(readCassette(path)).toMatchObject({ unreadable: 1, entries: [{ kind: "exchange" }, { kind: "exchange" }] });
  });

  it("grows no further than it may, and leaves bodies out that are too long, which a replay says", async () => {
    const server = await startScriptedServer(json({ text: "x".repeat(2_000) }), json({ n: 2 }));
    const ask = asking(server);
    const path = cassettePath();
    const cassette = recordCassette({ path, maxBodyBytes: 1_000, maxFileBytes: 1_600 });
    await ask("one");
    for (let count = 0; count < 5; count++) await ask("two");
    await cassette.stop();
    expect(cassette.counts.dropped).toBeGreaterThan(0);
    expect(readFileSync(path).length).toBeLessThanOrEqual(1_600);
    await replayed(path, async () => {
      expect(JSON.stringify(await ask("one"))).toContain("its answer was not kept: it has more than 1000 bytes");
    });
  });

  it("is not made by a run that asks no model, nor replaced by one", async () => {
    const path = cassettePath();
    await recorded(path, async () => 1);
    expect(existsSync(path)).toBe(false);
  });

  it("is taken by one recording or replay at a time", async () => {
    const path = cassettePath();
    const cassette = recordCassette({ path });
    expect(() => recordCassette({ path: `${path}2` })).toThrow(CassetteError);
    await cassette.stop();
    await recordCassette({ path }).stop();
  });
});

describe("withCassette()", () => {
  afterEach(() => void vi.unstubAllEnvs());

  it("records when there is none, and plays it from then on", async () => {
    const server = await startScriptedServer(json({ n: 1 }), json({ n: 2 }));
    const ask = asking(server);
    const path = cassettePath();
    vi.stubEnv("CI", undefined);
    expect(await withCassette(path, () => ask("one"))).toEqual({ n: 1 });
    vi.unstubAllEnvs();
    expect(await withCassette(path, () => ask("one"))).toEqual({ n: 1 });
    expect(server.requests).toHaveLength(1);
    await expect(withCassette(path, () => ask("other"))).rejects.toThrow(/is not in the cassette/);
    await expect(withCassette(path, async () => 1)).rejects.toThrow(/was not asked for/);
    expect(await withCassette(path, async () => 1, { assertAllUsed: false })).toBe(1);
  });

  it("records nothing in CI, and leaves nothing of a run that fails", async () => {
    const server = await startScriptedServer(json({ n: 1 }));
    const ask = asking(server);
    const path = cassettePath();
    vi.stubEnv("CI", "true");
    await expect(withCassette(path, () => ask("one"))).rejects.toThrow(/none is recorded in CI/);
    vi.stubEnv("CI", "");
    const failing = withCassette(path, async () => {
      await ask("one");
      throw new RangeError("the agent broke");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(server.requests).toHaveLength(1);
    expect(existsSync(path) || existsSync(`${path}.unfinished`)).toBe(false);
  });

  it("asks for nothing new in CI, whatever the mode", async () => {
    const server = await startScriptedServer(json({ n: 1 }), json({ n: 2 }));
    const ask = asking(server);
    const path = cassettePath();
    vi.stubEnv("CI", undefined);
    await withCassette(path, () => ask("one"));
    const before = readFileSync(path, "utf8");
    vi.stubEnv("CI", "true");
    expect(await withCassette(path, () => ask("one"), { mode: "new" })).toEqual({ n: 1 });
    await expect(withCassette(path, () => ask("two"), { mode: "new" })).rejects.toThrow(/is not in the cassette/);
    expect(server.requests).toHaveLength(1);
    expect(readFileSync(path, "utf8")).toBe(before);
    vi.stubEnv("CI", undefined);
    expect(await withCassette(path, () => ask("two"), { mode: "new", assertAllUsed: false })).toEqual({ n: 2 });
  });
});
