import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../examples/support/otlp-receiver.ts";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a user writes after reading the README, in both module systems. */
const AGENT = `
const telemetry = init({ service: { name: "packed-bot", version: "1.0.0" } });
async function main() {
  await telemetry.session({ id: "thread-1" }, async () => {
    await telemetry.task({ id: "T-1", type: "support" }, async (task) => {
      await telemetry.agent({ name: "planner" }, async () => {
        await telemetry.llm({ provider: "openai", model: "gpt-5", input: [{ role: "user", content: "hi" }] }, async (call) => {
          call.response({ id: "chatcmpl-1", object: "chat.completion", model: "gpt-5-2025-08-07",
            choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "hello" } }],
            usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 } });
        });
        await telemetry.tool({ name: "search", arguments: { q: "x" } }, async () => ({ hits: 1 }));
        record("decision", { type: "route", choice: "answer" });
      });
      task.outcome("success");
    });
  });
  const report = await telemetry.shutdown();
  process.stdout.write(JSON.stringify(report));
}
`;

const ESM = `import { init, record } from "agentscribe";\n${AGENT}\nawait main();\n`;
const CJS = `const { init, record } = require("agentscribe");\n${AGENT}\nmain();\n`;
const BOTH = `
import { createRequire } from "node:module";
import * as esm from "agentscribe";
const cjs = createRequire(import.meta.url)("agentscribe");
const telemetry = esm.init({ exporters: [] });
const same = cjs.fromContext() === telemetry;
let refused = false;
try { cjs.init({ nonsense: true }); } catch (error) { refused = error instanceof esm.ConfigError && error instanceof cjs.ConfigError; }
await telemetry.shutdown();
process.stdout.write(JSON.stringify({ same, refused }));
`;

let project: PackedProject;
let receiver: Receiver;

beforeAll(async () => {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("dist is not there: run npm run build first");
  project = packedProject();
  for (const [name, text] of Object.entries({ "agent.mjs": ESM, "agent.cjs": CJS, "both.mjs": BOTH })) {
    writeFileSync(join(project.folder, name), text);
  }
  receiver = await startReceiver();
});

afterAll(async () => {
  await receiver?.close();
  project?.remove();
});

