import { type ChildProcess, fork } from "node:child_process";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpTransport } from "../../../src/export/http/transport.ts";
import { starvedSoFar } from "../../faults/host/starved.ts";

let server: ChildProcess;
let base: string;
beforeAll(async () => {
  server = fork(fileURLToPath(new URL("./hostile-server.ts", import.meta.url)), { stdio: "inherit" });
  base = `http://127.0.0.1:${await new Promise((resolve) => server.once("message", resolve))}`;
});
afterAll(() => server.disconnect());

const ACCEPTED = { status: "ok", rejected: 0 };
const AGAIN = { status: "retry" };

describe("an answer of a hostile backend", () => {
  it.each([
    ["truncated", ACCEPTED],
    ["announced", ACCEPTED],
    ["endless", ACCEPTED],
    ["nesting", ACCEPTED],
    ["garbage", AGAIN],
    ["headers", AGAIN],
    ["slow head", { status: "retry", reason: "no answer within 700 ms" }],
    ["slow body", ACCEPTED],
  ])("that is %s is settled in time, without blocking and without growing", async (name, expected) => {
    const transport = createHttpTransport({
      url: `${base}/${encodeURIComponent(name)}`,
      timeoutMillis: 700,
      compression: "none",
    });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const memory = process.memoryUsage().rss;
    const starved = starvedSoFar();
    delay.enable();
    const started = performance.now();
    const results = [];
    for (let round = 0; round < 3; round++)
      results.push(await transport.post(Buffer.alloc(2_000), "application/x-protobuf", async () => ({})));
    delay.disable();
    transport.close();
    for (const result of results) expect(result).toMatchObject(expected);
    expect(performance.now() - started).toBeLessThan(3 * 900);
    // What it waited for a processor is not its own doing.
    expect(delay.max / 1e6 - (starvedSoFar() - starved)).toBeLessThan(50);
    expect(process.memoryUsage().rss - memory).toBeLessThan(20 * 1024 * 1024);
  });
});
