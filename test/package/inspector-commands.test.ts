import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const dist = new URL("../../dist/", import.meta.url);
const cli = fileURLToPath(new URL("cli.js", dist));
const folder = mkdtempSync(join(tmpdir(), "agentscribe-inspector-commands-"));
const spool = join(folder, "spool");
const { PATH = "" } = process.env;
const env = { PATH, XDG_STATE_HOME: folder, AGENTSCRIBE_SPOOL_DIRECTORY: spool };

/** The oldest Node that is supported, and that of the repository. */
const NODES = [
  process.execPath,
  fileURLToPath(new URL("../../node_modules/node22/bin/node", import.meta.url)),
] as const;

/** Records into a spool, for nobody, and is killed. */
const AGENT = `
import { init } from ${JSON.stringify(new URL("index.js", dist).href)};
const telemetry = init({ service: { name: "lonely" }, pricing: false, exporters: [{ url: "http://127.0.0.1:9" }] });
telemetry.startSession({ id: "lonely-session" });
telemetry.tool({ name: "search" }, () => "found");
await telemetry.flush({ timeoutMillis: 500 });
process.kill(process.pid, "SIGKILL");
`;

function run(node: string, args: readonly string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(node, args, { cwd: folder, env, timeout: 60_000 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : (error.code ?? error.signal), stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error("dist is not there: run npm run build first");
  writeFileSync(join(folder, "agent.mjs"), AGENT);
  await run(process.execPath, [join(folder, "agent.mjs")]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(NODES)("the commands of the inspector, as built, with %s", (node) => {
  const store = join(folder, `${NODES.indexOf(node as (typeof NODES)[number])}.db`);

  it("take in a spool, show it and end by themselves, with nothing on stderr", async () => {
    const imported = await run(node, [cli, "import", spool, "--store", store]);
    expect(imported).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\S+: \d+ records\n$/), stderr: "" });
    const replayed = await run(node, [cli, "replay", "last", "--store", store]);
    expect(replayed).toMatchObject({ status: 0, stdout: expect.stringContaining("● search"), stderr: "" });
    const compared = await run(node, [cli, "compare", "last", "last", "--store", store]);
    expect(compared).toMatchObject({ status: 0, stdout: expect.stringContaining("the same"), stderr: "" });
    const priced = await run(node, [cli, "reprice", "--store", store]);
    expect(priced).toEqual({ status: 0, stdout: "no calls to price\n", stderr: "" });
    const html = await run(node, [cli, "export", "--session", "last", "--format", "html", "--store", store]);
    expect(html).toMatchObject({ status: 0, stdout: expect.stringContaining("<!doctype html>"), stderr: "" });
    const nothing = await run(node, [cli, "replay", "nobody", "--store", store]);
    expect(nothing).toEqual({ status: 1, stdout: "", stderr: "agentscribe replay: no session nobody\n" });
  });

  it("start the inspector with its page, and end it with a signal", async () => {
    const args = [cli, "inspect", "--port", "0", "--no-grpc", "--memory", "--spool"];
    const child = spawn(node, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const stderr = text(child.stderr);
    const closed = new Promise((done) => child.on("close", (code, signal) => done(code ?? signal)));
    let stdout = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      stdout += String(chunk);
      const url = /page {3}(\S+)\/#token=/.exec(stdout)?.[1];
      if (url === undefined || !/\d+ records\n/.test(stdout)) continue;
      const page = await fetch(url);
      expect([page.status, (await page.text()).includes("<script")]).toEqual([200, true]);
      child.kill("SIGINT");
    }
    expect([await closed, await stderr]).toEqual([0, ""]);
    expect(stdout).toContain("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:");
    expect(readdirSync(join(folder, "agentscribe")).filter((name) => name.startsWith("inspector-token"))).toEqual([]);
  });
});
