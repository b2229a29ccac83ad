import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../examples/support/otlp-receiver.ts";

const dist = new URL("../../dist/", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "agentscribe-cli-"));
let directory = "";
let made = 0;

/** Ends by `process.exit()` in the middle of its work. */
const AGENT = `
import { init } from ${JSON.stringify(new URL("index.js", dist).href)};
const telemetry = init({ service: { name: "cut-short" }, pricing: false, capture: { toolArguments: true }, ...JSON.parse(process.argv[2] ?? "{}") });
for (let index = 0; index < 5; index += 1) telemetry.tool({ name: "search", arguments: { q: "very-private" } }, () => index);
telemetry.startAgent({ name: "unfinished" });
telemetry.record("decision", { type: "route", choice: "answer" });
process.exit(3);
`;

interface Run {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const { PATH = "" } = process.env;
  const variables = { PATH, AGENTSCRIBE_SPOOL_DIRECTORY: directory, ...env };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: folder, env: variables, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : (error.code ?? 1), stdout, stderr }),
    );
  });
}

const cli = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run> =>
  run([fileURLToPath(new URL("cli.js", dist)), ...args], env);

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

async function leftBehind(more: Readonly<Record<string, string>> = {}): Promise<number> {
  const port = await freePort();
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, ...more };
  const agent = await run([join(folder, "agent.mjs")], env);
  expect(agent).toMatchObject({ status: 3, stderr: "" });
  return port;
}

beforeAll(() => {
  if (!existsSync(new URL("cli.js", dist))) throw new Error("dist is not there: run npm run build first");
  writeFileSync(join(folder, "agent.mjs"), AGENT);
});
beforeEach(() => {
  directory = join(folder, `spool-${made++}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("agentscribe drain", () => {
  it("sends what a process left that ended while no backend was up, and leaves nothing", async () => {
    const key = { OTEL_EXPORTER_OTLP_HEADERS: "x-key=k1" };
    const port = await leftBehind(key);
    const receiver: Receiver = await startReceiver({ port });
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...key };
    const drained = await cli(["drain", "--json"], env);
    const spans = receiver.spans();
    const requests = [...receiver.requests];
    const metrics = receiver.metrics().map(({ name }) => name);
    const logs = receiver.logs();
    await receiver.close();

    expect(drained.stderr).toBe("");
    expect(spans.map(({ name }) => name).sort()).toEqual([
      ...Array<string>(5).fill("execute_tool search"),
      "invoke_agent unfinished",
    ]);
    expect(spans[0]?.resource["service.name"]).toBe("cut-short");
    const unfinished = spans.find(({ name }) => name === "invoke_agent unfinished");
    expect(unfinished?.attributes["agentscribe.run.end_reason"]).toBe("interrupted");
    expect(logs.length).toBeGreaterThan(0);
    expect(metrics).toContain("gen_ai.execute_tool.duration");
    expect(requests.every(({ headers }) => headers["x-key"] === "k1")).toBe(true);
    const answer = JSON.parse(drained.stdout);
    expect(answer.left).toEqual([]);
    const delivered = Object.fromEntries(
      answer.sent.map((one: { signal: string; delivered: number }) => [one.signal, one.delivered]),
    );
    expect(delivered).toMatchObject({ traces: 6, logs: logs.length });
    expect(drained.status).toBe(0);
    expect(await cli(["drain"], env)).toMatchObject({ status: 0, stdout: `${directory}\n  nothing was waiting\n` });
  });

  it("keeps everything when no backend answers, and says why", async () => {
    const port = await leftBehind();
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };
    const drained = await cli(["drain", "--timeout", "0.5"], endpoint);
    expect(drained.status).toBe(1);
    expect(drained.stdout).toMatch(/traces to http:.*6 records stay, .*ECONNREFUSED/);
    const receiver = await startReceiver({ port });
    expect((await cli(["drain"], endpoint)).status).toBe(0);
    const names = receiver.spans().map(({ name }) => name);
    await receiver.close();
    expect(names).toHaveLength(6);
  });

  it("drops nothing for its age, also while no backend answers", async () => {
    const port = await leftBehind();
    const tenDays = 10 * 86_400_000;
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const [created = "", ...rest] = entry.name.split("-");
      if (!entry.isFile()) continue;
      const old = [String(Number(created) - tenDays), ...rest].join("-");
      renameSync(join(entry.parentPath, entry.name), join(entry.parentPath, old));
    }
    const listed = await cli(["spool"]);
    expect((await cli(["drain", "--timeout", "1", "--endpoint", `http://127.0.0.1:${port}`])).status).toBe(1);
    const receiver = await startReceiver({ port });
    const drained = await cli(["drain", "--endpoint", receiver.url]);
    const spans = receiver.spans().length;
    await receiver.close();
    expect(listed.stdout).toContain("oldest 10 days");
    expect(drained).toMatchObject({ status: 0, stderr: "" });
    expect(spans).toBe(6);
  });

  it("never sends elsewhere what was recorded for another endpoint", async () => {
    const port = await leftBehind();
    const other = await startReceiver();
    const toOther = await cli(["drain", "--endpoint", other.url]);
    const requests = other.requests.length;
    await other.close();
    expect(requests).toBe(0);
    expect(toOther.status).toBe(1);
    expect(toOther.stdout).toContain(`traces to http://127.0.0.1:${port}/v1/traces: 5 records stay`);
    expect(toOther.stdout).toContain(`recorded for another endpoint than ${other.url}/v1/traces`);
  });

  it("gives no header of the environment to --endpoint", async () => {
    const port = await leftBehind();
    const receiver = await startReceiver({ port });
    const env = { OTEL_EXPORTER_OTLP_HEADERS: "x-key=k1", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
    const drained = await cli(["drain", "--endpoint", receiver.url], env);
    const keys = receiver.requests.map(({ headers }) => headers["x-key"]);
    await receiver.close();
    expect(drained.status).toBe(0);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys)).toEqual(new Set([undefined]));
  });

  it("sends nothing where telemetry is off", async () => {
    const port = await leftBehind();
    const receiver = await startReceiver({ port });
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, DO_NOT_TRACK: "1" };
    const drained = await cli(["drain"], env);
    const requests = receiver.requests.length;
    await receiver.close();
    expect(requests).toBe(0);
    expect(drained.status).toBe(1);
    expect(drained.stderr).toContain("telemetry is off (DO_NOT_TRACK=1)");
  });

  it("leaves the records of a living process to it", async () => {
    const receiver = await startReceiver();
    const alive = `
      import { init } from ${JSON.stringify(new URL("index.js", dist).href)};
      const telemetry = init({ pricing: false, exporters: [{ url: "http://127.0.0.1:9", signals: { events: false, metrics: false } }] });
      telemetry.tool({ name: "mine" }, () => 1);
      process.stdout.write("ready");
      setInterval(() => {}, 1_000);
    `;
    writeFileSync(join(folder, "alive.mjs"), alive);
    const { PATH = "" } = process.env;
    const env = { PATH, AGENTSCRIBE_SPOOL_DIRECTORY: directory };
    const child = execFile(process.execPath, [join(folder, "alive.mjs")], { cwd: folder, env });
    await new Promise((ready) => child.stdout?.once("data", ready));
    const ended = new Promise((done) => child.once("exit", done));
    try {
      const drained = await cli(["drain", "--timeout", "2", "--endpoint", "http://127.0.0.1:9"]);
      expect(drained.stdout).toMatch(/1 record stays, 1 held by a living process/);
      expect(drained.status).toBe(1);
    } finally {
      child.kill();
      await ended;
      await receiver.close();
    }
  });
});

