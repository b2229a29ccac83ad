import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../examples/support/otlp-receiver.ts";
import { type ModelServer, startModelServer } from "../../src/testing/model-server/start.ts";
import { childEnv } from "../support/child-env.ts";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

/**
 * A newcomer has an agent, the packed tarball and the docs. Each style of instrumenting it is the lines that a page of the docs teaches, put into the
 * agent; then the backend has what it did, and the doctor finds nothing to mend.
 */
const root = fileURLToPath(new URL("../..", import.meta.url));

const PLAIN = `
import OpenAI from "openai";

const client = new OpenAI();
const tools = [{ type: "function", name: "find_order", strict: null, parameters: { type: "object", properties: { id: { type: "string" } } } }];
const findOrder = async ({ id }) => ({ id, state: "late" });

async function ask(request) {
  return client.responses.create(request);
}

async function answer(question) {
  const first = await ask({ model: "gpt-5-mini", input: question, tools });
  const call = first.output.find(({ type }) => type === "function_call");
  if (call === undefined) return first.output_text;
  const order = await findOrder(JSON.parse(call.arguments));
  const output = { type: "function_call_output", call_id: call.call_id, output: JSON.stringify(order) };
  const last = await ask({ model: "gpt-5-mini", input: [{ role: "user", content: question }, call, output] });
  return last.output_text;
}

console.log(await answer("Where is order A-7?"));
`;

interface Style {
  readonly page: string;
  /** What of the page goes into the program, or onto its command line, word for word. */
  readonly taught: readonly string[];
  /** From a piece of the program to what takes its place. */
  readonly edits: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Names of the spans that a backend then has. */
  readonly spans: readonly string[];
}

const CALLS = ["chat gpt-5-mini", "chat gpt-5-mini"];

const STYLES: Readonly<Record<string, Style>> = {
  "the client wrapped": {
    page: "docs/wrappers/openai.md",
    taught: [
      'import { init } from "agentscribe";\nimport { wrapOpenAI } from "agentscribe/openai";',
      "init();",
      "const client = wrapOpenAI(new OpenAI());",
    ],
    edits: {
      'import OpenAI from "openai";\n':
        'import OpenAI from "openai";\nimport { init } from "agentscribe";\nimport { wrapOpenAI } from "agentscribe/openai";\n\ninit();',
      "const client = new OpenAI();": "const client = wrapOpenAI(new OpenAI());",
    },
    command: ["agent.js"],
    spans: CALLS,
  },
  "scopes around it": {
    page: "README.md",
    taught: [
      'import { init } from "agentscribe";',
      'const telemetry = init({ service: { name: "triage-bot" } });',
      'telemetry.session({ id: "thread-1" }, () =>\n  telemetry.agent({ name: "helper" }, () =>',
      'telemetry.llm({ provider: "openai", request }, () => client.responses.create(request))',
      "await telemetry.shutdown();",
    ],
    edits: {
      'import OpenAI from "openai";\n':
        'import OpenAI from "openai";\nimport { init } from "agentscribe";\n\nconst telemetry = init({ service: { name: "triage-bot" } });',
      "return client.responses.create(request);":
        'return telemetry.llm({ provider: "openai", request }, () => client.responses.create(request));',
      "await findOrder(JSON.parse(call.arguments))":
        'await telemetry.tool({ name: "find_order", arguments: JSON.parse(call.arguments) }, () => findOrder(JSON.parse(call.arguments)))',
      'console.log(await answer("Where is order A-7?"));': `const reply = await telemetry.session({ id: "thread-1" }, () =>
  telemetry.agent({ name: "helper" }, () =>
    answer("Where is order A-7?")));
console.log(reply);
await telemetry.shutdown();`,
    },
    command: ["agent.js"],
    spans: [...CALLS, "execute_tool find_order", "invoke_agent helper", "session"],
  },
  "no code at all": {
    page: "docs/wrappers/register.md",
    taught: ["node --import agentscribe/register agent.js"],
    edits: {},
    command: ["--import", "agentscribe/register", "agent.js"],
    spans: CALLS,
  },
};

let project: PackedProject;
let receiver: Receiver;
let model: ModelServer;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("dist is not there: run npm run build first");
  project = packedProject();
  writeFileSync(join(project.folder, "package.json"), '{ "type": "module" }');
  receiver = await startReceiver();
  model = await startModelServer({
    turns: ({ body }) =>
      JSON.stringify(body).includes("function_call_output")
        ? { text: "Sorry, it is late." }
        : { toolCalls: [{ name: "find_order", arguments: { id: "A-7" } }] },
  });
  env = { OPENAI_API_KEY: "none", OPENAI_BASE_URL: model.openaiUrl, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
});

afterAll(async () => {
  await Promise.all([receiver?.close(), model?.close()]);
  project?.remove();
});

function node(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<[number, string, string]> {
  return new Promise((done) => {
    execFile(
      NODES["24"] as string,
      args,
      { cwd: project.folder, env: { ...childEnv(), ...env, ...more }, timeout: 60_000 },
      (error, stdout, stderr) => done([error === null ? 0 : Number(error.code ?? -1), stdout, stderr]),
    );
  });
}

const doctor = (args: readonly string[]): ReturnType<typeof node> =>
  node([join("node_modules", "agentscribe", "dist", "cli.js"), "doctor", ...args]);

function instrumented({ edits }: Style): string {
  return Object.entries(edits).reduce((code, [from, to]) => {
    expect(code).toContain(from);
    return code.replace(from, () => to);
  }, PLAIN);
}

describe("an agent that knows nothing of telemetry", () => {
  it("is told by the doctor that nobody records its calls, and what to do", async () => {
    writeFileSync(join(project.folder, "agent.js"), PLAIN);
    const [status, report] = await doctor(["agent.js"]);

    expect(status).toBe(1);
    expect(report).toContain("[requests-untraced]");
    expect(report).toContain("node --import agentscribe/register");
  });
});

describe.each(Object.entries(STYLES))("an agent instrumented from the docs, %s", (name, style) => {
  it("is changed by what the page says alone", () => {
    const page = readFileSync(join(root, style.page), "utf8");
    const program = `node ${style.command.join(" ")}\n${instrumented(style)}`;
    for (const line of style.taught) {
      expect(page).toContain(line);
      expect(program).toContain(line);
    }
  });

  it("answers as before, and its backend has what it did", async () => {
    writeFileSync(join(project.folder, "agent.js"), instrumented(style));
    const service = `newcomer-${Object.keys(STYLES).indexOf(name)}`;
    const [status, stdout, stderr] = await node(style.command, { OTEL_RESOURCE_ATTRIBUTES: `run=${service}` });

    expect([status, stdout, stderr]).toEqual([0, "Sorry, it is late.\n", ""]);
    const spans = receiver.spans().filter(({ resource }) => resource.run === service);
    expect(spans.map((span) => span.name).sort()).toEqual([...style.spans].sort());
    for (const { attributes } of spans.filter((span) => span.name.startsWith("chat"))) {
      expect(attributes["gen_ai.usage.input_tokens"]).toBeGreaterThan(0);
      expect(attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
    }
  });

  it("is healthy to the doctor", async () => {
    writeFileSync(join(project.folder, "agent.js"), instrumented(style));
    const [status, report, stderr] = await doctor(
      style.command[0] === "agent.js" ? style.command : ["node", ...style.command],
    );

    expect([status, stderr]).toEqual([0, "Sorry, it is late.\n"]);
    expect(report).not.toMatch(/^ {2}(error|warning)/m);
  });
});
