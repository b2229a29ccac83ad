import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openBrowser } from "../../../../src/cli/inspect/open-browser.ts";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import { runAgent } from "./recorded-agent.ts";
import { agentscribe, privateFolder, type Running, startCommand } from "./run-command.ts";

const folder = privateFolder();

/** Starts an inspector on a free port. */
async function inspector(args: readonly string[]): Promise<Running & { readonly url: string; readonly token: string }> {
  const running = startCommand(["inspect", "--port", "0", "--no-grpc", ...args]);
  const out = await running.printed(/OTEL_EXPORTER_OTLP_ENDPOINT=\S+\n\n/);
  const [, url = "", token = ""] = /page {3}(\S+)\/#token=(\S+)/.exec(out) ?? [];
  expect(out).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${url}\n`);
  return { ...running, url, token };
}

async function sessionsAt(url: string, token: string) {
  const response = await fetch(`${url}/api/sessions`, { headers: { authorization: `Bearer ${token}` } });
  return (
    (await response.json()) as { sessions: { id: string; errors: number; costUsd: number; unpricedCalls: number }[] }
  ).sessions;
}

const GPT_5_MINI = { key: "gen_ai.request.model", value: { stringValue: "gpt-5-mini" } };

const trace = (id: string, name: string, model: readonly object[] = [GPT_5_MINI]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "others" } }] },
      scopeSpans: [
        {
          scope: { name: "test" },
          spans: [
            {
              traceId: id.padStart(32, "0"),
              spanId: id.padStart(16, "0"),
              name,
              startTimeUnixNano: "1790000000000000000",
              endTimeUnixNano: "1790000001000000000",
              attributes: [
                { key: "session.id", value: { stringValue: name } },
                { key: "gen_ai.operation.name", value: { stringValue: "chat" } },
                { key: "gen_ai.provider.name", value: { stringValue: "openai" } },
                ...model,
                { key: "gen_ai.usage.input_tokens", value: { intValue: "1000000" } },
                { key: "gen_ai.usage.output_tokens", value: { intValue: "0" } },
              ],
            },
          ],
        },
      ],
    },
  ],
});

const toProtobuf = (request: unknown) => jsonToProtobuf("traces", Buffer.from(JSON.stringify(request)));

describe("agentscribe inspect", { timeout: 120_000 }, () => {
  it("takes in what an agent left that had no backend, shows it behind its token and ends when it is told to", async () => {
    const spoolDirectory = folder.file("lonely");
    await runAgent({ session: "lonely" }, { spoolDirectory });
    const running = await inspector(["--memory", "--spool", spoolDirectory]);
    await running.printed(/lonely: \d+ records?\n/);
    expect((await fetch(`${running.url}/api/sessions`)).status).toBe(401);
    expect((await sessionsAt(running.url, running.token)).map(({ id, errors }) => [id, errors])).toEqual([
      ["lonely", 1],
    ]);
    expect(await running.end()).toMatchObject({ code: 0, err: "" });
    await expect(fetch(running.url)).rejects.toThrow();
  });

  it("prices calls that came without a cost, unless it is told not to", async () => {
    const file = folder.file("unpriced.json");
    writeFileSync(file, JSON.stringify(trace("1", "priced")));
    const running = await inspector(["--memory", file]);
    await expect
      .poll(async () => (await sessionsAt(running.url, running.token))[0]?.costUsd, { timeout: 5_000 })
      .toBe(0.25);
    await running.end();
    const plain = await inspector(["--memory", "--no-price", file]);
    await plain.printed(/1 record\n/);
    expect((await sessionsAt(plain.url, plain.token))[0]).toMatchObject({ costUsd: 0, unpricedCalls: 1 });
    await plain.end();
  });

  it("says in a line why it cannot start", async () => {
    const store = folder.file("held.db");
    const running = await inspector(["--store", store]);
    const port = new URL(running.url).port;
    const taken = await agentscribe(["inspect", "--port", port, "--no-grpc", "--memory"]);
    expect([taken.code, taken.err]).toEqual([
      1,
      expect.stringMatching(/^agentscribe inspect: port \d+ is in use, .*\n$/),
    ]);
    const held = await agentscribe(["inspect", "--port", "0", "--no-grpc", "--store", store]);
    expect([held.code, held.err]).toEqual([
      1,
      expect.stringMatching(/^agentscribe inspect: .*held\.db is in use by the inspector at .*\n$/),
    ]);
    const missing = await agentscribe(["inspect", "--port", "0", "--no-grpc", "--memory", folder.file("nothing.json")]);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("nothing.json: no such file or folder")]);
    await running.end();
  });

  it.skipIf(process.platform !== "linux")("starts the browser with an address that holds no token", async () => {
    const [bin, seen] = [folder.file("bin"), folder.file("opened")];
    mkdirSync(bin);
    writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\nprintf '%s' "$*" > '${seen}'\n`, { mode: 0o755 });
    const { PATH } = process.env;
    process.env.PATH = `${bin}:${PATH}`;
    try {
      const running = await inspector(["--memory", "--open"]);
      const opened = () => (existsSync(seen) ? readFileSync(seen, "utf8") : "");
      await expect.poll(opened, { timeout: 10_000 }).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]{43}$/);
      expect(opened()).not.toContain(running.token);
      const entered = await fetch(opened(), { redirect: "manual" });
      expect([entered.status, entered.headers.get("location")]).toEqual([303, "/"]);
      await running.end();
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("does without a browser where there is none", () => {
    const { PATH } = process.env;
    process.env.PATH = "";
    try {
      for (const platform of ["linux", "darwin", "win32"])
        expect(() => openBrowser("http://127.0.0.1:9", platform)).not.toThrow();
    } finally {
      process.env.PATH = PATH;
    }
  });
});

