import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../examples/support/otlp-receiver.ts";
import { JEST_MODULES } from "../runners/installed.ts";
import { childEnv } from "../support/child-env.ts";
import { NODES, type PackedProject, type PackedRun, packedProject } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const NODE = NODES["24"] as string;

/** The files of the page: its blocks that begin with a file name. */
const page = readFileSync(join(root, "docs/testing.md"), "utf8");
const files = new Map(
  [...page.matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = "", code = ""]) => [name, code]),
);

if (JEST_MODULES === undefined) console.warn("SKIPPED: the matchers in jest; `npm run runners` installs it");

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
  writeFileSync(join(project.folder, "package.json"), '{ "private": true, "type": "module" }');
  for (const [name, code] of files) writeFileSync(join(project.folder, name), code);
  link(join(root, "node_modules/vitest"), "vitest");
  link(join(root, "node_modules/@types"), "@types");
  if (JEST_MODULES !== undefined) {
    for (const name of ["jest", "@jest", "expect"]) link(join(JEST_MODULES, name), name);
  }
});
afterAll(() => project?.remove());

function link(target: string, name: string): void {
  const modules = join(project.folder, "node_modules");
  mkdirSync(modules, { recursive: true });
  if (existsSync(target)) symlinkSync(target, join(modules, name));
}

/** Runs a test runner in the folder, opted out of telemetry as test runs often are. */
function run(
  args: readonly string[],
  node: string = NODE,
  variables: Readonly<Record<string, string>> = { TELEMETRY_ENABLED: "false" },
): Promise<PackedRun> {
  const env = { ...childEnv(), ...variables, CI: "1", NO_COLOR: "1" };
  return new Promise((done) => {
    execFile(node, [...args], { cwd: project.folder, env, timeout: 100_000 }, (error, stdout, stderr) =>
      done({ status: error === null ? 0 : (error.code ?? 1), stdout, stderr }),
    );
  });
}

function write(name: string, code: string): void {
  writeFileSync(join(project.folder, name), code);
}

const VITEST = "node_modules/vitest/vitest.mjs";
const JEST = "node_modules/jest/bin/jest.js";

describe("docs/testing.md", () => {
  it("has an agent, and its tests in three runners", () => {
    expect([...files.keys()]).toEqual([
      "agent.js",
      "vitest.config.js",
      "agent.test.js",
      "jest.config.cjs",
      "agent.test.cjs",
      "agent.node.js",
    ]);
  });

  it.each(["forks", "threads", "vmThreads"])("passes in vitest, in its pool %s", async (pool) => {
    const { status, stdout, stderr } = await run([VITEST, "run", `--pool=${pool}`]);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining("1 passed") });
  });

  it.each(Object.entries(NODES))("passes in node:test on Node %s", async (_, node) => {
    const { status, stdout } = await run(["--test", "agent.node.js"], node);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("pass 1") });
  });

  it.runIf(JEST_MODULES !== undefined)("passes in jest, without a flag of Node's", async () => {
    const { status, stdout, stderr } = await run([JEST, "--config", "jest.config.cjs"]);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("1 passed") });
  });
});

/** What a test of an application does that starts telemetry itself: it needs all that is loaded later. */
const DELIVERED = `
import { trace } from "@opentelemetry/api";
import { init } from "agentscribe";
import { expect, test } from "vitest";
test("records and delivers", async () => {
  const telemetry = init();
  await telemetry.agent({ name: "helper" }, async () => {
    telemetry.recordLlm({ provider: "openai", model: "gpt-5-mini", durationMs: 5, usage: { inputTokens: 10, outputTokens: 2 } });
    await expect.poll(() => trace.getTracer("of-others").startSpan("looks").isRecording(), { timeout: 4_000 }).toBe(true);
    trace.getTracer("of-others").startSpan("lookup").end();
  });
  await telemetry.shutdown();
  expect(telemetry.health().problems).toEqual({});
});`;

