import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { startScriptedServer } from "../../support/scripted-server.ts";
import { says } from "./provider-answers.ts";

const PROGRAM = fileURLToPath(new URL("zero-code-program.ts", import.meta.url));
const FOLDER = fileURLToPath(new URL("../newest", import.meta.url));
const run = promisify(execFile);

it.each(["ESM", "CommonJS"])("records a run of a program that does nothing for it, as %s", async (kind) => {
  const server = await startScriptedServer(says("done"));
  const receiver = await startReceiver();
  onTestFinished(async () => {
    await receiver.close();
  });
  const env = { ...process.env, NODE_ENV: "production" };
  const args = [PROGRAM, FOLDER, kind, server.url, receiver.url];
  const { stdout } = await run(process.execPath, args, { timeout: 25_000, env });
  expect(stdout).toContain("done");
  const spans = receiver.spans();
  const nameOf = (id: string | undefined): string | undefined => spans.find(({ spanId }) => spanId === id)?.name;
  expect(spans.map(({ name, parentSpanId }) => [name, nameOf(parentSpanId)]).sort()).toEqual([
    ["chat gpt-5", "invoke_agent talker"],
    ["invoke_agent talker", "invoke_workflow"],
    ["invoke_workflow", undefined],
  ]);
});
