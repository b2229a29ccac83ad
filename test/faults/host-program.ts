import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { openCounterFile } from "./host/counter-file.ts";
import { createRecorder } from "./host/recorder.ts";
import type { HostResult, HostSettings } from "./host/settings.ts";
import { starvedSoFar } from "./host/starved.ts";
import { watchLoop } from "./host/watch-loop.ts";

/**
 * An application that makes spans of about 1 KB and ends as it is told. It counts what it ended in a file, and writes what it measured on
 * itself when it exits.
 */
const settings = JSON.parse(process.env.FAULT_HOST ?? "{}") as HostSettings;
const counter = openCounterFile(settings.counterFile);
const recorder = await createRecorder(settings);
const result: { -readonly [K in keyof HostResult]?: HostResult[K] } = {};
const failures: string[] = [];
const endMillis: number[] = [];
const loop = monitorEventLoopDelay({ resolution: 10 });
let longestTurn = (): number => 0;
/** Loading and compiling is over by then: what blocks the loop later is delivery. */
const WARM_UP_MILLIS = 500;
const TICK_MILLIS = 4;
const text = "A question of the user and what the agent found out about it. ".repeat(8 * settings.kilobytes);

process.on("exit", () => {
  endMillis.sort((a, b) => a - b);
  const at = (share: number): number => endMillis[Math.floor(endMillis.length * share)] ?? 0;
  const used = process.cpuUsage();
  const finished: HostResult = {
    beganAt,
    workEndedAt: Date.now(),
    ...result,
    starvedMillis: starvedSoFar() - starvedAtWorkEnd,
    failures,
    ...(settings.sdk === "agentscribe" && { health: recorder.health() }),
    loop: { p99: loop.percentile(99) / 1e6, max: longestTurn() },
    end: { p50: at(0.5), p99: at(0.99), p999: at(0.999) },
    rssMegabytes: process.resourceUsage().maxRSS / 1024,
    cpuMillis: (used.user + used.system) / 1000,
  };
  writeFileSync(settings.resultFile, JSON.stringify(finished));
});
let stopped = false;
let starvedAtWorkEnd = 0;
if (settings.handlesSigterm) {
  process.on("SIGTERM", async () => {
    stopped = true;
    workEnded();
    await shutdown();
    process.exit(0);
  });
}

for (let number = 0; number < settings.openSpans; number += 1) recorder.start(-1 - number, {});
const beganAt = Date.now();
process.stdout.write("began\n");
if (settings.flushAtMillis !== undefined) setTimeout(flush, settings.flushAtMillis);
setTimeout(() => {
  loop.enable();
  longestTurn = watchLoop();
}, WARM_UP_MILLIS).unref();
makeSpans(0);

function makeSpans(made: number): void {
  const { spans, seconds } = settings;
  if (stopped) return;
  const share = seconds === 0 ? 1 : (Date.now() - beganAt) / (seconds * 1000);
  const due = Math.min(spans, Math.ceil(spans * share));
  for (let number = made; number < due; number += 1) makeSpan(number);
  if (due < spans) setTimeout(makeSpans, TICK_MILLIS, due);
  else setTimeout(finish, settings.lingerMillis);
}

function makeSpan(number: number): void {
  const marker = number === settings.poisonAt ? (settings.marker ?? "") : "";
  const end = recorder.start(number, { "app.prompt": `${number} ${text}${marker}`, "app.completion": text });
  counter.begin();
  const started = performance.now();
  end();
  endMillis.push(performance.now() - started);
  counter.end();
  if (settings.eventEvery === undefined || number % settings.eventEvery !== 0) return;
  counter.begin();
  recorder.event(number);
  counter.end();
}

function finish(): void {
  workEnded();
  switch (settings.ending) {
    case "natural":
      return;
    case "shutdown":
      return void shutdown();
    case "exit":
      process.exit(0);
      break;
    case "throw":
      throw new Error("the host fails");
    case "reject":
      return void Promise.reject(new Error("the host fails in a promise"));
    case "wait":
      process.stdin.resume().on("end", () => {
        workEnded();
        void shutdown();
      });
  }
}

function workEnded(): void {
  result.workEndedAt = Date.now();
  starvedAtWorkEnd = starvedSoFar();
}

async function flush(): Promise<void> {
  const started = performance.now();
  result.flushReport = await attempt("flush", () => recorder.flush());
  result.flushMillis = performance.now() - started;
}

async function shutdown(): Promise<void> {
  result.report = await attempt("shutdown", () => recorder.shutdown());
}

async function attempt(what: string, run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    failures.push(`${what}: ${String(error)}`);
    return undefined;
  }
}