describe("agentscribe spool", () => {
  it("lists counts and names, and no content", async () => {
    const port = await leftBehind();
    const listed = await cli(["spool"]);
    expect(listed.status).toBe(0);
    expect(listed.stdout).toContain(directory);
    expect(listed.stdout).toMatch(
      new RegExp(
        `traces to http://127\\.0\\.0\\.1:${port}/v1/traces: 5 records, 1 open span, [\\d,]+ bytes in 1 file, oldest \\d+ s`,
      ),
    );
    const json = await cli(["drain", "--dry-run", "--json"]);
    expect(
      JSON.parse(json.stdout)
        .spools.map((spool: { signal: string }) => spool.signal)
        .sort(),
    ).toEqual(["logs", "metrics", "traces"]);
    expect(listed.stdout + json.stdout).not.toContain("very-private");
  });

  it("counts what a backend refused, with the reason", async () => {
    const port = await leftBehind();
    const hasName = (body: Uint8Array): boolean => Buffer.from(body).includes("unfinished");
    const receiver = await startReceiver({
      port,
      respond: ({ path, body }) => (path === "/v1/traces" && hasName(body) ? { status: 400 } : undefined),
    });
    await cli(["drain", "--timeout", "10", "--endpoint", receiver.url]);
    await receiver.close();
    const listed = await cli(["spool"]);
    expect(listed.stdout).toContain(`refused: 1 traces of 127.0.0.1:${port} (HTTP 400)`);
  });
});

describe("the command line", () => {
  it.each([
    [[], "no command"],
    [["send"], "unknown command send"],
    [["drain", "--timeout", "soon"], "--timeout is a number"],
    [["drain", "--endpoint", "ftp://x"], "--endpoint is no http or https URL"],
    [["drain", "--nonsense"], "--nonsense"],
    [["spool", "--endpoint", "http://x"], "unknown option --endpoint"],
    [["--nonsense"], "unknown option --nonsense"],
  ])("%j is refused with code 2", async (args, problem) => {
    const refused = await cli(args);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(problem);
    expect(refused.stdout).toBe("");
  });

  // Where a file may not become so long, the system takes as much as fits, as it does on a disk that is nearly full.
  it.skipIf(process.platform === "win32")("fails and says why when its output cannot be written", async () => {
    const command = `"${process.execPath}" "${new URL("cli.js", dist).pathname}" report --views`;
    const file = join(folder, "views.sql");
    const shell = (line: string) => spawnSync("sh", ["-c", line], { encoding: "utf8" });
    expect(shell(`ulimit -f 8; ${command} > "${file}"`)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^agentscribe report: .*EFBIG/),
    });
    expect(shell(`${command} > "${file}"; ${command} >> "${file}"`)).toMatchObject({ status: 0, stderr: "" });
    const whole = (await cli(["report", "--views"])).stdout;
    expect(readFileSync(file, "utf8")).toBe(whole + whole);
    if (existsSync("/dev/full"))
      expect(shell(`${command} > /dev/full`)).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^agentscribe: .*ENOSPC/),
      });
    expect(shell(`${command} | head -c 9`)).toMatchObject({ stdout: whole.slice(0, 9), stderr: "" });
  });

  it("explains itself", async () => {
    const help = await cli(["--help"]);
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toContain("  drain     sends what earlier processes left on disk\n");
    expect((await cli(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
