import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../../../src/cli/commands.ts";
import type { Comparison, Conversation } from "../../../../src/inspector/api.ts";
import { runAgent } from "./recorded-agent.ts";
import { agentscribe, privateFolder } from "./run-command.ts";

const folder = privateFolder();
const store = folder.file("agents.db");
const spool = folder.file("spool");

beforeAll(async () => {
  await runAgent({ session: "first-run" }, { spoolDirectory: spool });
  await runAgent({ session: "second-run", model: "gpt-5", query: "lexer", manner: "kind" }, { spoolDirectory: spool });
  expect(await agentscribe(["import", spool, "--store", store])).toMatchObject({ code: 0, err: "" });
});

describe("agentscribe replay", { timeout: 120_000 }, () => {
  it("prints a session step by step, with what was new, what was decided and what it cost so far", async () => {
    const { code, out, err } = await agentscribe(["replay", "first-run", "--store", store]);
    expect([code, err]).toEqual([0, ""]);
    expect(out.match(/^\d+\/\d+ .*/gm)?.map((line) => line.replace(/ \d+ [mµ]s/, ""))).toEqual([
      "1/8 ▶ task bugfix",
      expect.stringMatching(/^2\/8 ▶ invoke_agent planner .*in 2,700, out 340 tokens/),
      expect.stringMatching(/^3\/8 ● chat gpt-5-mini · in 1,200 \(1,000 cached\), out 40 tokens · \$0\.00016/),
      "4/8 ● search · planner",
      "5/8 ◆ route → repair (not ask) · 72 % sure · planner",
      expect.stringMatching(/^6\/8 ✖ edit · error TypeError · read-only · planner/),
      expect.stringMatching(/^7\/8 ● chat model-nobody-sells · in 1,500, out 300 tokens · no price \(unknown_model\)/),
      expect.stringMatching(/^8\/8 ◆ task.outcome success$/),
    ]);
    expect(out).toContain("user: The parser fails on empty input.");
    expect(out).toContain("      You repair code.\n      Be brief.\n");
    expect(out).toContain('assistant, calls: search {"query":"parser"}');
    expect(out).toContain(
      "    2 messages as before\n    tool, result: src/parser.ts\n    assistant: It is repaired.\n",
    );
    expect(out).toContain("so far: $0.00016 + 1 without a price · in 2,700, out 340 tokens · context 1,500 · 1 error");
  });

  it("prints one step, or all of them as JSON", async () => {
    const one = await agentscribe(["replay", "last", "--step", "4", "--store", store]);
    expect(one.out.match(/^\d+\/8/gm)).toEqual(["4/8"]);
    const { out } = await agentscribe(["replay", "second-run", "--json", "--store", store]);
    const { session, steps } = JSON.parse(out) as Conversation;
    expect([session.id, steps.length]).toEqual(["second-run", 8]);
  });

  it("takes the beginning of an id, and counts back from the last", async () => {
    const ids = async (reference: string) =>
      (await agentscribe(["replay", reference, "--step", "1", "--store", store])).out.split(" ")[1];
    expect(await ids("sec")).toBe("second-run");
    expect(await ids("last")).toBe("second-run");
    expect(await ids("last~1")).toBe("first-run");
  });

  it("counts events that name no session behind the sessions", async () => {
    const later = folder.file("later.jsonl");
    const told = folder.file("told.db");
    const logRecords = [{ timeUnixNano: `${Date.now()}000000`, eventName: "agentscribe.task.late_outcome" }];
    const attributes = [{ key: "service.name", value: { stringValue: "deployer" } }];
    writeFileSync(
      later,
      `${JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords }] }] })}\n`,
    );
    const idOf = async (reference: string) =>
      (await agentscribe(["replay", reference, "--step", "1", "--store", told])).out.split(" ")[1];
    await agentscribe(["import", later, "--store", told]);
    expect(await idOf("last")).toBe("service:deployer");
    await agentscribe(["import", spool, "--store", told]);
    expect(await idOf("last")).toBe("second-run");
    expect(await idOf("last~2")).toBe("service:deployer");
  });

  it("steps through the session by keys on a terminal, on a screen that it leaves again", async () => {
    let press: (key: string) => void = () => undefined;
    let hasEnded = false;
    let shown: string[] = [];
    const screens: string[] = [];
    const running = agentscribe(["replay", "first-run", "--store", store, "--no-color"], {
      columns: 90,
      rows: 24,
      out: (text) => {
        shown.push(text);
        const step = /(\d+)\/8/.exec(text)?.[1];
        if (step !== undefined) screens.push(step);
        // Each screen is answered by the next key.
        if (step !== undefined) queueMicrotask(() => press(keys.shift() ?? "q"));
      },
      keys: (onKey) => {
        press = onKey;
        return {
          end: () => {
            hasEnded = true;
          },
        };
      },
    });
    const keys = ["right", "right", "left", "end", "right", "home", "down", "q"];
    const { code } = await running;
    expect([code, hasEnded]).toEqual([0, true]);
    expect(screens).toEqual(["1", "2", "3", "2", "8", "8", "1", "1"]);
    expect(shown[0]).toContain("\u001b[?1049h");
    expect(shown.at(-1)).toContain("\u001b[?1049l");
    shown = [];
  });
});

