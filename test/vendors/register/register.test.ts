import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type Recorded, recordedBy } from "../../support/recording.ts";
import { json, type ScriptedServer, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { type AgentRun, type BuiltRegister, buildRegister, NODES } from "./built.ts";

const COMPLETION = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "gpt-4o",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 },
};
const CHUNKS = [
  { choices: [{ index: 0, delta: { role: "assistant", content: "hello" }, finish_reason: "stop" }] },
  { choices: [], usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 } },
].map((chunk) => ({ id: "c", object: "chat.completion.chunk", created: 1, model: "gpt-4o", ...chunk }));

/** Asks once whole and once streamed; says whether the method that it called was patched. */
const ASKS = `
  const client = new OpenAI({ apiKey: "none", baseURL: process.env.PROVIDER + "/v1" });
  const ask = { model: "gpt-4o", messages: [{ role: "user", content: "hello" }] };
  const answer = await client.chat.completions.create(ask);
  const stream = await client.chat.completions.create({ ...ask, stream: true });
  let text = "";
  for await (const part of stream) text += part.choices[0]?.delta.content ?? "";
  const isPatched = Symbol.for("agentscribe original") in client.chat.completions.create;
  console.log(JSON.stringify({ answer: answer.choices[0].message.content, text, isPatched }));
`;
const ESM = `import OpenAI from "openai";\n${ASKS}`;
const CJS = `const OpenAI = require("openai");\nvoid (async () => {${ASKS}})();`;

const MESSAGE = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-opus-4-8",
  content: [{ type: "text", text: "hello" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 7, cache_read_input_tokens: 3, output_tokens: 2 },
};

/** The client makes spans of its own as soon as there is a tracer provider: after the first call there is ours. */
const TRACED_BY_ITSELF = `
  import Anthropic from "@anthropic-ai/sdk";
  const client = new Anthropic({ apiKey: "none", baseURL: process.env.PROVIDER });
  const ask = { model: "claude-opus-4-8", max_tokens: 5, messages: [{ role: "user", content: "hello" }] };
  await client.messages.create(ask);
  while (globalThis[Symbol.for("opentelemetry.js.api.1")]?.trace === undefined) await new Promise((r) => setTimeout(r, 5));
  await client.messages.create(ask);
`;

/** A program with its client in one file, that shares the API of OpenTelemetry with what is built here. */
async function bundle(program: string): Promise<string> {
  const name = `bundled-${basename(program, ".mjs")}`;
  await build({
    entry: { [name]: program },
    outDir: join(built.folder, "bundle"),
    format: ["esm"],
    config: false,
    silent: true,
    clean: false,
    external: ["@opentelemetry/api"],
    noExternal: [/openai|anthropic/],
    platform: "node",
    outExtension: () => ({ js: ".mjs" }),
  });
  return join(built.folder, "bundle", `${name}.mjs`);
}

let built: BuiltRegister;
beforeAll(async () => {
  built = await buildRegister();
}, 60_000);
afterAll(() => built.remove());

interface Started {
  readonly server: ScriptedServer;
  readonly receiver: Receiver;
  run(args: readonly string[], env?: Readonly<Record<string, string>>, node?: string): Promise<AgentRun>;
  recorded(): Promise<Recorded>;
}

async function start(): Promise<Started> {
  const server = await startScriptedServer(json(COMPLETION), sse(CHUNKS, "done"));
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const env = { PROVIDER: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: "zero-code" };
  return {
    server,
    receiver,
    run: (args, more = {}, node) => built.run(args, { ...env, ...more }, node),
    recorded: () => recordedBy(receiver),
  };
}

async function expectTwoCalls({ recorded }: Started, run: AgentRun, isPatched: boolean): Promise<void> {
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(run.stdout)).toEqual({ answer: "hello", text: "hello", isPatched });
  const { spans, violations } = await recorded();
  expect(spans.map(({ name }) => name)).toEqual(["chat gpt-4o", "chat gpt-4o"]);
  expect(spans.map(({ attributes }) => attributes["gen_ai.usage.input_tokens"])).toEqual([12, 9]);
  expect(spans[0]?.resource["service.name"]).toBe("zero-code");
  expect(violations).toEqual([]);
}

describe.each(Object.keys(NODES))("agentscribe/register on Node %s", (version) => {
  const node = NODES[version] as string;

  it("records a program of ES modules", async () => {
    const started = await start();
    const program = built.program("newest", "agent.mjs", ESM);
    await expectTwoCalls(started, await started.run(["--import", built.url, program], {}, node), true);
  });

  it("records a program of CommonJS", async () => {
    const started = await start();
    const program = built.program("previous", "agent.cjs", CJS);
    const register = join(built.folder, "dist/register.cjs");
    await expectTwoCalls(started, await started.run(["--require", register, program], {}, node), true);
  });
});

