import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const NODE = NODES["24"] as string;

/** Uses every entry that loads files of the package by their place: the core, the testing kit, and the inspector with its threads and page. */
const USE = `
async function main() {
  const telemetry = init({ exporters: [] });
  const answered = await telemetry.tool({ name: "search" }, async () => 1);
  await telemetry.shutdown();
  const test = createTestTelemetry();
  await test.tool({ name: "search" }, async () => 1);
  const inspector = await startInspector({ port: 0, grpcPort: false, store: ":memory:" });
  const page = (await fetch(inspector.url)).status;
  await inspector.close();
  process.stdout.write(JSON.stringify({ answered, page }));
}
`;
const NAMES = {
  init: "agentscribe",
  createTestTelemetry: "agentscribe/testing",
  startInspector: "agentscribe/inspector",
};
const ESM = Object.entries(NAMES).map(([name, from]) => `import { ${name} } from "${from}";\n`);
const CJS = Object.entries(NAMES).map(([name, from]) => `const { ${name} } = require("${from}");\n`);
/** What jsdom, as test runners and renderers on a server set it up, leaves in the program. */
const DOCUMENT = 'globalThis.document = { baseURI: "http://localhost/", currentScript: null };\n';

const PROGRAMS = {
  "use.mjs": `${ESM.join("")}${USE}await main();`,
  "use.cjs": `${CJS.join("")}${USE}main();`,
  "document.mjs": `${ESM.join("")}${DOCUMENT}${USE}await main();`,
  "document.cjs": `${DOCUMENT}${CJS.join("")}${USE}main();`,
};
const STARTED = `process.stdout.write(require("agentscribe").fromContext().health().mode);`;
const WITH_DOCUMENT = "--require ./document-only.cjs";

let project: PackedProject;
beforeAll(() => {
  project = packedProject("agentscribe C# a%20b q?x ");
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(project.folder, name), text);
  writeFileSync(join(project.folder, "document-only.cjs"), DOCUMENT);
  writeFileSync(join(project.folder, "started.cjs"), STARTED);
});
afterAll(() => project?.remove());

describe.each(Object.entries(NODES))("in a folder whose path is no part of a URL, on Node %s", (_version, node) => {
  it.each(Object.keys(PROGRAMS))("everything loads what it needs (%s)", async (file) => {
    const { status, stdout, stderr } = await project.run(node, file);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{"answered":1,"page":200}', stderr: "" });
  });

  it.each([
    "--require agentscribe/register",
    "--import agentscribe/register",
    `${WITH_DOCUMENT} --require agentscribe/register`,
  ])("the zero-code start records (%s)", async (options) => {
    const env = { NODE_OPTIONS: options, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
    const { status, stdout, stderr } = await project.run(node, "started.cjs", env);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "own", stderr: "" });
  });
});

describe("a zero-code start that fails", () => {
  const file = (): string => join(project.folder, "node_modules/agentscribe/dist/zero-code.cjs");
  beforeAll(() => renameSync(file(), `${file()}.gone`));
  afterAll(() => renameSync(`${file()}.gone`, file()));

  it.each(["--require", "--import"])("is said in a line, and the program runs (%s)", async (flag) => {
    const { status, stdout, stderr } = await project.run(NODE, "started.cjs", {
      NODE_OPTIONS: `${flag} agentscribe/register`,
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "off" });
    expect(stderr).toMatch(
      /^agentscribe: the zero-code start failed, so nothing is recorded: Error: Cannot find module/,
    );
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
