import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "../sdk/run-script.ts";

const folder = mkdtempSync(join(tmpdir(), "agentscribe-no-disk-"));
beforeAll(() => {
  mkdirSync(join(folder, "shared"));
  chmodSync(join(folder, "shared"), 0o777);
  mkdirSync(join(folder, "locked"), { mode: 0o500 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Answer {
  readonly line: string;
  readonly health: {
    readonly delivered: number;
    readonly accepted: number;
    readonly dropped: object;
    readonly spool?: { readonly refused?: string };
  };
}

const SCRIPT = `
  import { init } from "./src/index.ts";
  const telemetry = init({ pricing: false, spoolDirectory: process.env.DIRECTORY, service: { name: "no-disk" } });
  for (let index = 0; index < 3; index += 1) telemetry.agent({ name: "planner" }, () => telemetry.tool({ name: "one" }, () => index));
  telemetry.record("decision", { type: "route", choice: "answer" });
  await telemetry.shutdown();
  console.log(JSON.stringify({ line: telemetry.describe(), health: telemetry.health() }));
`;

/** Runs as somebody who may not write everywhere: nothing on a disk is refused to root. */
const isRoot = process.getuid?.() === 0;

describe("without a disk to write to", () => {
  it.each([
    [
      "a process without permission to write",
      join(folder, "forbidden", "spool"),
      ["--permission", "--allow-fs-read=*"],
    ],
    ["a file system without writing", "/proc/agentscribe/spool", []],
    ["a folder that others can write to", join(folder, "shared"), []],
    ...(isRoot ? [] : [["a folder without permission to write", join(folder, "locked"), []] as const]),
  ] as const)("records of %s are sent from memory, and it is said once", async (_case, directory, flags) => {
    const receiver = await startReceiver();
    const env = { DIRECTORY: directory, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const result = await runScript(SCRIPT, { env, flags });
    const spans = receiver.spans().length;
    await receiver.close();
    const { line, health } = result.answer<Answer>();

    expect(result.code).toBe(0);
    expect(spans).toBe(6);
    expect(health.delivered).toBe(health.accepted);
    expect(health.dropped).toEqual({});
    expect(health.spool?.refused).toBeTypeOf("string");
    expect(line).toContain("kept in memory until delivered");
    const said = result.stderr.split("\n").filter((text) => text.startsWith("agentscribe:"));
    expect(said).toEqual([expect.stringMatching(/records cannot be kept on disk \(.+\), so they are kept in memory/)]);
  });
});