describe("agentscribe inspect over gRPC", { timeout: 120_000 }, () => {
  it("says where, and which option chooses another port", async () => {
    const running = startCommand(["inspect", "--port", "0", "--grpc-port", "0", "--memory"]);
    const out = await running.printed(/over gRPC/);
    const port = /ENDPOINT=http:\/\/127\.0\.0\.1:(\d+) {3}\(over gRPC\)/.exec(out)?.[1] ?? "";
    const taken = await agentscribe(["inspect", "--port", "0", "--grpc-port", port, "--memory"]);
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining(`port ${port} is in use`)]);
    expect(taken.err).toContain("--grpc-port");
    await running.end();
  });
});

describe("agentscribe import", { timeout: 120_000 }, () => {
  it("reads lines, documents, protobuf, with and without sizes, packed or not, and what is piped in", async () => {
    const line = (id: string, name: string) => `${JSON.stringify(trace(id, name))}\n`;
    const many = folder.file("many");
    mkdirSync(many);
    writeFileSync(join(many, "a.jsonl"), `${line("a", "lines-1")}\n${line("b", "lines-2")}`);
    writeFileSync(join(many, "b.json"), JSON.stringify(trace("c", "pretty"), null, 2));
    writeFileSync(join(many, "c.json"), JSON.stringify([trace("d", "list-1"), trace("e", "list-2")], null, 2));
    writeFileSync(join(many, "d.jsonl.gz"), gzipSync(line("f", "gzip")));
    writeFileSync(join(many, "e.jsonl.zst"), zstdCompressSync(line("10", "zstd")));
    writeFileSync(join(many, "f.pb"), toProtobuf(trace("11", "protobuf")));
    const size = Buffer.alloc(4);
    const sized = [trace("12", "sized-1"), trace("13", "sized-2")].map(toProtobuf).map((one) => {
      size.writeUInt32BE(one.byteLength);
      return Buffer.concat([size, one]);
    });
    writeFileSync(join(many, "g.pb"), Buffer.concat(sized));
    writeFileSync(join(many, "notes.txt"), "not telemetry");
    const store = folder.file("imported.db");
    const input = (async function* () {
      yield Buffer.from(line("14", "piped"));
    })();
    const { code, out } = await agentscribe(["import", many, "-", "--store", store], { input });
    expect(code).toBe(0);
    expect(out.match(/: (\d+) records?/g)?.map((text) => Number(text.slice(2, 3)))).toEqual([2, 1, 2, 1, 1, 1, 2, 1]);
    const again = await agentscribe(["import", join(many, "a.jsonl"), "--json", "--store", store]);
    expect(JSON.parse(again.out)).toMatchObject([{ requests: 2, accepted: 0, duplicates: 2 }]);
  });

  it("takes in what it can, names what it cannot, and ends with 1", async () => {
    const wrong = folder.file("wrong");
    mkdirSync(wrong);
    writeFileSync(join(wrong, "a.jsonl"), `${JSON.stringify(trace("1", "good"))}\n{"resourceSpans":\n`);
    writeFileSync(join(wrong, "b.json"), '{"name": "package"}');
    writeFileSync(join(wrong, "c.pb"), "no protobuf at all");
    writeFileSync(join(wrong, "d.jsonl.gz"), gzipSync("x".repeat(1_000)).subarray(0, 20));
    writeFileSync(join(wrong, "e.json"), "");
    const { code, out } = await agentscribe(["import", wrong, "--store", folder.file("wrong.db")]);
    expect(code).toBe(1);
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/a\.jsonl: 1 record, 1 rejected, line 2: the JSON is malformed/);
    expect(lines[1]).toMatch(/b\.json: 0 requests, line 1 is no OTLP/);
    expect(lines[2]).toMatch(/c\.pb: 0 requests, neither OTLP in JSON nor in protobuf/);
    expect(lines[3]).toMatch(/d\.jsonl\.gz: 0 requests, .+/);
    expect(lines[4]).toMatch(/e\.json: 0 requests$/);
  });

  it("prices calls that came without a cost, unless it is told not to", async () => {
    const file = folder.file("to-price.jsonl");
    writeFileSync(file, `${JSON.stringify(trace("1", "to-price"))}\n`);
    const costOf = async (name: string, ...more: string[]): Promise<unknown> => {
      const store = folder.file(name);
      await agentscribe(["import", file, "--store", store, ...more]);
      const { out } = await agentscribe(["reprice", "--all", "--dry-run", "--json", "--store", store]);
      return (JSON.parse(out) as { models: unknown }).models;
    };
    expect(await costOf("priced.db")).toMatchObject([{ beforeUsd: 0.25, beforeUnpriced: 0 }]);
    expect(await costOf("not-priced.db", "--no-price")).toMatchObject([{ beforeUsd: 0, beforeUnpriced: 1 }]);
  });

  it("sends to the inspector that has the store, and shows a bar only where stderr is a terminal", async () => {
    const store = folder.file("shared.db");
    const file = folder.file("shared.jsonl");
    writeFileSync(file, `${JSON.stringify(trace("1", "shared"))}\n`);
    const running = await inspector(["--store", store]);
    expect(await agentscribe(["import", file, "--store", store])).toEqual({
      code: 0,
      out: `${file}: 1 record\n`,
      err: "",
    });
    const again = await agentscribe(["import", file, "--store", store]);
    expect(again.out).toBe(`${file}: 0 records, 1 was there already\n`);
    const link = folder.file("linked.db");
    symlinkSync(store, link);
    const linked = await agentscribe(["import", file, "--store", link]);
    expect(linked).toEqual({ code: 0, out: again.out, err: "" });
    expect((await sessionsAt(running.url, running.token)).map(({ id }) => id)).toEqual(["shared"]);
    await running.end();
  });
});

