import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { childEnv } from "../../support/child-env.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { spanNames } from "./test-pipeline.ts";

const SCRIPT = fileURLToPath(new URL("./short-script.ts", import.meta.url));

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Runs the script to its end. */
async function runScript(endpoint: string): Promise<{ code: number | null; heldMillis: number; stderr: string }> {
  const env = { ...childEnv(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
  const child = spawn(process.execPath, [SCRIPT], { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, heldMillis: Number(stdout), stderr };
}

describe("a script that ends by itself", () => {
  it("delivers all it recorded", async () => {
    expect(await runScript(receiver.url)).toMatchObject({ code: 0, stderr: "" });
    const spans = receiver.accepted.filter((name) => name.startsWith("execute_tool"));
    expect(spans).toEqual(spanNames(40).map((name) => `execute_tool ${name}`));
  });

  it("leaves none of it on disk", async () => {
    await runScript(receiver.url);
    const directory = childEnv().AGENTSCRIBE_SPOOL_DIRECTORY;
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { parentPath, name } of files) {
      expect(readFileSync(join(parentPath, name), "latin1")).not.toContain("execute_tool span-");
    }
  });

  it("is not held by a backend that is down", async () => {
    const { url } = receiver;
    await receiver.close();
    const { code, heldMillis } = await runScript(url);
    expect(code).toBe(0);
    expect(heldMillis).toBeLessThan(1_300);
  });

  it("is held at most two seconds by a backend that never answers", async () => {
    receiver.answer = () => "hang";
    const { code, heldMillis } = await runScript(receiver.url);
    expect(code).toBe(0);
    expect(heldMillis).toBeLessThan(3_500);
  });
});