describe("agentscribe/register", () => {
  it("records through NODE_OPTIONS, given twice, once", async () => {
    const started = await start();
    const program = built.program("older", "agent.mjs", ESM);
    const env = { NODE_OPTIONS: `--import ${built.url} --require ${join(built.folder, "dist/register.cjs")}` };
    await expectTwoCalls(started, await started.run(["--import", built.url, program], env), true);
  });

  it("records a program that requires it first of all", async () => {
    const started = await start();
    const register = JSON.stringify(join(built.folder, "dist/register.cjs"));
    const program = built.program("newest", "requires.cjs", `require(${register});\n${CJS}`);
    await expectTwoCalls(started, await started.run([program]), true);
  });

  it("records a program that is bundled with its client", async () => {
    const started = await start();
    const bundled = await bundle(built.program("newest", "to-bundle.mjs", ESM));
    await expectTwoCalls(started, await started.run(["--import", built.url, bundled]), false);
  });

  it.each([
    ["wrapped, whose own spans stand aside", "wrapped.mjs", 0],
    ["bundled, whose own span is marked", "bundled.mjs", 1],
  ])("makes one call of a request that a client traces too: %s", async (_, name, duplicates) => {
    const server = await startScriptedServer(json(MESSAGE));
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const source = built.program("newest", name, TRACED_BY_ITSELF);
    const program = name === "bundled.mjs" ? await bundle(source) : source;
    const env = { PROVIDER: server.url, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    expect(await built.run(["--import", built.url, program], env)).toMatchObject({ status: 0, stderr: "" });
    const { spans } = await recordedBy(receiver);
    const [marked, counted] = [true, undefined].map((mark) =>
      spans.filter(({ attributes }) => attributes["agentscribe.duplicate"] === mark),
    );
    expect(marked?.map(({ scope }) => scope?.name)).toEqual(Array(duplicates).fill("com.anthropic.sdk.typescript"));
    expect(counted?.map(({ scope }) => scope?.name)).toEqual(["agentscribe", "agentscribe"]);
    for (const { attributes } of counted ?? []) {
      expect(attributes).toMatchObject({ "gen_ai.usage.input_tokens": 10, "agentscribe.cost.usd": expect.any(Number) });
    }
  });

  it("leaves a program alone that is opted out", async () => {
    const started = await start();
    const program = built.program("newest", "agent.mjs", ESM);
    const run = await started.run(["--import", built.url, program], { DO_NOT_TRACK: "1" });
    expect(JSON.parse(run.stdout)).toEqual({ answer: "hello", text: "hello", isPatched: false });
    expect((await started.recorded()).spans).toEqual([]);
  });

  it("starts nothing in a program that calls no model", async () => {
    const started = await start();
    const program = built.program(
      "newest",
      "no-model.mjs",
      `await (await fetch(process.env.PROVIDER + "/other", { method: "POST", body: "{}" })).text();
       const { createRequire } = await import("node:module");
       const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => file.endsWith("core.cjs"));
       console.log(JSON.stringify({ loaded }));`,
    );
    const run = await started.run(["--import", built.url, program]);
    expect(JSON.parse(run.stdout)).toEqual({ loaded: [] });
    expect(started.receiver.traces).toEqual([]);
  });

  it("gives way to an application that calls init itself", async () => {
    const started = await start();
    const index = JSON.stringify(pathToFileURL(join(built.folder, "dist/index.js")).href);
    const program = built.program(
      "newest",
      "own-init.mjs",
      `import { init } from ${index};\ninit({ service: { name: "own" } });\n${ESM}`,
    );
    expect((await started.run(["--import", built.url, program])).status).toBe(0);
    const { spans } = await started.recorded();
    expect(spans.map(({ resource }) => resource["service.name"])).toEqual(["own", "own"]);
  });

  it("gives code of the application the client that it starts", async () => {
    const started = await start();
    const index = JSON.stringify(pathToFileURL(join(built.folder, "dist/index.js")).href);
    const program = built.program(
      "newest",
      "scopes.mjs",
      `import { fromContext } from ${index};\nawait fromContext().agent({ name: "planner" }, async () => {});`,
    );
    expect((await started.run(["--import", built.url, program])).status).toBe(0);
    expect((await started.recorded()).spans.map(({ name }) => name)).toEqual(["invoke_agent planner"]);
  });

  it("keeps lines of errors, exports and identity of a package it observes", async () => {
    const started = await start();
    const text = `
      import * as all from "openai"; import OpenAI, { APIError } from "openai"; import { createRequire } from "node:module";
      const required = createRequire(import.meta.url)("openai");
      const names = Object.keys(all).sort().join();
      let line; try { new OpenAI({}); } catch (error) { line = error.stack.split("\\n")[1].replace(/^.*\\//, ""); }
      console.log(JSON.stringify({ names, line, same: all.default === OpenAI, cjs: typeof required, api: APIError.name }));`;
    const program = built.program("newest", "identity.mjs", text);
    const [bare, observed] = [await started.run([program]), await started.run(["--import", built.url, program])];
    expect(observed).toEqual(bare);
    expect(JSON.parse(bare.stdout).line).toMatch(/^client\.mjs:\d+:\d+\)$/);
  });
});
