import { mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODES } from "../../package/packed.ts";
import { callsByAgent, oneCallEach } from "./model-calls.ts";
import { AGENTS, agentsOf, openZeroCode, REGISTER, type ZeroCode, type ZeroCodeRun } from "./zero-code.ts";

const OPENAI = ["openai", "openai, streamed", "openai, responses"];

let zeroCode: ZeroCode;
beforeAll(async () => {
  zeroCode = await openZeroCode();
}, 60_000);
afterAll(() => zeroCode?.close());

/** Runs a program as it is and with the zero-code start: the user must see the same. @returns the run with it */
async function runBoth(
  file: string,
  agents: readonly string[],
  { node = "24", flags = [] }: { readonly node?: string; readonly flags?: readonly string[] } = {},
): Promise<ZeroCodeRun> {
  const bare = await zeroCode.run(node, file, agents, { flags });
  const run = await zeroCode.run(node, file, agents, { flags: [...flags, ...REGISTER] });
  expect(seenByUser(run)).toEqual(seenByUser(bare));
  expect(run.status).toBe(0);
  return run;
}

/** Warnings of Node begin with the id of their process. */
function seenByUser({ status, stdout, stderr }: ZeroCodeRun): object {
  return { status, stdout, stderr: stderr.replaceAll(/\(node:\d+\)/g, "(node)") };
}

/** A program and all its packages in one file. */
async function bundle(program: string, system: "esm" | "cjs"): Promise<string> {
  const extension = system === "esm" ? ".mjs" : ".cjs";
  await build({
    entry: { bundled: join(zeroCode.project.folder, program) },
    outDir: join(zeroCode.project.folder, "bundles"),
    format: [system],
    outExtension: () => ({ js: extension }),
    config: false,
    silent: true,
    clean: false,
    splitting: false,
    platform: "node",
    target: "node22",
    noExternal: [/./],
    external: ["parquetjs"],
    // What is CommonJS inside asks for the modules of Node.
    ...(system === "esm" && {
      banner: { js: 'import { createRequire as r$ } from "node:module"; const require = r$(import.meta.url);' },
    }),
  });
  return `bundles/bundled${extension}`;
}

describe.each(Object.keys(NODES))("agentscribe/register of the packed tarball on Node %s", (node) => {
  it.each(["--import", "--require"])("is given by NODE_OPTIONS as %s", async (flag) => {
    const file = zeroCode.program("newest", "esm", OPENAI);
    const env = { NODE_OPTIONS: `${flag} agentscribe/register` };
    const run = await zeroCode.run(node, file, OPENAI, { env });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(callsByAgent(run)).toEqual(oneCallEach(OPENAI));
  });

  it("records an agent in TypeScript whose types Node takes off", async () => {
    const file = zeroCode.write(
      "newest/agent.ts",
      `import * as openai from "openai";
import { main } from "./agents.cjs";
const packages: Readonly<Record<string, unknown>> = { openai };
await main(packages satisfies object);`,
    );
    const run = await runBoth(file, OPENAI, { node, flags: node === "22" ? ["--experimental-strip-types"] : [] });
    expect(callsByAgent(run)).toEqual(oneCallEach(OPENAI));
  });

  it("records an agent in a worker thread", async () => {
    zeroCode.program("newest", "esm", OPENAI);
    const file = zeroCode.write(
      "newest/starts-worker.mjs",
      `import { Worker } from "node:worker_threads";
const worker = new Worker(new URL("agent.mjs", import.meta.url));
worker.on("error", (error) => console.log(error)).on("exit", (code) => console.log("worker ended with", code));`,
    );
    const run = await runBoth(file, OPENAI, { node });
    expect(run.stdout).toContain("worker ended with 0");
    expect(callsByAgent(run)).toEqual(oneCallEach(OPENAI));
  });

  it("loses nothing of a process that calls process.exit()", async () => {
    zeroCode.program("newest", "esm", OPENAI);
    const file = zeroCode.write("newest/exits.mjs", 'await import("./agent.mjs"); process.exit(3);');
    const env = { AGENTSCRIBE_SPOOL_DIRECTORY: mkdtempSync(join(zeroCode.project.folder, "kept-")) };
    const run = await zeroCode.run(node, file, OPENAI, { env, flags: REGISTER });
    expect(run).toMatchObject({ status: 3, stderr: "" });
    const rest = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: run.receiver.url };
    const command = "node_modules/agentscribe/dist/cli.js";
    expect(await zeroCode.run(node, command, [], { env: rest, args: ["drain"] })).toMatchObject({ status: 0 });
    expect(callsByAgent(run)).toEqual(oneCallEach(OPENAI));
  });
});

