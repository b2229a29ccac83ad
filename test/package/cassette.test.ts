import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelServer, startModelServer } from "../../src/testing/index.ts";
import { NODES, type PackedProject, type PackedRun, packedProject } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Records with a model on loopback, which is closed then, and plays what was recorded. */
const BOTH = `
async function main() {
  const server = await startModelServer({ turns: [{ text: "whole" }, { text: "in a few pieces" }, { text: "cut off here", cutAfter: 2 }] });
  const client = () => wrapOpenAI(new OpenAI({ apiKey: "sk-proj-Canary0123456789abcdefghij", baseURL: server.openaiUrl, maxRetries: 0 }));
  const streamed = async (content) => {
    const seen = [];
    try {
      const ask = { model: "gpt-6", stream: true, messages: [{ role: "user", content }] };
      for await (const chunk of await client().chat.completions.create(ask)) seen.push(chunk.choices[0]?.delta.content);
    } catch (error) { seen.push(error.message); }
    return seen;
  };
  const agent = async () => {
    const telemetry = createTestTelemetry();
    const result = await telemetry.run(async () => {
      const whole = await client().chat.completions.create({ model: "gpt-6", messages: [{ role: "user", content: "hi" }] });
      return [whole.choices[0].message.content, await streamed("stream"), await streamed("cut")];
    });
    await telemetry.shutdown();
    return { result, trace: telemetry.normalised() };
  };
  const recording = recordCassette({ path: process.argv[2] });
  const first = await agent();
  await recording.stop();
  await server.close();
  const replay = replayCassette({ path: process.argv[2] });
  const second = await agent();
  replay.assertAllUsed();
  await replay.stop();
  process.stdout.write(JSON.stringify({ result: first.result, same: JSON.stringify(first) === JSON.stringify(second) }));
}
main();
`;
const NAMES = "{ createTestTelemetry, recordCassette, replayCassette, startModelServer }";
const ESM = `import OpenAI from "openai";\nimport { wrapOpenAI } from "agentscribe/openai";\nimport ${NAMES} from "agentscribe/testing";\n${BOTH}`;
const CJS = `const OpenAI = require("openai");\nconst { wrapOpenAI } = require("agentscribe/openai");\nconst ${NAMES} = require("agentscribe/testing");\n${BOTH}`;

/** An agent that knows nothing of telemetry but its tool. */
const AGENT = `
import { fromContext } from "agentscribe";
import OpenAI from "openai";
const client = new OpenAI({ apiKey: "sk-proj-Canary0123456789abcdefghij", baseURL: process.env.MODEL_URL, maxRetries: 0 });
const telemetry = fromContext();
await telemetry.session({ id: "S-1" }, () => telemetry.agent({ name: "finder" }, async () => {
  const messages = [{ role: "user", content: (process.env.QUESTION ?? "Where is it?") + " Now: " + new Date().toISOString() }];
  const ask = async () => (await client.chat.completions.create({ model: "gpt-5-mini", messages })).choices[0].message;
  const first = await ask();
  messages.push(first);
  for (const { id, function: { name, arguments: given } } of first.tool_calls ?? []) {
    const found = await telemetry.tool({ name, callId: id, arguments: JSON.parse(given) }, async () => {
      console.log("the tool runs");
      return process.env.PLACE ?? "hall";
    });
    messages.push({ role: "tool", tool_call_id: id, content: found });
  }
  console.log((await ask()).content);
}));
`;

let project: PackedProject;
let server: ModelServer;

beforeAll(async () => {
  if (!existsSync(join(root, "dist/cassette.cjs"))) throw new Error("dist is not there: run npm run build first");
  project = packedProject();
  for (const [name, text] of Object.entries({ "both.mjs": ESM, "both.cjs": CJS, "agent.mjs": AGENT })) {
    writeFileSync(join(project.folder, name), text);
  }
  server = await startModelServer({
    turns: ({ body }) =>
      JSON.stringify(body).includes('"tool"')
        ? { text: "It is in the hall." }
        : { toolCalls: [{ name: "lookup", arguments: { id: 7 }, id: "call_1" }] },
  });
});
afterAll(async () => {
  await server?.close();
  project?.remove();
});

