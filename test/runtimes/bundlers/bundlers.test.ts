import { execFileSync } from "node:child_process";
import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../../../examples/support/model-server.ts";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type BundleOptions, bundle } from "../bundle.ts";
import { describeIn } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";
import { start } from "../with-disk/start.ts";
import { PRINTED, writePrograms } from "./program.ts";

interface Tracer {
  nodeFileTrace(files: readonly string[], options: { base: string }): Promise<{ readonly fileList: Set<string> }>;
}

describeIn("bundlers", (modules) => {
  let project: ExampleProject;
  let deployed: string;
  let receiver: Receiver;
  let model: ModelServer;

  beforeAll(async () => {
    project = exampleProject([]);
    writePrograms(project);
    model = await startModelServer({ script: [{ reply: { text: "It came on Monday." } }] });
  });
  afterAll(async () => {
    await model?.close();
    project?.remove();
  });
  beforeEach(async () => {
    receiver = await startReceiver();
    deployed = realpathSync(mkdtempSync(join(tmpdir(), "agentscribe-deployed-")));
    return async () => {
      await receiver.close();
      rmSync(deployed, { recursive: true, force: true });
    };
  });

  /** Runs what was deployed, where nothing else of the project is found. */
  const run = (file: string) =>
    start([process.execPath, file], deployed, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      AGENTSCRIBE_SPOOL_DIRECTORY: join(deployed, "spool"),
      MODEL_URL: model.url,
    }).ended;

  const bundled = (entry: string, options: BundleOptions): string => {
    const out = options.format === "esm" ? "deployed.mjs" : "deployed.cjs";
    copyFileSync(bundle(modules, project.folder, entry, { ...options, out }), join(deployed, out));
    return out;
  };

  function checkRecorded(): void {
    const spans = receiver.spans();
    expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5-mini", "invoke_agent helper", "lookup"]);
    const chat = spans.find(({ name }) => name.startsWith("chat"));
    expect(chat?.attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
  }

  it.each(["agent.mjs", "agent.cjs"])("@vercel/nft copies every file that is needed (%s)", async (file) => {
    const { nodeFileTrace } = createRequire(join(modules, "x.js"))("@vercel/nft") as Tracer;
    const base = realpathSync(project.folder);
    const { fileList } = await nodeFileTrace([join(base, file)], { base });
    for (const name of fileList) {
      if (!lstatSync(join(base, name)).isFile()) continue;
      mkdirSync(dirname(join(deployed, name)), { recursive: true });
      copyFileSync(join(base, name), join(deployed, name));
    }

    expect(await run(file)).toEqual({ code: 0, output: PRINTED });
    checkRecorded();
  });

  it.each(["agent.mjs", "agent.cjs"])("ncc takes all of it in (%s)", async (file) => {
    execFileSync(join(modules, ".bin/ncc"), ["build", file, "-o", deployed, "-q"], { cwd: project.folder });

    expect(await run(file === "agent.mjs" ? "index.mjs" : "index.cjs")).toEqual({ code: 0, output: PRINTED });
    checkRecorded();
  });

  describe("esbuild", () => {
    it.each([
      ["as ESM", { format: "esm" }],
      ["as CommonJS", { format: "cjs" }],
      ["as CommonJS, without the condition module", { format: "cjs", conditions: ["custom"] }],
    ] as const)("takes all of it in %s", async (_, options) => {
      const file = bundled("whole.mjs", { platform: "node", ...options });

      expect(await run(file)).toEqual({ code: 0, output: PRINTED });
      checkRecorded();
    });

    it("without the condition module, as ESM: telemetry is off, which is said", async () => {
      const file = bundled("whole.mjs", { platform: "node", format: "esm", conditions: ["custom"] });

      const { code, output } = await run(file);
      expect({ code, lines: output.trim().split("\n") }).toEqual({
        code: 0,
        lines: [
          expect.stringMatching(/^agentscribe: its core could not be loaded, so nothing is recorded\. Bundle with /),
          PRINTED.trim(),
        ],
      });
      expect(receiver.spans()).toEqual([]);
    });

    it("takes in the zero-code start, which sees what goes through fetch", async () => {
      const file = bundled("zero-code.mjs", { platform: "node", format: "cjs" });

      expect(await run(file)).toEqual({ code: 0, output: PRINTED });
      expect(receiver.spans().map(({ name }) => name)).toEqual(["chat gpt-5-mini"]);
    });

    it.each(["esm", "cjs"] as const)("takes in the kit for tests (%s)", async (format) => {
      const file = bundled("testing.mjs", { platform: "node", format });

      expect(await run(file)).toEqual({ code: 0, output: PRINTED });
    });

    it.each(["esm", "cjs"] as const)("cannot take in the inspector, which says what to do (%s)", async (format) => {
      const file = bundled("inspector.mjs", { platform: "node", format });

      expect(await run(file)).toEqual({
        code: 0,
        output:
          "the inspector's own files are not beside it: keep agentscribe out of the bundle, as an external package\n",
      });
    });

    it("as ESM the zero-code start says that it failed, and the program runs", async () => {
      const file = bundled("zero-code.mjs", { platform: "node", format: "esm" });

      const { code, output } = await run(file);
      expect(code).toBe(0);
      expect(output).toMatch(/^agentscribe: the zero-code start failed, so nothing is recorded: [^\n]+\nIt came/);
    });
  });
});