describe("agentscribe/register of the packed tarball", () => {
  it.each([
    ["esm", agentsOf("newest").filter((name) => AGENTS[name]?.answer !== "claude code")],
    ["cjs", ["openai", "@anthropic-ai/sdk", "@google/genai", "@aws-sdk/client-bedrock-runtime", "ollama"]],
  ] as const)(
    "sees each call of a program that is bundled with its clients once: %s",
    async (system, agents) => {
      const file = await bundle(zeroCode.program("newest", system, agents), system);
      const run = await runBoth(file, agents);
      expect(JSON.parse(run.stdout)).toMatchObject({ openai: "Hello" });
      const expected = oneCallEach(agents);
      // What is left is the wire: a server on loopback that is asked for a chat is not known to be one of these.
      for (const name of ["@mistralai/mistralai", "groq-sdk", "together-ai"]) {
        if (expected[name] !== undefined)
          expected[name] = expected[name].map((call) => ({ ...call, cost: "unpriced" }));
      }
      expect(callsByAgent(run)).toEqual(expected);
    },
    60_000,
  );

  it("records a package that is loaded twice, as an ES module and as CommonJS", async () => {
    const agents = ["openai", "openai, responses"];
    const file = zeroCode.write(
      "newest/twice.mjs",
      `import * as imported from "openai";
import { createRequire } from "node:module";
import { AGENTS } from "./agents.cjs";
const required = createRequire(import.meta.url)("openai");
const { openai, ...urls } = JSON.parse(process.env.PROVIDERS);
console.log(imported.OpenAI === required.OpenAI);
console.log(await AGENTS.openai.run(() => imported, openai));
console.log(await AGENTS["openai, responses"].run(() => required, urls["openai, responses"]));`,
    );
    const run = await runBoth(file, agents);
    expect(run.stdout).toBe("false\nHello\nHello\n");
    expect(callsByAgent(run)).toEqual(oneCallEach(agents));
  });

  it.each(["before", "after"])("records with the hooks of OpenTelemetry %s its own", async (place) => {
    const agents = ["openai", "ai", "@langchain/openai", "@openai/agents", "@anthropic-ai/claude-agent-sdk"];
    const file = zeroCode.program("newest", "esm", agents);
    // Installed with OpenTelemetry's SDK.
    const hook = join(
      fileURLToPath(new URL("../../../node_modules", import.meta.url)),
      "import-in-the-middle/hook.mjs",
    );
    const text = `import { register } from "node:module"; register(${JSON.stringify(hook)}, import.meta.url);`;
    const others = ["--import", `./${zeroCode.write("other-hooks.mjs", text)}`];
    const flags = place === "before" ? [...others, ...REGISTER] : [...REGISTER, ...others];
    const run = await zeroCode.run("24", file, agents, { flags });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(callsByAgent(run)).toEqual(oneCallEach(agents));
  });

  it("lets a package that throws as it is loaded throw the same, and records the others", async () => {
    const modules = join(zeroCode.project.folder, "broken/node_modules");
    mkdirSync(modules, { recursive: true });
    symlinkSync(fileURLToPath(new URL("../newest/node_modules/openai", import.meta.url)), join(modules, "openai"));
    for (const [name, type] of [
      ["groq-sdk", "module"],
      ["together-ai", "commonjs"],
    ]) {
      zeroCode.write(`broken/node_modules/${name}/package.json`, JSON.stringify({ name, type, main: "index.js" }));
      zeroCode.write(`broken/node_modules/${name}/index.js`, '\n\n  throw new TypeError("broken");\n');
    }
    zeroCode.write("broken/node_modules/cohere-ai/index.js", "not JavaScript at all");
    const file = zeroCode.write(
      "broken/agent.mjs",
      `import * as openai from "openai";
import { main } from "../newest/agents.cjs";
for (const name of ["groq-sdk", "together-ai", "cohere-ai"]) {
  await import(name).catch((error) => console.log(error.name, error.stack.split("\\n").slice(0, 5).join("\\n")));
}
await main({ openai });`,
    );
    const run = await runBoth(file, OPENAI);
    expect(run.stdout).toMatch(
      /TypeError[\s\S]*groq-sdk\/index\.js:3:9[\s\S]*together-ai\/index\.js:3:9[\s\S]*SyntaxError/,
    );
    expect(callsByAgent(run)).toEqual(oneCallEach(OPENAI));
  });

  it.each([[[]], [["--enable-source-maps"]]])(
    "keeps the lines of errors of the packages it observes, with %j",
    async (flags) => {
      const file = zeroCode.write(
        "newest/fails.mjs",
        `import { generateText } from "ai";
import Groq from "groq-sdk";
import OpenAI from "openai";
import { createRequire } from "node:module";
const { Together } = createRequire(import.meta.url)("together-ai");
for (const fail of [() => new OpenAI(), () => new Groq(), () => new Together(), () => generateText({ model: {} })]) {
  try { await fail(); } catch (error) { console.log(error.stack); }
}`,
      );
      const { stdout } = await runBoth(file, [], { flags });
      expect(stdout).toMatch(flags.length === 0 ? /openai\/client\.mjs:\d+/ : /openai\/src\/client\.ts:\d+/);
      expect(stdout).toMatch(flags.length === 0 ? /ai\/dist\/index\.m?js:\d+/ : /ai\/src\/[\w/-]+\.ts:\d+/);
    },
  );

  const PROBE = `import nodeModule from "node:module";
const loaded = [];
nodeModule.registerHooks({
  load(url, context, next) {
    if (url.includes("/node_modules/agentscribe/")) loaded.push(url.replace(/^.*\\/dist\\//, ""));
    return next(url, context);
  },
});
const { registerHooks } = nodeModule;
const { fetch } = globalThis;
let hooks = 0;
nodeModule.registerHooks = (given) => { hooks += 1; return registerHooks(given); };
process.on("exit", () => {
  const symbols = Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes("agentscribe"));
  console.error(JSON.stringify({ loaded, hooks, isFetchPatched: fetch !== globalThis.fetch, symbols }));
});`;

  it("does nothing in a process that is opted out", async () => {
    zeroCode.write("probe.mjs", PROBE);
    const file = zeroCode.program("newest", "esm", OPENAI);
    const run = async (env: Readonly<Record<string, string>>) =>
      zeroCode.run("24", file, OPENAI, { env, flags: ["--import", "./probe.mjs", ...REGISTER] });
    const [off, on] = [await run({ TELEMETRY_ENABLED: "false" }), await run({})];
    expect(JSON.parse(off.stderr)).toEqual({
      loaded: ["register.js", "register.cjs"],
      hooks: 0,
      isFetchPatched: false,
      symbols: [],
    });
    expect(off.receiver.requests).toEqual([]);
    expect(off.stdout).toBe(on.stdout);
    expect(JSON.parse(on.stderr)).toMatchObject({
      loaded: expect.arrayContaining(["register.js", "zero-code.cjs", "all-wrappers.cjs", "core.cjs"]),
      hooks: 1,
      isFetchPatched: true,
    });
  });
});