describe("agentscribe compare", { timeout: 120_000 }, () => {
  it("puts two sessions side by side and shows what differs", async () => {
    const { code, out } = await agentscribe(["compare", "first-run", "second-run", "--store", store]);
    expect(code).toBe(0);
    expect(out).toMatch(/cost {14}\$0\.00016 \+ 1 unpriced {2,}\$0\.00078 \+ 1 unpriced/);
    expect(out).toMatch(/● chat gpt-5-mini .*\[.*system, model\]/);
    expect(out).toMatch(/● search .*\[arguments\]\n {8}arguments: \{"query":"parser"\}\n/);
    expect(out).toContain("= 2 called as often");
    expect(out).toContain("    You repair code.\n  - Be brief.\n  + Be kind.\n");
  });

  it("gives the same as JSON", async () => {
    const { out } = await agentscribe(["compare", "last~1", "last", "--json", "--store", store]);
    const { rows, tools } = JSON.parse(out) as Comparison;
    expect(rows.filter(({ change }) => change === "changed").map(({ a, differs }) => [a?.name, differs])).toEqual([
      ["chat gpt-5-mini", ["output", "system", "model"]],
      ["search", ["arguments"]],
    ]);
    expect(tools).toEqual([
      { name: "edit", a: 1, b: 1 },
      { name: "search", a: 1, b: 1 },
    ]);
  });
});

