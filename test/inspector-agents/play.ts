import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { AGENTS } from "./agents.ts";
import { answerAsModel, type Body } from "./scripted-models.ts";

/**
 * Runs an agent against a model that answers as scripted, and writes what it sends as telemetry to standard output, one request a line; the last line is what
 * became of it. To be run where there is no network but loopback: `node play.ts <agent> <folder>`.
 */
const [name = "", folder = ""] = process.argv.slice(2);
const agent = AGENTS[name];
if (agent === undefined) throw new TypeError(`Expected one of ${Object.keys(AGENTS).join(", ")}, got \`${name}\``);

const TIMEOUT_MILLIS = 45_000;

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const body = await buffer(incoming);
  return incoming.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

function write(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const server = createServer((incoming, response) => {
  void bodyOf(incoming).then((body) => {
    const path = incoming.url ?? "";
    const signal = /^\/v1\/(traces|logs|metrics)$/.exec(path)?.[1];
    if (signal !== undefined) {
      const isJson = incoming.headers["content-type"]?.includes("json") === true;
      write({ signal, encoding: isJson ? "json" : "protobuf", body: body.toString("base64") });
      response.writeHead(200, { "content-type": isJson ? "application/json" : "application/x-protobuf" });
      response.end(isJson ? "{}" : "");
      return;
    }
    const asked = body.length === 0 ? {} : (JSON.parse(body.toString()) as Body);
    if (!answerAsModel(path, asked, response)) response.writeHead(404).end("{}");
  });
});
await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const home = join(folder, "home");
const work = join(folder, "work");
mkdirSync(work, { recursive: true });
const { command, env, files } = agent(url, home);
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(home, path)), { recursive: true });
  writeFileSync(join(home, path), content);
}
const [program = "", ...args] = command;
const child = spawn(program, args, {
  cwd: work,
  env: { PATH: process.env.PATH, HOME: home, TERM: "dumb", NO_COLOR: "1", ...env },
  stdio: ["ignore", "pipe", "pipe"],
  timeout: TIMEOUT_MILLIS,
});
const ended = new Promise<number | null>((resolve) => {
  child.once("close", resolve);
  child.once("error", () => resolve(null));
});
const [said, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
write({ code, said, errors });
server.closeAllConnections();
server.close();