describe("agentscribe tail", { timeout: 120_000 }, () => {
  it("shows what comes into an inspector, over HTTP and over its file, and nothing that was there before", async () => {
    const store = folder.file("live.db");
    const running = await inspector(["--store", store]);
    await runAgent({ session: "before" }, { url: running.url });
    const served = startCommand(["tail", "--url", running.url]);
    const read = startCommand(["tail", "--store", store, "--json"]);
    const other = startCommand(["tail", "--url", running.url, "--service", "another"]);
    const listening = [served, read];
    for (let run = 0; listening.some((one) => one.text() === ""); run++)
      await runAgent({ session: `early-${run}` }, running);
    await runAgent({ session: "now" }, { url: running.url });
    const out = (await served.printed(/repair-bot now[\s\S]*task\.outcome success/)).replace(
      /^[\s\S]*(?=■ repair-bot now)/,
      "",
    );
    await read.printed(/"now"[^\n]*"outcome":"success"/);
    expect(served.text()).not.toContain("before");
    expect(out).toMatch(/^■ repair-bot now\n/);
    expect(out).toMatch(/● chat gpt-5-mini \d+ [mµ]s · in 1,200 \(1,000 cached\), out 40 tokens · \$0\.00016\n/);
    expect(out).toMatch(/✖ edit \d+ [mµ]s · error TypeError\n/);
    expect(out).toMatch(/◆ route → repair \(not ask\) · 72 % sure\n/);
    const lines = (await read.end()).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ session }) => session === "now");
    expect(lines.find(({ name }) => name === "edit")).toMatchObject({
      type: "tool",
      errorType: "TypeError",
      failed: true,
    });
    expect(await served.end()).toMatchObject({ code: 0, err: "" });
    expect(await other.end()).toEqual({ code: 0, out: "", err: "" });
    const one = startCommand(["tail", "--session", "before", "--store", store]);
    expect(await one.printed(/task\.outcome success/)).toContain("■ repair-bot before");
    await one.end();
    await running.end();
  });

  it("ends with 1 when the inspector goes, and knows those of this user only", async () => {
    const running = await inspector(["--memory"]);
    const listening = startCommand(["tail"]);
    for (let run = 0; listening.text() === ""; run++) await runAgent({ session: `run-${run}` }, running);
    await running.end();
    expect(await listening.ended).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^agentscribe tail: the inspector at .* has ended\n$/),
    });
    const { code, err } = await agentscribe(["tail", "--url", "http://127.0.0.1:9"]);
    expect([code, err]).toEqual([1, "agentscribe tail: no inspector of this user runs at http://127.0.0.1:9\n"]);
  });

  // A file that is open is kept from being deleted there.
  it.skipIf(process.platform === "win32")("ends with 1 when its store goes, or another takes the place", async () => {
    const file = folder.file("gone.jsonl");
    writeFileSync(file, `${JSON.stringify(trace("1", "before"))}\n`);
    for (const another of [false, true]) {
      const store = folder.file(`gone-${another}.db`);
      await agentscribe(["import", file, "--store", store]);
      const listening = startCommand(["tail", "--session", "before", "--store", store]);
      await listening.printed(/before/);
      for (const end of ["", "-wal", "-shm"]) rmSync(`${store}${end}`, { force: true });
      if (another) await agentscribe(["import", file, "--store", store]);
      const { code, err } = await listening.ended;
      expect([code, err]).toEqual([1, `agentscribe tail: the store at ${store} is gone\n`]);
    }
  });
});