describe("init() in a test of vitest", () => {
  beforeAll(() => {
    write("delivered.config.mjs", 'export default { test: { include: ["delivered.check.mjs"] } };');
    write("delivered.check.mjs", DELIVERED);
  });

  it.each(["threads", "vmThreads", "vmForks"])(
    "has prices, spans of others, and delivers, in the pool %s",
    async (pool) => {
      const receiver = await startReceiver();
      onTestFinished(() => receiver.close());
      const args = [VITEST, "run", `--pool=${pool}`, "--config=delivered.config.mjs"];
      const { status, stdout, stderr } = await run(args, NODE, {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        AGENTSCRIBE_SPOOL_DIRECTORY: join(project.folder, `spool-${pool}`),
      });

      expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringContaining("1 passed") });
      const spans = receiver.spans();
      expect(spans.map(({ name }) => name).sort()).toEqual(["chat gpt-5-mini", "invoke_agent helper", "lookup"]);
      const chat = spans.find(({ name }) => name.startsWith("chat"));
      expect(chat?.attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
    },
  );
});

/** The same in CommonJS: what is wrapped in a module of the agent is recorded by the client that a test makes later. */
const CJS_AGENT = `
const { fromContext } = require("agentscribe");
const { wrapOpenAI } = require("agentscribe/openai");
const OpenAI = require("openai").default;
exports.ask = (baseURL, question) => {
  const client = wrapOpenAI(new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 }));
  return fromContext().agent({ name: "cjs" }, () => client.responses.create({ model: "gpt-5-mini", input: question }));
};`;

const CJS_TEST = `
const { createTestTelemetry, expectTelemetry, startModelServer } = require("agentscribe/testing");
const { ask } = require("./cjs-agent.cjs");
(typeof test === "undefined" ? require("node:test").test : test)("asks", async () => {
  const telemetry = createTestTelemetry({ asDefault: true });
  const model = await startModelServer({ turns: [{ text: "Hi." }] });
  await ask(model.openaiUrl, "Hello?");
  await model.close();
  expectTelemetry(telemetry).toMatchTrace("agent cjs\\n  llm gpt-5-mini");
  expectTelemetry(telemetry).toCostLessThan(1);
  await telemetry.shutdown();
});`;