describe.each(Object.entries(NODES))("cassettes in the packed tarball, Node %s", (version, node) => {
  it.each(["both.mjs", "both.cjs"])("play what they recorded, in %s", async (file) => {
    const path = join(project.folder, `${version}-${file}.jsonl`);
    const run = await project.run(node, file, {}, [path]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(JSON.parse(run.stdout)).toMatchObject({
      same: true,
      result: ["whole", expect.any(Array), expect.any(Array)],
    });
    expect(readFileSync(path, "utf8")).not.toContain("Canary");
  });
});

describe.each([NODES["22"] ?? "", NODES["24"] ?? ""])("agentscribe record and replay --run, %s", (node) => {
  const cassette = (): string => join(project.folder, "run.jsonl");
  const cli = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<PackedRun> =>
    project.run(node, "node_modules/agentscribe/dist/cli.js", { MODEL_URL: server.openaiUrl, ...env }, args);
  const program = ["--", node, "agent.mjs"];

  beforeAll(async () => {
    rmSync(cassette(), { force: true });
    const asked = server.requests.length;
    const run = await cli(["record", "-o", cassette(), ...program]);
    expect(run).toMatchObject({ status: 0, stdout: "the tool runs\nIt is in the hall.\n" });
    expect(run.stderr).toBe(`agentscribe record: 2 requests and 1 tool in ${cassette()}\n`);
    expect(server.requests).toHaveLength(asked + 2);
    expect(statSync(`${cassette()}.trace.jsonl`).mode & 0o777).toBe(0o600);
  });

  it("finds the same run the same, asks nobody and runs no tool", async () => {
    const asked = server.requests.length;
    const run = await cli(["replay", cassette(), "--run", ...program]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toBe(`It is in the hall.\nthe same\n3 of 3 entries of ${cassette()} were played\n`);
    expect(server.requests).toHaveLength(asked);
  });

  it("says what changed: a question, a tool, and where", async () => {
    const question = await cli(["replay", cassette(), "--run", ...program], { QUESTION: "What is it?" });
    expect(question.status).toBe(1);
    expect(question.stdout).toMatch(
      /differs first at body\.messages\[0\]\.content: recorded "Where is it\?.*now "What is it\?/,
    );
    const tool = await cli(["replay", cassette(), "--run", "--live-tools", ...program], { PLACE: "attic" });
    expect(tool.status).toBe(1);
    expect(tool.stdout).toMatch(/differs first at body\.messages\[2\]\.content: recorded "hall", now "attic"/);
    const { stdout, stderr } = await cli(["replay", cassette(), "--run", "--json", "--live-tools", ...program], {
      PLACE: "attic",
    });
    expect(stderr).toContain("the tool runs\n");
    const report = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    expect(report).toMatchObject({
      isSame: false,
      played: 1,
      entries: 3,
      totals: expect.arrayContaining(["inputTokens"]),
    });
  });

  it("ends with 2 where it cannot run", async () => {
    const runs = [
      await cli(["replay", `${cassette()}.none`, "--run", ...program]),
      await cli(["replay", cassette(), "--run", "--", "no-such-program-of-mine"]),
      await cli(["replay", cassette(), "--run", ...program], { TELEMETRY_ENABLED: "off" }),
      await cli(["replay", cassette(), "--run"]),
    ];
    expect(runs.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
    expect(runs[2]?.stderr).toContain("telemetry is off in it");
  });

  it("leaves a program to its own end where nobody waits for its report any more", async () => {
    const gone = join(project.folder, "gone", "report.jsonl");
    const run = await project.run(node, "agent.mjs", {
      MODEL_URL: server.openaiUrl,
      NODE_OPTIONS: "--import=agentscribe/register",
      OTEL_TRACES_EXPORTER: "none",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "none",
      AGENTSCRIBE_CASSETTE: `replay:${cassette()}`,
      AGENTSCRIBE_CASSETTE_REPORT: gone,
    });
    expect(run).toMatchObject({ status: 0, stdout: "the tool runs\nIt is in the hall.\n", stderr: "" });
  });

  it("compares what was asked where the program sends its trace elsewhere", async () => {
    const own = AGENT.replace("import { fromContext }", "import { init }").replace(
      "fromContext()",
      "init({ exporters: [] })",
    );
    writeFileSync(join(project.folder, "own.mjs"), own);
    const run = await cli(["replay", cassette(), "--run", "--", node, "own.mjs"]);
    expect(run).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("the program sent its own elsewhere, or nowhere"),
    });
  });

  it("records what a process asks that the program starts, and keeps an older cassette when nothing is asked", async () => {
    const path = join(project.folder, "started.jsonl");
    writeFileSync(path, "an older one\n");
    expect(await cli(["record", "-o", path, "--", node, "-e", "0"])).toMatchObject({ status: 1 });
    expect(readFileSync(path, "utf8")).toBe("an older one\n");
    writeFileSync(
      join(project.folder, "start.mjs"),
      'import { spawnSync } from "node:child_process";\nspawnSync(process.execPath, ["agent.mjs"], { stdio: "inherit" });\n',
    );
    expect(await cli(["record", "-o", path, "--", node, "start.mjs"])).toMatchObject({ status: 0 });
    expect(readFileSync(path, "utf8")).toMatch(/^\{"format":"agentscribe-cassette"/);
    const again = await cli(["replay", path, "--run", "--", node, "start.mjs"]);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("3 of 3 entries") });
  });

  it("finds the cassette of a session in a store", async () => {
    const store = join(project.folder, `${node.includes("22") ? 22 : 24}.db`);
    expect(await cli(["import", `${cassette()}.trace.jsonl`, "--store", store])).toMatchObject({ status: 0 });
    const shown = await cli(["replay", "S-1", "--store", store]);
    expect(shown.stdout).toContain(
      `recorded in ${cassette()}; to run it again: npx agentscribe replay S-1 --run -- PROGRAM`,
    );
    const run = await cli(["replay", "S-1", "--store", store, "--run", ...program]);
    expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("the same\n") });
  });
});
