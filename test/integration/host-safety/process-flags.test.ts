import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";

const ENTRY = new URL("../../../src/index.ts", import.meta.url).href;
const SCRIPT = `
  const { init } = await import(${JSON.stringify(ENTRY)});
  const telemetry = init({ host: "own" });
  await telemetry.session({}, () => telemetry.llm({ provider: "openai", model: "gpt-5" }, async () => 1));
`;

/** Runs the script to its natural end, with nothing of this process's environment but the path. */
function run(flags: readonly string[], endpoint: string): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...flags, "--input-type=module", "--eval", SCRIPT], {
      cwd: tmpdir(),
      env: { ...childEnv(), OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    });
    const text = { out: "", err: "" };
    child.stdout.on("data", (chunk) => (text.out += String(chunk)));
    child.stderr.on("data", (chunk) => (text.err += String(chunk)));
    child.on("close", (code) => resolve({ code, ...text }));
  });
}

describe("a process without a home that ends by itself", () => {
  test.each([[[]], [["--disallow-code-generation-from-strings"]], [["--frozen-intrinsics"]]])(
    "delivers with the flags %j and leaves stdout alone",
    async (flags) => {
      const receiver = await startReceiver();
      const { code, out } = await run(flags, receiver.url);
      expect(code).toBe(0);
      expect(out).toBe("");
      expect(
        receiver
          .spans()
          .map(({ name }) => name)
          .toSorted(),
      ).toEqual(["chat gpt-5", "session"]);
      await receiver.close();
    },
  );

  test("is not held by a backend that hangs", async () => {
    const receiver = await startReceiver({ respond: () => "hang" });
    const started = performance.now();
    const { code, out } = await run([], receiver.url);
    expect(code).toBe(0);
    expect(out).toBe("");
    expect(performance.now() - started).toBeLessThan(8_000);
    await receiver.close();
  });
});
