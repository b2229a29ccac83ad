import { writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { freePorts, type RunningProgram, startProgram } from "../../backends/start-program.ts";
import { binaryOf } from "../binary-of.ts";

export interface WorkerOptions {
  /** The folder of packages that has workerd. */
  readonly modules: string;
  /** The bundled Worker. */
  readonly file: string;
  readonly date: string;
  readonly flags?: readonly string[];
  readonly bindings: Readonly<Record<string, string>>;
}

export interface RunningWorker extends RunningProgram {
  readonly url: string;
}

/** Starts workerd with one Worker on a free port. It may reach this machine. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { modules, file, date, flags = [], bindings } = options;
  const [port = 0, readyPort = 0] = await freePorts(2);
  const list = (items: readonly string[]): string => `[${items.join(", ")}]`;
  const text = JSON.stringify;
  const given = Object.entries(bindings).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`);
  const worker = `(
    modules = [(name = "worker.js", esModule = embed ${text(basename(file))})],
    compatibilityDate = ${text(date)}, compatibilityFlags = ${list(flags.map((flag) => text(flag)))},
    bindings = ${list(given)}, globalOutbound = "loopback")`;
  // The example answers nothing but questions: another Worker beside it says when the program is there.
  const ready = `(modules = [(name = "ready.js", esModule = "export default { fetch: () => new Response() }")], compatibilityDate = ${text(date)})`;
  const socket = (name: string, at: number): string =>
    `(name = "${name}", address = "127.0.0.1:${at}", http = (), service = "${name}")`;
  const config = join(dirname(file), `${port}.capnp`);
  writeFileSync(
    config,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = ${worker}),
    (name = "ready", worker = ${ready}),
    (name = "loopback", network = (allow = ["private", "public"]))
  ],
  sockets = [${socket("main", port)}, ${socket("ready", readyPort)}]
);
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram(binaryOf(modules, "@cloudflare", "bin/workerd"), {
    args: ["serve", config],
    readyUrl: `http://127.0.0.1:${readyPort}`,
  });
  return { ...program, url };
}