describe("agentscribe reprice", { timeout: 120_000 }, () => {
  it("prices what has no cost, says what that changes, and writes only when it may", async () => {
    const store = folder.file("reprice.db");
    const file = folder.file("reprice.jsonl");
    writeFileSync(file, `${JSON.stringify(trace("1", "cheap"))}\n`);
    await agentscribe(["import", file, "--no-price", "--store", store]);
    const dry = await agentscribe(["reprice", "--dry-run", "--store", store]);
    expect(dry.out).toMatch(/openai\/gpt-5-mini {2}1 {6}\$0 \+ 1 unpriced {2}\$0\.2500\n/);
    expect(dry.out).toContain("the cost of 1 would change; nothing was written");
    expect((await agentscribe(["reprice", "--store", store])).out).toContain("1 call, the cost of 1 changed\n");
    expect((await agentscribe(["reprice", "--store", store])).out).toBe("no calls to price\n");
    const all = JSON.parse((await agentscribe(["reprice", "--all", "--json", "--store", store])).out);
    expect(all).toMatchObject({ priced: 1, changed: 0, models: [{ beforeUsd: 0.25, afterUsd: 0.25 }] });
    expect((await agentscribe(["reprice", "--all", "--since", "1h", "--store", store])).out).toBe(
      "no calls to price\n",
    );
    const running = await inspector(["--store", store]);
    const { code, err } = await agentscribe(["reprice", "--store", store]);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^agentscribe reprice: the inspector at .* writes to .*: end it first\n$/),
    ]);
    await running.end();
  });
});

