import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";

const PROGRAM = fileURLToPath(new URL("zero-code-program.ts", import.meta.url));
const run = promisify(execFile);

it.each([
  ["newest", "ESM"],
  ["newest", "CommonJS"],
  ["previous", "ESM"],
  ["previous", "CommonJS"],
])("records a chain of a program that does nothing for it: %s as %s", async (set, kind) => {
  const receiver = await startReceiver();
  onTestFinished(async () => {
    await receiver.close();
  });
  const folder = fileURLToPath(new URL(`../${set}`, import.meta.url));
  const { stdout } = await run(process.execPath, [PROGRAM, folder, kind, receiver.url], { timeout: 25_000 });
  expect(stdout).toContain('"hello"');
  const spans = receiver.spans();
  const nameOf = (id: string | undefined): string | undefined => spans.find(({ spanId }) => spanId === id)?.name;
  const parents = spans.map(({ name, parentSpanId }) => [name, nameOf(parentSpanId)]);
  expect(new Map(parents as [string, string | undefined][])).toEqual(
    new Map([
      ["invoke_workflow", undefined],
      ["chat", "invoke_workflow"],
      ["step RunnableLambda", "invoke_workflow"],
      ["step mine", "step RunnableLambda"],
    ]),
  );
});