describe.each(Object.entries(NODES))("the packed tarball on Node %s", (version, node) => {
  it("runs on the version it says", async () => {
    writeFileSync(join(project.folder, "version.mjs"), "process.stdout.write(process.versions.node)");
    expect((await project.run(node, "version.mjs")).stdout).toMatch(new RegExp(`^${version}\\.`));
  });

  it.each([
    ["import", "agent.mjs", "http/protobuf"],
    ["require", "agent.cjs", "http/protobuf"],
    ["import", "agent.mjs", "http/json"],
    ["require", "agent.cjs", "http/json"],
  ])("records by %s (%s) over %s", async (_how, file, protocol) => {
    const before = { spans: receiver.spans().length, logs: receiver.logs().length };
    const run = await project.run(node, file, {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ pending: 0, dropped: {} });
    const spans = receiver.spans().slice(before.spans);
    expect(spans.map(({ name }) => name).sort()).toEqual(
      ["chat gpt-5", "execute_tool search", "invoke_agent planner", "session", "task support"].sort(),
    );
    const chat = spans.find(({ name }) => name === "chat gpt-5");
    expect(JSON.stringify(chat)).toContain("agentscribe.cost.usd");
    expect(receiver.logs().length - before.logs).toBeGreaterThanOrEqual(4);
  });

  it("has the command", async () => {
    const { bin, version } = JSON.parse(
      readFileSync(join(project.folder, "node_modules/agentscribe/package.json"), "utf8"),
    );
    const file = join("node_modules/agentscribe", bin.agentscribe);
    expect(readFileSync(join(project.folder, file), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    const env = { AGENTSCRIBE_SPOOL_DIRECTORY: join(project.folder, "spool") };
    expect(await project.run(node, file, env, ["--version"])).toEqual({
      status: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
    expect(await project.run(node, file, env, ["spool"])).toEqual({
      status: 0,
      stdout: `${env.AGENTSCRIBE_SPOOL_DIRECTORY}\n  nothing is waiting\n`,
      stderr: "",
    });
  });

  it("shares clients and errors between import and require", async () => {
    const run = await project.run(node, "both.mjs");
    expect(run.stderr).toBe("");
    expect(JSON.parse(run.stdout)).toEqual({ same: true, refused: true });
  });
});

describe("the packed tarball", () => {
  it("holds the build, the papers and the files of the fleet, and no source", () => {
    const manifest = JSON.parse(readFileSync(join(project.folder, "node_modules/agentscribe/package.json"), "utf8"));
    expect(manifest.version).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
    for (const name of [
      "dist/index.js",
      "dist/index.cjs",
      "dist/index.d.ts",
      "dist/index.d.cts",
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "THIRD_PARTY_NOTICES.md",
      "SECURITY.md",
    ]) {
      expect(existsSync(join(project.folder, "node_modules/agentscribe", name)), name).toBe(true);
    }
    for (const name of ["src", "test", "bench", "docs/generate", "docs/screenshots", "fleet/generate"]) {
      expect(existsSync(join(project.folder, "node_modules/agentscribe", name)), name).toBe(false);
    }
  });

  it("has what its pages link to, but for pictures and the code of the repository", () => {
    const folder = join(project.folder, "node_modules/agentscribe");
    const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
    expect(pages.length).toBeGreaterThan(40);
    const broken = pages.flatMap((page) =>
      [...readFileSync(join(folder, page), "utf8").matchAll(/\]\(([^)\s#:]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => join(dirname(page), target))
        .filter(
          (path) =>
            page === "README.md" || !/^(docs\/screenshots|src|test|bench|\.github)\/|^fleet\/.*\.ts$/.test(path),
        )
        .filter((path) => !existsSync(join(folder, path)))
        .map((path) => `${page}: ${path}`),
    );
    expect(broken).toEqual([]);
  });

  it("has examples that run when they are copied out of it", async () => {
    const folder = join(project.folder, "examples");
    cpSync(join(project.folder, "node_modules/agentscribe/examples"), folder, { recursive: true });
    for (const name of ["quick-start", "streaming", "wrapped-client", "budgets", "zero-code"]) {
      const run = await project.run(NODES["24"] ?? "node", `examples/${name}.ts`);
      expect(run, name).toMatchObject({ status: 0, stdout: expect.stringMatching(/./) });
    }
  });

  it("has no file that imports one that is not in it", () => {
    const folder = join(project.folder, "node_modules/agentscribe");
    const missing = ["examples", "fleet"].flatMap((part) =>
      readdirSync(join(folder, part), { recursive: true, encoding: "utf8" })
        .map((name) => join(part, name))
        .filter((name) => /\.[cm]?[jt]s$/.test(name))
        .flatMap((name) =>
          [...readFileSync(join(folder, name), "utf8").matchAll(/(?:\bfrom|\bimport\(?) ?"(\.[^"]+)"/g)]
            .map(([, target = ""]) => join(dirname(name), target))
            .filter((path) => !existsSync(join(folder, path)))
            .map((path) => `${name}: ${path}`),
        ),
    );
    expect(missing).toEqual([]);
  });

  it("imports no createRequire by name in what bundlers take: webpack follows it, warns, and leaves some of it empty", () => {
    const folder = join(project.folder, "node_modules/agentscribe/dist");
    const files = new Set(["bundle/index.js", "testing/bundle.js"]);
    for (const file of files) {
      for (const [, target = ""] of readFileSync(join(folder, file), "utf8").matchAll(/["'](\.[^"'\s]+\.js)["']/g)) {
        if (existsSync(join(folder, dirname(file), target))) files.add(join(dirname(file), target));
      }
    }
    expect(files.size).toBeGreaterThan(10);
    const named = /import\s*\{[^}]*\bcreateRequire\b[^}]*\}\s*from/;
    expect([...files].filter((file) => named.test(readFileSync(join(folder, file), "utf8")))).toEqual([]);
  });

  it("has a file for bundlers that is said to be no ES module, so that Nitro takes it in and does not copy it for Node, which asks for another", () => {
    const folder = join(project.folder, "node_modules/agentscribe");
    const { exports, module } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = exports["."].module.default;
    expect([file, file.endsWith(".js")]).toEqual([module, true]);
    const nearest = JSON.parse(readFileSync(join(folder, dirname(file), "package.json"), "utf8"));
    expect(nearest).toEqual({ sideEffects: false });
  });

  it("does nothing on the network when it is imported", async () => {
    const watch = `import net from "node:net"; let sockets = 0; const connect = net.Socket.prototype.connect;
      net.Socket.prototype.connect = function (...args) { sockets += 1; return connect.apply(this, args); };
      await import("agentscribe"); await new Promise((done) => setTimeout(done, 200)); process.stdout.write(String(sockets));`;
    writeFileSync(join(project.folder, "watch.mjs"), watch);
    expect((await project.run(NODES["24"] ?? "node", "watch.mjs")).stdout).toBe("0");
  });
});
