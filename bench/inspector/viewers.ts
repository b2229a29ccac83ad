import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { agentData } from "./agent-data.ts";
import { printLine, timed } from "./figures.ts";

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/agentscribe-bench-phoenix/", import.meta.url));
const INSTALL_MILLIS = 600_000;
const START_MILLIS = 90_000;
const TOKEN = "bench-token-of-this-machine-only";

/** A local viewer in a process of its own. */
interface Viewer {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Answers 200 when it is up. */
  readonly ready: string;
  /** What shows the newest of what it has. */
  readonly list: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends the same requests over HTTP to the inspector and to Arize Phoenix, and prints the CPU time that each process took for a span. */
export async function measureViewers(spans: number, folder: string): Promise<void> {
  process.stdout.write(
    `\nReceiving ${spans.toLocaleString("en")} spans over HTTP, each viewer in a process of its own\n`,
  );
  const viewers = [await inspector(folder), await phoenix(folder)];
  for (const viewer of viewers) {
    if (typeof viewer === "string") process.stdout.write(`SKIPPED Phoenix: ${viewer}\n`);
    else await measure(viewer, spans);
  }
}

async function inspector(folder: string): Promise<Viewer> {
  const port = await freePort();
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const options = [
    "--port",
    String(port),
    "--no-grpc",
    "--no-open",
    "--no-price",
    "--store",
    join(folder, "viewer.db"),
  ];
  return {
    name: "agentscribe inspect",
    command: [process.execPath, main, "inspect", ...options],
    env: { AGENTSCRIBE_INSPECTOR_TOKEN: TOKEN, XDG_STATE_HOME: folder },
    port,
    ready: "/api/status",
    list: "/api/sessions?limit=100",
    headers: { authorization: `Bearer ${TOKEN}` },
  };
}

/** @returns why it cannot be had */
async function phoenix(folder: string): Promise<Viewer | string> {
  const program = join(CACHE, "bin", "phoenix");
  if (!existsSync(program)) {
    mkdirSync(CACHE, { recursive: true });
    for (const command of [
      ["python3", "-m", "venv", CACHE],
      [join(CACHE, "bin/pip"), "install", "--quiet", "arize-phoenix"],
    ]) {
      const [name = "", ...args] = command;
      const { status, stderr, error } = spawnSync(name, args, { encoding: "utf8", timeout: INSTALL_MILLIS });
      if (status !== 0) return error?.message ?? (stderr.trim().split("\n").at(-1) || `${name} failed`);
    }
  }
  const [port, grpcPort] = [await freePort(), await freePort()];
  return {
    name: "Arize Phoenix",
    command: [program, "serve"],
    env: {
      ...{ PHOENIX_PORT: String(port), PHOENIX_GRPC_PORT: String(grpcPort), PHOENIX_HOST: "127.0.0.1" },
      ...{ PHOENIX_WORKING_DIR: folder, PHOENIX_TELEMETRY_ENABLED: "false", HOME: folder },
    },
    port,
    ready: "/healthz",
    list: "/v1/projects/default/spans?limit=100",
    headers: {},
  };
}

async function measure({ name, command, env, port, ready, list, headers }: Viewer, spans: number): Promise<void> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { env: { PATH: process.env.PATH ?? "", ...env }, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string): Promise<string> => {
    const answer = await fetch(url + path, { headers });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} for ${path}`);
    return await answer.text();
  };
  try {
    await until(() => get(ready), child);
    const [before, start] = [cpuSeconds(child), performance.now()];
    let sent = 0;
    for (const { signal, body, records } of agentData(spans)) {
      if (signal !== "traces") continue;
      const answer = await fetch(`${url}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: new Uint8Array(body),
      });
      if (!answer.ok) throw new Error(`${name}: ${answer.status} for spans`);
      await answer.arrayBuffer();
      sent += records;
    }
    await idle(child);
    printLine(`${name}: CPU of a span`, `${(((cpuSeconds(child) - before) * 1e6) / sent).toFixed(0).padStart(7)} us`);
    printLine(`${name}: until all is in`, `${((performance.now() - start) / 1_000).toFixed(1).padStart(7)} s`);
    printLine(`${name}: its newest 100`, `${(await timed(() => get(list), 10)).median.toFixed(1).padStart(7)} ms`);
  } catch (error) {
    process.stdout.write(`SKIPPED ${name}: ${error instanceof Error ? error.message : error}\n`);
  } finally {
    child.kill("SIGTERM");
  }
}

async function until(attempt: () => Promise<unknown>, child: ChildProcess): Promise<void> {
  const end = performance.now() + START_MILLIS;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      if (performance.now() > end) throw error;
      await wait(250);
    }
  }
}

/** Waits until the process works no more: some write after they have answered. */
async function idle(child: ChildProcess): Promise<void> {
  const used: number[] = [];
  for (let look = 0; look < 600; look += 1) {
    used.push(cpuSeconds(child));
    const before = used.at(-5);
    if (before !== undefined && (used.at(-1) ?? 0) - before < 0.05) return;
    await wait(500);
  }
}

/** CPU time of a process and of its threads, as Linux counts it. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
