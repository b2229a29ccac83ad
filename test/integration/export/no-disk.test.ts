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

  describe("for a user without a home folder", () => {
    /** What Node does where the user id is in no list and `HOME` is not set. */
    const flags = [
      "--import",
      `data:text/javascript,process.getBuiltinModule("os").homedir = () => { throw new Error("uv_os_homedir returned ENOENT"); };`,
    ];

    const unset = { AGENTSCRIBE_SPOOL_DIRECTORY: "", XDG_STATE_HOME: "" };

    it("records are sent from memory, and it is said once", async () => {
      const receiver = await startReceiver();
      const result = await runScript(SCRIPT, { env: { ...unset, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }, flags });
      const spans = receiver.spans().length;
      await receiver.close();
      const { line, health } = result.answer<Answer>();

      expect(result.code).toBe(0);
      expect(spans).toBe(6);
      expect(health).toMatchObject({ dropped: {}, problems: { "spool:home": 1 } });
      expect(health.spool).toBeUndefined();
      expect(line).toContain("kept in memory until delivered");
      expect(result.stderr.trim().split("\n")).toEqual([
        expect.stringMatching(/^agentscribe: records cannot be kept on disk \(the user has no home folder, .+ memory/),
      ]);
    });

    it.each([
      ["the option", { DIRECTORY: join(folder, "named") }, join(folder, "named")],
      ["AGENTSCRIBE_SPOOL_DIRECTORY", { AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "env") }, join(folder, "env")],
      ["XDG_STATE_HOME", { XDG_STATE_HOME: folder }, join(folder, "agentscribe", "spool")],
    ])("the folder of %s is used", async (_name, named, directory) => {
      const receiver = await startReceiver();
      const env = { ...unset, ...named, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      const result = await runScript(SCRIPT, { env, flags });
      await receiver.close();

      expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: "" });
      expect(result.answer<Answer>().line).toContain(`kept in ${directory} until delivered`);
    });

    it("the inspector runs with a store that is named", async () => {
      const result = await runScript(
        `
        import { startInspector } from "./src/inspector/index.ts";
        const lines = [];
        const log = (line) => lines.push(line);
        const inspector = await startInspector({ port: 0, grpcPort: false, page: false, store: ":memory:", log });
        await inspector.close();
        const unnamed = await startInspector({ port: 0, grpcPort: false, page: false }).catch(({ message }) => message);
        console.log(JSON.stringify({ lines, unnamed }));`,
        { env: unset, flags },
      );
      expect(result.answer()).toEqual({
        lines: ["commands will not find this inspector: Error: the user has no home folder"],
        unnamed: "the user has no home folder: name a file for the store",
      });
    });
  });
});
