import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";
import { runScript } from "../sdk/run-script.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** What may come twice after a kill: the batches that were under way. */
const UNDER_WAY = 4 * 512;

let receiver: Receiver;
let folder: string;
let isDown: boolean;
const children = new Set<ChildProcess>();
beforeEach(async () => {
  isDown = false;
  receiver = await startReceiver({ respond: () => (isDown ? { status: 503 } : undefined) });
  folder = mkdtempSync(join(tmpdir(), "agentscribe-process-"));
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

function env(): Record<string, string> {
  return {
    ...childEnv(),
    AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  };
}

/** The names of the tools whose runs arrived, those of all copies. */
function arrived(): readonly string[] {
  return receiver.spans().map(({ name }) => name.replace("execute_tool ", ""));
}

function numbered(who: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `${who}-${number}`);
}

const NEXT_START = `
  import { init } from "./src/index.ts";
  const telemetry = init({ pricing: false, service: { name: "tests" } });
  const report = await telemetry.flush({ timeoutMillis: 8_000 });
  await telemetry.shutdown();
  console.log(JSON.stringify(report));
`;

describe("a cluster of three, one killed with -9", () => {
  it.each([
    ["up", false],
    ["down meanwhile", true],
  ])("loses nothing that ended, backend %s", async (_name, down) => {
    isDown = down;
    const script = fileURLToPath(new URL("./cluster-primary.ts", import.meta.url));
    const child = fork(script, ["120"], { env: env(), stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv: [] });
    children.add(child);
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    await once(child, "close");
    isDown = false;
    const workers = JSON.parse(output) as readonly { who: string; ended: number; end: unknown }[];
    expect(workers.map(({ who, end }) => [who, end])).toEqual([
      ["killed", "SIGKILL"],
      ["second", 0],
      ["third", 0],
    ]);
    await runScript(NEXT_START, { env: env() });

    const names = arrived();
    const unique = new Set(names);
    for (const { who, ended } of workers) {
      expect(numbered(who, ended).filter((name) => !unique.has(name))).toEqual([]);
    }
    for (const who of ["second", "third"]) expect(names.filter((name) => name.startsWith(who))).toHaveLength(200);
    expect(names.length - unique.size).toBeLessThanOrEqual(down ? 0 : UNDER_WAY);
  });
});

describe("worker threads", () => {
  it("deliver each their own, and what a terminated one left comes with the next start", async () => {
    isDown = true;
    const program = new URL("./recording-process.ts", import.meta.url).href;
    const script = `
      import { once } from "node:events";
      import { Worker } from "node:worker_threads";
      import { init } from "./src/index.ts";
      const telemetry = init({ pricing: false, service: { name: "tests" } });
      const start = (who, ending) => new Worker(new URL(${JSON.stringify(program)}), { execArgv: [], workerData: { who, spans: 100, ending } });
      const made = (worker) => new Promise((resolve) => worker.on("message", (count) => count === 100 && resolve()));
      const [ends, terminated] = [start("ends", "shutdown"), start("terminated", "stay")];
      for (let number = 0; number < 100; number += 1) telemetry.startTool({ name: "main-" + number }).end();
      await Promise.all([once(ends, "exit"), made(terminated)]);
      await terminated.terminate();
      await telemetry.shutdown({ timeoutMillis: 200 });
      console.log(JSON.stringify(telemetry.health()));
    `;
    const first = await runScript(script, { env: env() });
    expect(first.code).toBe(0);
    expect(arrived()).toEqual([]);
    isDown = false;
    await runScript(NEXT_START, { env: env() });
    const expected = ["main", "ends", "terminated"].flatMap((who) => numbered(who, 100));
    expect([...arrived()].sort()).toEqual(expected.sort());
  });
});

describe("two copies of the package in one process", () => {
  beforeEach(() => {
    cpSync(join(ROOT, "src"), join(folder, "copy/src"), { recursive: true });
    cpSync(join(ROOT, "package.json"), join(folder, "copy/package.json"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "copy/node_modules"));
  });

  it("deliver both what was recorded with them, each record once", async () => {
    const script = `
      import { init } from "./src/index.ts";
      import { init as initCopy } from ${JSON.stringify(join(folder, "copy/src/index.ts"))};
      const clients = [init, initCopy].map((make) => make({ pricing: false, service: { name: "tests" } }));
      for (const [index, telemetry] of clients.entries()) {
        for (let number = 0; number < 50; number += 1) telemetry.startTool({ name: ["first", "second"][index] + "-" + number }).end();
      }
      await Promise.all(clients.map((telemetry) => telemetry.shutdown()));
      console.log(JSON.stringify({ same: init === initCopy, health: clients.map((telemetry) => telemetry.health()) }));
    `;
    const result = await runScript(script, { env: env() });
    const { same, health } = result.answer<{ same: boolean; health: readonly { delivered: number }[] }>();
    expect(same).toBe(false);
    expect([...arrived()].sort()).toEqual([...numbered("first", 50), ...numbered("second", 50)].sort());
    expect(health.map(({ delivered }) => delivered)).toEqual([50, 50]);
  });

  it("find the client of the other when their own was shut down", async () => {
    const script = `
      import * as own from "./src/index.ts";
      import * as copy from ${JSON.stringify(join(folder, "copy/src/index.ts"))};
      const first = own.init({ pricing: false, service: { name: "tests" } });
      await copy.init({ pricing: false, service: { name: "tests" } }).shutdown();
      const found = [own, copy].map(({ fromContext }) => fromContext() === first);
      copy.recordTool({ name: "found-0", durationMs: 1 });
      await first.shutdown();
      console.log(JSON.stringify({ found, enabled: [own, copy].map(({ fromContext }) => fromContext().enabled) }));
    `;
    const result = await runScript(script, { env: env() });
    expect(result.answer<object>()).toEqual({ found: [true, true], enabled: [false, false] });
    expect(arrived()).toEqual(["found-0"]);
  });
});

describe("a runtime without a file system", () => {
  it("delivers from memory and says so", async () => {
    const script = `
      const { getBuiltinModule } = process;
      process.getBuiltinModule = (name) => (/^(node:)?fs(\\/|$)/.test(name) ? undefined : getBuiltinModule.call(process, name));
      const { init } = await import("./src/index.ts");
      const telemetry = init({ pricing: false, service: { name: "tests" } });
      for (let number = 0; number < 20; number += 1) telemetry.startTool({ name: "edge-" + number }).end();
      const line = telemetry.describe();
      const { delivered, dropped } = await telemetry.shutdown();
      console.log(JSON.stringify({ line, delivered, dropped, problems: telemetry.health().problems }));
    `;
    const result = await runScript(script, { env: env() });
    const { line, ...report } = result.answer<{ line: string; delivered: number; dropped: object; problems: object }>();
    expect(arrived()).toEqual(numbered("edge", 20));
    expect(report).toMatchObject({ delivered: 20, dropped: {} });
    expect(line).toContain("kept in memory until delivered");
    expect(result.stderr).not.toContain("contained a fault");
  });
});

describe("a clock that jumps", () => {
  it("two hours ahead, back again and before the start loses nothing and sends nothing twice", async () => {
    isDown = true;
    const script = `
      import { init } from "./src/index.ts";
      const { now } = Date;
      let jump = 0;
      Date.now = () => now() + jump;
      const telemetry = init({ pricing: false, service: { name: "tests" } });
      let number = 0;
      for (const hours of [0, 2, 0, -2, 0]) {
        jump = hours * 3_600_000;
        for (let made = 0; made < 20; made += 1) telemetry.startTool({ name: "jump-" + number++ }).end();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await telemetry.shutdown({ timeoutMillis: 200 });
      console.log(JSON.stringify(telemetry.health()));
    `;
    const { onDisk, dropped } = (await runScript(script, { env: env() })).answer<{ onDisk: number; dropped: object }>();
    expect({ onDisk, dropped }).toEqual({ onDisk: 100, dropped: {} });
    isDown = false;
    await runScript(NEXT_START, { env: env() });
    expect([...arrived()].sort()).toEqual([...numbered("jump", 100)].sort());
  });
});