describe("commands that read a store", { timeout: 120_000 }, () => {
  it("say in a line what is not there", async () => {
    const none = folder.file("none.db");
    expect(await agentscribe(["replay", "nobody", "--store", store])).toEqual({
      code: 1,
      out: "",
      err: "agentscribe replay: no session nobody\n",
    });
    for (const format of ["otlp", "csv", "speedscope"])
      expect(await agentscribe(["export", "--trace", "0".repeat(32), "--format", format, "--store", store])).toEqual({
        ...{ code: 1, out: "", err: "agentscribe export: no such session or trace\n" },
      });
    for (const command of [
      ["replay", "last"],
      ["compare", "last", "last~1"],
      ["export"],
      ["tail"],
      ["report"],
      ["reprice"],
      ["reprice", "--dry-run"],
    ]) {
      const { code, err } = await agentscribe([...command, "--store", none]);
      expect([code, err]).toEqual([
        1,
        `agentscribe ${command[0]}: no store at ${none}: "agentscribe inspect" or "import" makes one\n`,
      ]);
    }
    const again = await agentscribe(["replay", "no.jsonl", "--run", "--store", none, "--", "program.js"]);
    expect([again.code, again.err]).toEqual([
      2,
      expect.stringMatching(/^agentscribe replay: there is no cassette at no\.jsonl, and as a session: no store at /),
    ]);
    expect((await agentscribe(["compare", "last", "last~7", "--store", store])).err).toContain(
      "no 7 sessions before the last",
    );
  });

  it("take no URL for a file, and do not repeat it", async () => {
    const url = "clickhouse://user:hunter2hunter2@127.0.0.1:1/db";
    for (const command of [
      ["inspect", "--no-open"],
      ["import", store],
      ["export"],
      ["reprice"],
      ["replay", "last"],
      ["compare", "last", "last~1"],
      ["tail"],
    ]) {
      expect(await agentscribe([...command, "--store", url])).toEqual({
        code: 1,
        out: "",
        err: `agentscribe ${command[0]}: --store is a file; ClickHouse is asked by: agentscribe report --store clickhouse://...\n`,
      });
    }
    const asked = await agentscribe(["report", "--store", url.replace("clickhouse", "ClickHouse")]);
    expect([asked.code, asked.err]).toEqual([
      1,
      expect.stringMatching(/ClickHouse at http:\/\/127\.0\.0\.1:1\/ does not/),
    ]);
    const listened = await agentscribe(["tail", "--url", "http://127.0.0.1:9/#token=hunter2hunter2"]);
    expect(listened.err).toBe("agentscribe tail: no inspector of this user runs at http://127.0.0.1:9\n");
  });

  it("end with 2 and their usage for a wrong command line, and print the help when asked", async () => {
    const wrong = [
      ["replay"],
      ["replay", "a", "b"],
      ["replay", "a", "--step", "0"],
      ["replay", "a", "--speed", "fast"],
      ["compare", "a"],
      ...["report", "tail", "export", "reprice"].map((command) => [command, "--store", ""]),
      ["replay", "a", "--store", " "],
      ["tail", "--url", "http://example.org"],
      ["tail", "--url", "http://127.0.0.1:1", "--store", "x"],
      ["export", "--format", "pdf"],
      ["export", "--session", "a", "--since", "1h"],
      ["export", "--trace", "1"],
      ["reprice", "--since", "yesterday"],
      ["import"],
      ["inspect", "--port", "70000"],
      ["inspect", "--memory", "--store", "x"],
      ["inspect", "--max-size", "2"],
      ["inspect", "--wrong"],
      ["drain", "--timeout", "soon"],
      ["drain", "left"],
      ["spool", "--endpoint", "http://x"],
      ["doctor", "--wrong"],
    ];
    for (const args of wrong) {
      const { code, out, err } = await agentscribe(args);
      expect([args.join(" "), code, out]).toEqual([args.join(" "), 2, ""]);
      expect(err).toMatch(new RegExp(`^agentscribe ${args[0]}: .+\n\nUsage: agentscribe ${args[0]}`));
      // What is wrong stays in sight on the smallest terminal.
      expect(err.endsWith(`\nMore: agentscribe ${args[0]} --help\n`)).toBe(true);
      expect(err.split("\n").length).toBeLessThan(10);
    }
    expect((await agentscribe(["inspect", "--wrong"])).err).toContain("inspect: unknown option --wrong\n");
    expect((await agentscribe(["compare"])).err).toContain("compare: 2 arguments needed\n");
    expect((await agentscribe(["compare", "a"])).err).toContain("compare: 1 more argument needed\n");
  });

  it("are listed with what they do, and each has a help of its own", async () => {
    const { code, out } = await agentscribe(["--help"]);
    const listed = [...out.matchAll(/^ {2}(\w+) {3,}\S/gm)].map(([, name = ""]) => name);
    expect([code, listed]).toEqual([0, Object.keys(COMMANDS)]);
    for (const command of listed) {
      const help = await agentscribe([command, "--help"]);
      expect(help).toMatchObject({ code: 0, err: "", out: expect.stringContaining("Exit code: 0") });
      expect(help.out).toMatch(new RegExp(`^Usage: agentscribe ${command}`));
      expect(await agentscribe(["help", command])).toEqual(help);
    }
    expect((await agentscribe(["help"])).out).toBe(out);
  });

  it("have colours where they are asked for or the terminal has them, and not with NO_COLOR", async () => {
    const painted = async (args: readonly string[], columns: number | undefined, env: Record<string, string> = {}) =>
      (await agentscribe(["replay", "last", "--step", "1", "--store", store, ...args], { columns, env })).out.includes(
        "\u001b[1m",
      );
    expect(await painted([], undefined)).toBe(false);
    expect(await painted(["--color"], undefined)).toBe(true);
    expect(await painted([], 80)).toBe(true);
    expect(await painted([], 80, { NO_COLOR: "1" })).toBe(false);
    expect(await painted(["--no-color"], 80)).toBe(false);
  });
});