it("agentscribe reprice goes by the version that answered, and tells of it under the model asked for", async () => {
  const file = folder.file("version.jsonl");
  const store = folder.file("version.db");
  const model = [
    { key: "gen_ai.request.model", value: { stringValue: "gpt-4o" } },
    { key: "gen_ai.response.model", value: { stringValue: "gpt-4o-2024-05-13" } },
  ];
  writeFileSync(file, `${JSON.stringify(trace("1", "version", model))}\n`);
  await agentscribe(["import", file, "--store", store]);
  const { out } = await agentscribe(["reprice", "--all", "--dry-run", "--json", "--store", store]);
  // gpt-4o itself costs 2.5.
  expect(JSON.parse(out)).toMatchObject({ changed: 0, models: [{ model: "gpt-4o", beforeUsd: 5, afterUsd: 5 }] });
}, 60_000);

describe("agentscribe export", { timeout: 120_000 }, () => {
  it("writes a file for this user alone, whole or not at all, that import reads again", async () => {
    const spoolDirectory = folder.file("exported");
    await runAgent({ session: "exported" }, { spoolDirectory });
    const store = folder.file("export.db");
    await agentscribe(["import", spoolDirectory, "--store", store]);
    const file = folder.file("out.jsonl");
    expect(await agentscribe(["export", "--session", "exp", "-o", file, "--store", store])).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const copy = folder.file("copy.db");
    await agentscribe(["import", file, "--store", copy]);
    const replayed = async (path: string) => (await agentscribe(["replay", "exported", "--store", path])).out;
    expect(await replayed(copy)).toBe(await replayed(store));
    for (const format of ["csv", "speedscope", "html"]) {
      const { code, out } = await agentscribe(["export", "--session", "last", "--format", format, "--store", store]);
      expect([format, code, out.length > 500]).toEqual([format, 0, true]);
    }
    const unreachable = await agentscribe(["export", "-o", folder.file("no/such/folder"), "--store", store]);
    expect([unreachable.code, unreachable.err]).toEqual([1, expect.stringMatching(/cannot be written: ENOENT\n$/)]);
    const html = folder.file("all.html");
    for (const wrong of [["html"], ["html", "--since", "7d"], ["html", "--trace", "a".repeat(32)], ["speedscope"]]) {
      const { code, err } = await agentscribe(["export", "-o", html, "--store", store, "--format", ...wrong]);
      expect([code, err]).toEqual([2, expect.stringContaining(`--format ${wrong[0]} is of one session`)]);
    }
    expect(existsSync(html)).toBe(false);
  });

  it("says that a store is empty, and writes no file", async () => {
    const [store, file] = [folder.file("empty.db"), folder.file("empty.jsonl")];
    await (await openStore({ path: store })).close();
    for (const format of ["otlp", "csv"]) {
      const { code, err } = await agentscribe(["export", "-o", file, "--store", store, "--format", format]);
      expect([code, err]).toEqual([1, "agentscribe export: the store has nothing to write\n"]);
      expect(existsSync(file)).toBe(false);
    }
  });

  it("writes the sessions since a time, the head of a table once", async () => {
    const store = folder.file("since.db");
    const file = folder.file("since.jsonl");
    writeFileSync(file, ["1", "2"].map((id) => `${JSON.stringify(trace(id, `s-${id}`))}\n`).join(""));
    await agentscribe(["import", file, "--store", store]);
    const { out } = await agentscribe(["export", "--since", "2020-01-01", "--format", "csv", "--store", store]);
    expect(out.match(/^session_id,/gm)).toHaveLength(1);
    expect(out.match(/^s-[12],/gm)).toHaveLength(2);
    expect(await agentscribe(["export", "--since", "1h", "--store", store])).toMatchObject({ code: 1 });
    expect(readFileSync(file, "utf8")).not.toBe("");
  });
});
