import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listen, tell, tellEnd } from "../support/loopback-play.ts";
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

const { url, close } = await listen((path, body, incoming, response) => {
  const signal = /^\/v1\/(traces|logs|metrics)$/.exec(path)?.[1];
  if (signal !== undefined) {
    const isJson = incoming.headers["content-type"]?.includes("json") === true;
    tell({ signal, encoding: isJson ? "json" : "protobuf", body: body.toString("base64") });
    response.writeHead(200, { "content-type": isJson ? "application/json" : "application/x-protobuf" });
    response.end(isJson ? "{}" : "");
    return;
  }
  const asked = body.length === 0 ? {} : (JSON.parse(body.toString()) as Body);
  if (!answerAsModel(path, asked, response)) response.writeHead(404).end("{}");
});

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
await tellEnd(child);
close();
