import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CountingSink } from "./counting-sink.ts";
import type { Measured } from "./measured.ts";
import type { ScenarioName } from "./scenarios.ts";

export interface Run extends Measured {
  readonly arrivedSpans: number;
}

/** A contender that hangs, as some do behind a backend they do not like, is ended and has no row. */
const TIMEOUT_MILLIS = 90_000;

/** Measures one contender once, in a process and a folder of its own. @returns why it has no result, when it has none */
export async function runContender(name: string, scenario: ScenarioName, sink: CountingSink): Promise<Run | string> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-"));
  await sink.reset();
  try {
    const measured = await measureInChild(name, scenario, { folder, url: sink.url });
    return typeof measured === "string" ? measured : { ...measured, arrivedSpans: await sink.arrived() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measureInChild(
  name: string,
  scenario: ScenarioName,
  { folder, url }: { folder: string; url: string },
): Promise<Measured | string> {
  const child = fork(new URL(`./contenders/${name}.ts`, import.meta.url), {
    cwd: folder,
    execArgv: ["--expose-gc"],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_ENV: "production",
      AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
      BENCH_SINK: url,
      BENCH_SCENARIO: scenario,
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: TIMEOUT_MILLIS,
    killSignal: "SIGKILL",
  });
  let lastWords = "";
  child.stderr?.on("data", (chunk) => {
    lastWords = (lastWords + String(chunk)).slice(-20_000);
  });
  return new Promise((resolve) => {
    let measured: Measured | undefined;
    child.once("message", (message) => {
      measured = message as Measured;
    });
    child.once("close", (code, signal) => {
      resolve(measured ?? `it ended with ${signal ?? code}: ${errorLine(lastWords)}`);
    });
  });
}

function errorLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
}
