import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTENDERS } from "../../matrix/contenders.ts";
import { NODES, type PackedProject, packedProject } from "../../package/packed.ts";
import { openScriptedServer, type ScriptedServer } from "../../support/scripted-answers.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const vendors = fileURLToPath(new URL("../newest/node_modules/", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Record<string, unknown> };

/** How a user calls each client: `make` is given the packages and the server's URL. */
const CLIENTS: Readonly<Record<string, { readonly wrap: string; readonly make: string; readonly call: string }>> = {
  openai: {
    wrap: "wrapOpenAI",
    make: 'new (await load("openai")).OpenAI({ apiKey: "none", baseURL: url + "/v1" })',
    call: 'client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "hello" }] })',
  },
  anthropic: {
    wrap: "wrapAnthropic",
    make: 'new (await load("@anthropic-ai/sdk")).Anthropic({ apiKey: "none", baseURL: url })',
    call: 'client.messages.create({ model: "claude-sonnet-5", max_tokens: 10, messages: [{ role: "user", content: "hello" }] })',
  },
  google: {
    wrap: "wrapGoogleGenAI",
    make: 'new (await load("@google/genai")).GoogleGenAI({ apiKey: "none", httpOptions: { baseUrl: url } })',
    call: 'client.models.generateContent({ model: "gemini-2.5-flash", contents: "hello" })',
  },
  mistral: {
    wrap: "wrapMistral",
    make: 'new (await load("@mistralai/mistralai")).Mistral({ apiKey: "none", serverURL: url })',
    call: 'client.chat.complete({ model: "mistral-small-latest", messages: [{ role: "user", content: "hello" }] })',
  },
  cohere: {
    wrap: "wrapCohere",
    make: 'new (await load("cohere-ai")).CohereClientV2({ token: "none", environment: url })',
    call: 'client.chat({ model: "command-a-03-2025", messages: [{ role: "user", content: "hello" }] })',
  },
  groq: {
    wrap: "wrapGroq",
    make: 'new (await load("groq-sdk")).Groq({ apiKey: "none", baseURL: url })',
    call: 'client.chat.completions.create({ model: "llama", messages: [{ role: "user", content: "hello" }] })',
  },
  together: {
    wrap: "wrapTogether",
    make: 'new (await load("together-ai")).Together({ apiKey: "none", baseURL: url })',
    call: 'client.chat.completions.create({ model: "llama", messages: [{ role: "user", content: "hello" }] })',
  },
  ollama: {
    wrap: "wrapOllama",
    make: 'new (await load("ollama")).Ollama({ host: url })',
    call: 'client.chat({ model: "llama3.2", messages: [{ role: "user", content: "hello" }] })',
  },
  bedrock: {
    wrap: "wrapBedrock",
    make: `new (await load("@aws-sdk/client-bedrock-runtime")).BedrockRuntime({ region: "us-east-1", endpoint: url,
      credentials: { accessKeyId: "none", secretAccessKey: "none" }, requestHandler: new (await load("@smithy/node-http-handler")).NodeHttpHandler() })`,
    call: 'client.converse({ modelId: "amazon.nova-lite-v1:0", messages: [{ role: "user", content: [{ text: "hello" }] }] })',
  },
};

/** Calls each client once, wrapped, and prints what was recorded of it. */
function program(load: string, init: string): string {
  const calls = Object.entries(CLIENTS).map(
    ([name, { wrap, make, call }]) => `
  await one("${name}", async (url) => {
    const made = ${make};
    const client = (await load("agentscribe/${name}")).${wrap}(made);
    if (client !== made) throw new Error("another object");
    return ${call};
  });`,
  );
  return `${load}
async function main() {
  ${init}
  const urls = JSON.parse(process.env.SERVERS);
  let spans = [];
  const spanExporter = { export(batch, done) { spans.push(...batch); done({ code: 0 }); } };
  const telemetry = init({ host: "own", spool: false, exporters: [{ type: "custom", spanExporter }] });
  const seen = {};
  async function one(name, call) {
    spans = [];
    try {
      await call(urls[name]);
      await telemetry.flush();
      seen[name] = spans.map(({ attributes }) => [attributes["gen_ai.operation.name"], attributes["gen_ai.usage.input_tokens"]]);
    } catch (error) {
      seen[name] = String(error?.stack ?? error);
    }
  }
  ${calls.join("\n")}
  await telemetry.shutdown();
  process.stdout.write(JSON.stringify(seen));
  process.exit();
}
main();
`;
}

const ESM = program("const load = (name) => import(name);", 'const { init } = await import("agentscribe");');
const CJS = program("const load = async (name) => require(name);", 'const { init } = require("agentscribe");');
// What extends a test runner needs that runner: test/package/testing-kit.test.ts.
const SUBPATHS = Object.keys(manifest.exports)
  .filter((path) => path !== "./package.json" && path !== "./register" && !path.startsWith("./testing/"))
  .map((path) => path.replace(".", "agentscribe"));

let project: PackedProject;
const servers: Record<string, ScriptedServer & { close(): Promise<void> }> = {};

beforeAll(async () => {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("dist is not there: run npm run build first");
  project = packedProject();
  for (const name of [
    "openai",
    "@anthropic-ai/sdk",
    "@google/genai",
    "@mistralai/mistralai",
    "cohere-ai",
    "groq-sdk",
    "together-ai",
    "ollama",
    "@aws-sdk/client-bedrock-runtime",
    "@smithy/node-http-handler",
  ]) {
    const link = join(project.folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(join(vendors, name), link);
  }
  writeFileSync(join(project.folder, "all.mjs"), ESM);
  writeFileSync(join(project.folder, "all.cjs"), CJS);
  writeFileSync(
    join(project.folder, "subpaths.mjs"),
    `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
for (const name of ${JSON.stringify(SUBPATHS)}) { await import(name); require(name); }
process.stdout.write("loaded");`,
  );
  for (const name of Object.keys(CLIENTS)) {
    const contender = CONTENDERS.find((one) => one.wrapper === name);
    if (contender === undefined) throw new Error(`the matrix has no ${name}`);
    servers[name] = await openScriptedServer([contender.protocol.whole]);
  }
});

afterAll(async () => {
  for (const server of Object.values(servers)) await server.close();
  project?.remove();
});

describe.each(Object.entries(NODES))("wrappers of the packed tarball on Node %s", (_version, node) => {
  it.each([
    ["import", "all.mjs"],
    ["require", "all.cjs"],
  ])("record the real clients, by %s", async (_system, file) => {
    const urls = JSON.stringify(Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, url])));
    const { stdout, stderr } = await project.run(node, file, { SERVERS: urls });
    expect(stdout, stderr).not.toBe("");
    const expected = Object.keys(CLIENTS).map((name) => [
      name,
      [[name === "google" ? "generate_content" : "chat", 100]],
    ]);
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(expected));
  });

  it("load by every subpath, without the package that they wrap", async () => {
    const { stdout, stderr } = await project.run(node, "subpaths.mjs");
    expect(stdout, stderr).toBe("loaded");
  });
});
