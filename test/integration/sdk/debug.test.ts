import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { childEnv } from "../../support/child-env.ts";
import { runScript } from "./run-script.ts";

const WORK = `
await telemetry.session({ id: "s-1" }, async () => {
  await telemetry.agent({ name: "planner" }, async () => {
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, async (call) => call.usage({ inputTokens: 1200, outputTokens: 10 }));
    await telemetry.tool({ name: "search" }, async () => { throw new Error("no such index"); }).catch(() => {});
  });
});
await telemetry.shutdown();`;

const script = (options: string): string =>
  `import { init } from "./src/index.ts";\nconst telemetry = init(${options});${WORK}`;

/** The process runs under a terminal of its own, made by \`script\` of util-linux. */
const hasTerminal = spawnSync("script", ["--version"]).status === 0;
if (!hasTerminal) console.warn("skipped: colours on a terminal, as there is no command `script` to make one");

describe("debug printing", () => {
  it("writes a tree on stderr and nothing on stdout, while it sends everything", async () => {
    const receiver = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    const { code, stdout, stderr } = await runScript(script("{ debug: true }"), { env });
    await receiver.close();
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr.split("\n").map((line) => line.replace(/[\d.]+ (?:µs|ms|s)\b/, "N ms"))).toEqual([
      "▶ session",
      "  ▶ invoke_agent planner",
      expect.stringMatching(/^ {4}● chat gpt-4o N ms · in 1,200, out 10 tokens · \$0\.0031$/),
      expect.stringMatching(/^ {4}✖ execute_tool search N ms · error \w+ · \(withheld, characters: errorText 13\)$/),
      expect.stringMatching(/^ {2}◀ invoke_agent planner N ms · 1 model call, 1 tool call · in 1,200, out 10 tokens/),
      expect.stringMatching(/^◀ session N ms · 1 model call, 1 tool call/),
      "",
    ]);
    expect(receiver.spans()).toHaveLength(4);
  });

  it.each(["1", "true", " ON "])("is turned on by AGENTSCRIBE_DEBUG=%j", async (value) => {
    const env = {
      AGENTSCRIBE_DEBUG: value,
      OTEL_TRACES_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
      OTEL_METRICS_EXPORTER: "none",
    };
    const { stdout, stderr } = await runScript(script("{}"), { env });
    expect(stdout).toBe("");
    expect(stderr).toContain("invoke_agent planner");
  });

  it('sends nothing when it is "only", and loads no SDK', async () => {
    const { stderr, stdout, answer } = await runScript(
      `import net from "node:net"; import { registerHooks } from "node:module";
      const seen = [];
      const connect = net.Socket.prototype.connect;
      net.Socket.prototype.connect = function (...args) { seen.push("socket"); return connect.apply(this, args); };
      registerHooks({ resolve(name, context, next) { if (name.includes("@opentelemetry/sdk")) seen.push(name); return next(name, context); } });
      ${script('{ debug: "only", exporters: [{ url: "http://127.0.0.1:1" }] }')}
      console.log(JSON.stringify({ seen, line: telemetry.describe(), health: telemetry.health() }));`,
    );
    expect(answer()).toMatchObject({ seen: [], health: { accepted: 0, dropped: {}, destinations: [] } });
    expect(answer<{ line: string }>().line).toContain("to stderr (debug);");
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("◀ session");
  });

  it.each([
    ["{ debug: true, exporters: [] }", {}],
    ["{ exporters: [{ type: 'console' }] }", {}],
    ["{ exporters: [] }", { OTEL_TRACES_SAMPLER: "garbage", OTEL_LOG_LEVEL: "debug" }],
  ])("does not hurt an application whose stderr nobody reads any more: %s", async (options, env) => {
    const { code, stdout } = await runScript(
      `import { init } from "./src/index.ts";
      const failures = [];
      process.on("uncaughtException", (error) => failures.push(String(error)));
      await new Promise((resolve) => setTimeout(resolve, 200));
      const telemetry = init(${options});
      for (let turn = 0; turn < 50; turn++) {
        await telemetry.agent({ name: "a" }, async () => { await new Promise((resolve) => setTimeout(resolve, 2)); });
      }
      await telemetry.shutdown();
      console.log(JSON.stringify(failures));`,
      { closeStderr: true, env: env as Record<string, string> },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "[]\n" });
  });

  it.skipIf(!hasTerminal)("has colours on a terminal, unless NO_COLOR is set", () => {
    const source = script('{ debug: "only" }').replaceAll("\n", " ");
    const run = (env: Record<string, string>): string =>
      spawnSync("script", ["-qec", `'${process.execPath}' --input-type=module --eval '${source}'`, "/dev/null"], {
        cwd: fileURLToPath(new URL("../../..", import.meta.url)),
        env: { ...childEnv(), TERM: "xterm", ...env },
        encoding: "utf8",
      }).stdout;
    expect(run({})).toContain("\u001b[1m");
    expect(run({ NO_COLOR: "1" })).not.toContain("\u001b[");
    expect(run({ NO_COLOR: "1" })).toContain("invoke_agent planner");
  });
});