describe("agentscribe/testing", () => {
  beforeAll(() => {
    write("cjs-agent.cjs", CJS_AGENT);
    write("cjs.test.cjs", CJS_TEST);
  });

  it("works in CommonJS", async () => {
    const { status, stdout } = await run(["--test", "cjs.test.cjs"]);
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("pass 1") });
  });

  it.runIf(JEST_MODULES !== undefined)(
    "finds in jest what a wrapper and free functions record, with its prices",
    async () => {
      write("jest.cjs.config.cjs", `module.exports = { testMatch: ["**/cjs.test.cjs"] };`);
      const { status, stdout, stderr } = await run([JEST, "--config", "jest.cjs.config.cjs"]);
      expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("1 passed") });
    },
  );

  it.runIf(JEST_MODULES !== undefined)(
    "leaves a run of jest whole that ends before `init()` has loaded all",
    async () => {
      const code = `const { init } = require("agentscribe");
const telemetry = init();
test("ends at once", () => telemetry.agent({ name: "helper" }, async () => undefined));
`;
      write("quick.test.cjs", code);
      write("slow.test.cjs", `test("goes on", () => new Promise((done) => setTimeout(done, 1_500)));\n`);
      write("jest.quick.config.cjs", `module.exports = { testMatch: ["**/{quick,slow}.test.cjs"] };`);
      const spool = join(project.folder, "quick-spool");
      const variables = { AGENTSCRIBE_SPOOL_DIRECTORY: spool, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
      const { status, stderr } = await run([JEST, "--config", "jest.quick.config.cjs", "--runInBand"], NODE, variables);
      expect(stderr).not.toContain("torn down");
      expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringMatching(/Tests: +2 passed, 2 total/) });
    },
  );

  it.runIf(JEST_MODULES !== undefined)("waits and stops under jest's fake timers", async () => {
    write(
      "timers.test.cjs",
      `const { createTestTelemetry } = require("agentscribe/testing");
test("waits", async () => {
  jest.useFakeTimers();
  const telemetry = createTestTelemetry();
  const found = telemetry.waitFor(({ toolCalls }) => toolCalls[0], { timeoutMillis: 2000 });
  setTimeout(() => telemetry.recordTool({ name: "late", durationMs: 1 }), 60_000);
  jest.advanceTimersByTime(60_000);
  expect((await found).tool).toBe("late");
  await expect(telemetry.waitFor(() => false, { timeoutMillis: 5 })).rejects.toThrow("waited 5 ms");
  await telemetry.flush();
  await telemetry.shutdown();
});`,
    );
    write("jest.timers.config.cjs", `module.exports = { testMatch: ["**/timers.test.cjs"], testTimeout: 1500 };`);
    const { status, stdout, stderr } = await run([JEST, "--config", "jest.timers.config.cjs"]);
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining("1 passed") });
  });

  it("is one with ESM and CommonJS in a process, and loads nothing with the main entry", async () => {
    write(
      "both.mjs",
      `import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
await import("agentscribe");
const loaded = () => Object.keys(require.cache).filter((file) => /testing/.test(file)).length;
const before = loaded();
const { createTestTelemetry } = await import("agentscribe/testing");
const { expectTelemetry } = require("agentscribe/testing");
const { record } = require("agentscribe");
const telemetry = createTestTelemetry();
telemetry.run(() => record("decision", { type: "a", choice: "b" }));
expectTelemetry(telemetry).toHaveDecided("a", "b");
console.log(before, telemetry.decisions.length);`,
    );
    const { status, stdout, stderr } = await run(["both.mjs"]);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "0 1\n", stderr: "" });
  });

  it("shows in vitest what was recorded when a matcher fails", async () => {
    write(
      "failing.test.js",
      `import { createTestTelemetry } from "agentscribe/testing";
import { expect, test } from "vitest";
test("fails", () => {
  const telemetry = createTestTelemetry();
  telemetry.recordTool({ name: "search", durationMs: 1 });
  expect(telemetry).toHaveCalledTool("serch");
});`,
    );
    write("failing.config.js", (files.get("vitest.config.js") ?? "").replace("agent.test.js", "failing.test.js"));
    const { status, stdout, stderr } = await run([VITEST, "run", "--config", "failing.config.js"]);
    expect(status).toBe(1);
    expect(stdout + stderr).toMatch(
      /a call of the tool "serch"[\s\S]*only these were called: \["search"\][\s\S]*tool search/,
    );
  });
});

describe("the types of the matchers", () => {
  const check = async (file: string, code: string): Promise<PackedRun> => {
    write(file, code);
    const strict = [
      "--strict",
      "--exactOptionalPropertyTypes",
      "--noEmit",
      "--target",
      "es2023",
      "--module",
      "nodenext",
    ];
    const lib = ["--lib", "es2023,dom,dom.iterable,esnext.disposable", "--types", "node", "--skipLibCheck", "false"];
    return run([join(root, "node_modules/typescript/bin/tsc"), ...strict, ...lib, file]);
  };
  const body = `
declare const telemetry: import("agentscribe/testing").TestTelemetry;
expect(telemetry).toHaveCalledTool("search", { with: { q: "x" }, times: 1 });
expect(telemetry).not.toMatchTrace({ kind: "agent", children: ["llm *", { tool: expect.any(String) }] });
// @ts-expect-error: a misspelt option
expect(telemetry).toHaveCalledTool("search", { wiht: {} });
`;

  it("are added to vitest's, and hold without skipLibCheck", async () => {
    const code = `import { expect } from "vitest";\nimport "agentscribe/testing/vitest";${body}`;
    expect(await check("vitest-types.mts", code)).toMatchObject({ status: 0, stdout: "" });
  });

  it.runIf(JEST_MODULES !== undefined)("are added to jest's", async () => {
    const code = `import { expect } from "@jest/globals";\nimport "agentscribe/testing/jest";${body}`;
    expect(await check("jest-types.mts", code)).toMatchObject({ status: 0, stdout: "" });
  });

  it("need no runner with expectTelemetry, and check declarations", async () => {
    const code = `import { expectTelemetry as expect } from "agentscribe/testing";${body.replace("expect.any(String)", '"x"')}`;
    expect(await check("plain-types.mts", code)).toMatchObject({ status: 0, stdout: "" });
  });
});
