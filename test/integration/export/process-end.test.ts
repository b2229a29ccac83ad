import { spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { childEnv } from "../../support/child-env.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { spanNames } from "./test-pipeline.ts";

const SCRIPT = new URL("./short-script.ts", import.meta.url).pathname;

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Runs the script to its end; how long that took includes the start of Node. */
async function runScript(endpoint: string): Promise<{ code: number | null; millis: number; stderr: string }> {
  const started = performance.now();
  const env = { ...childEnv(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const child = spawn(process.execPath, [SCRIPT], { env, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, millis: performance.now() - started, stderr };
}

describe("a script that ends by itself", () => {
  it("delivers all it recorded", async () => {
    expect(await runScript(receiver.url)).toMatchObject({ code: 0, stderr: "" });
    expect(receiver.accepted).toEqual(spanNames(40));
  });

  it("is not held by a backend that is down", async () => {
    const { url } = receiver;
    await receiver.close();
    const base = await runScript("http://127.0.0.1:1");
    const { code, millis } = await runScript(url);
    expect(code).toBe(0);
    expect(Math.max(millis, base.millis)).toBeLessThan(2_000);
  });

  it("is held at most two seconds by a backend that never answers", async () => {
    receiver.answer = () => "hang";
    const { code, millis } = await runScript(receiver.url);
    expect(code).toBe(0);
    expect(millis).toBeLessThan(4_000);
  });
});
