import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NODES, type PackedProject, packedProject } from "./packed.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Names of every entry, by `import` and by `require`. */
const NAMES = `
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const named = (module) => Object.keys(module).filter((name) => !["default", "module.exports", "__esModule"].includes(name)).sort();
const names = {};
for (const entry of JSON.parse(process.env.ENTRIES)) names[entry] = [named(await import(entry)), named(require(entry))];
process.stdout.write(JSON.stringify(names));
`;

let project: PackedProject;
let entries: readonly string[];
beforeAll(() => {
  project = packedProject();
  const { exports } = JSON.parse(readFileSync(join(project.folder, "node_modules/agentscribe/package.json"), "utf8"));
  // What extends a test runner needs that runner: test/package/testing-kit.test.ts.
  const paths = Object.keys(exports).filter((path) => path !== "./package.json" && !path.startsWith("./testing/"));
  entries = paths.map((path) => `agentscribe${path.slice(1)}`);
  writeFileSync(join(project.folder, "names.mjs"), NAMES);
});
afterAll(() => project?.remove());

it.each(Object.entries(NODES))(
  "every entry has the same names by import and by require on Node %s",
  async (_, node) => {
    const { status, stdout, stderr } = await project.run(node, "names.mjs", { ENTRIES: JSON.stringify(entries) });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const names = JSON.parse(stdout) as Readonly<Record<string, readonly [string[], string[]]>>;
    expect(Object.keys(names)).toEqual(entries);
    for (const [entry, [imported, required]] of Object.entries(names)) {
      expect([entry, imported]).toEqual([entry, required]);
      // The zero-code start does its work when it is loaded.
      expect([entry, imported.length > 0]).toEqual([entry, entry !== "agentscribe/register"]);
    }
  },
);

const STRICT = ["--strict", "--exactOptionalPropertyTypes", "--skipLibCheck", "false", "--target", "es2022"];

/** What the program has beside the package: the types of Node. */
const NODE = ["--lib", "es2023", "--types", "node"];

/** Runs the compiler in the project. @returns its exit code and what it wrote */
async function compile(args: readonly string[], beside: readonly string[] = NODE): Promise<readonly unknown[]> {
  const types = join(project.folder, "node_modules/@types");
  if (!existsSync(types)) symlinkSync(join(root, "node_modules/@types"), types);
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  return await new Promise((done) => {
    execFile(
      process.execPath,
      [compiler, ...STRICT, ...beside, ...args],
      { cwd: project.folder },
      (error, stdout, stderr) => done([error?.code ?? 0, stdout, stderr]),
    );
  });
}

/** What is spread is spelled out in the declaration, with the names of its parts. */
const PARTS = `
import { fromContext, type ContentSink, type PriceOverride, type RecordObserver, type SeriesState, type TelemetryOptions } from "agentscribe";
import { doctor } from "agentscribe/doctor";
export const health = { ...fromContext().health() };
export const sink = (kept: ContentSink) => ({ ...kept });
export const observer = (kept: RecordObserver) => ({ ...kept });
export const series = (kept: SeriesState) => ({ ...kept });
export const price = (kept: PriceOverride) => ({ ...kept });
export const options = (kept: TelemetryOptions) => ({ ...kept });
export const diagnosis = async () => ({ ...(await doctor()) });
`;

/** Code of one module system hands what it has to code of the other, whose declarations are in files of their own. */
const REQUIRED = `
import type { AgentOptions, ScopeHandle, Telemetry, TelemetryOptions } from "agentscribe";
import type { TestTelemetry } from "agentscribe/testing";
export function take(client: Telemetry, handle: ScopeHandle, agent: AgentOptions, options: TelemetryOptions, test: TestTelemetry): void {}
`;
const IMPORTED = `
import { type AgentOptions, init, type TelemetryOptions } from "agentscribe";
import { createTestTelemetry } from "agentscribe/testing";
import { take } from "./required.cjs";
const client = init();
const agent: AgentOptions = { name: "helper", parent: client.extractHeaders({}) };
const options: TelemetryOptions = {};
take(client, client.startAgent(agent), agent, options, createTestTelemetry(options));
`;

/** Where nothing but the package's own declarations says what `using` needs. */
const USING = `
import { init } from "agentscribe";
await using telemetry = init();
using session = telemetry.startSession();
export const { signal } = session;
`;

/** Of a resolution that is not named like the modules it is for. */
const MODULES: Readonly<Record<string, string>> = { bundler: "esnext", node10: "commonjs" };

describe("the types of every entry", () => {
  it.each([
    ["ESM", "nodenext", "all.mts"],
    ["CommonJS", "nodenext", "all.cts"],
    ["a bundler", "bundler", "all.ts"],
    ["CommonJS without exports of packages", "node10", "all10.ts"],
  ])("hold for %s (%s)", async (_, resolution, file) => {
    const lines = entries.map(
      (entry, index) => `import * as m${index} from "${entry}";\nexport type T${index} = typeof m${index};`,
    );
    writeFileSync(join(project.folder, file), lines.join("\n"));
    const module = ["--module", MODULES[resolution] ?? resolution, "--moduleResolution", resolution];
    if (resolution === "node10") module.push("--ignoreDeprecations", "6.0");
    const ran = await compile(["--noEmit", ...module, file]);
    expect(ran).toEqual([0, "", ""]);
  });

  it.each(["es2022", "es2022,dom"])("need no types of Node, and no library but %s", async (lib) => {
    const lines = entries.map((entry, index) => `export * as m${index} from "${entry}";`);
    writeFileSync(join(project.folder, "bare.mts"), lines.join("\n"));
    writeFileSync(join(project.folder, "bare.cts"), lines.join("\n"));
    writeFileSync(join(project.folder, "using.mts"), USING);
    const settings = { compilerOptions: { types: [], lib: lib.split(","), module: "nodenext", noEmit: true } };
    const files = ["bare.mts", "bare.cts", "using.mts"];
    writeFileSync(join(project.folder, "tsconfig.json"), JSON.stringify({ ...settings, files }));
    expect(await compile([], ["--project", "tsconfig.json"])).toEqual([0, "", ""]);
    rmSync(join(project.folder, "tsconfig.json"));
  });

  it("are the same for ESM and CommonJS of one program", async () => {
    writeFileSync(join(project.folder, "required.cts"), REQUIRED);
    writeFileSync(join(project.folder, "imported.mts"), IMPORTED);
    const ran = await compile(["--noEmit", "--module", "nodenext", "imported.mts"]);
    expect(ran).toEqual([0, "", ""]);
  });

  it("can be named in declarations of what is made of their parts", async () => {
    writeFileSync(join(project.folder, "parts.mts"), PARTS);
    const ran = await compile(["--declaration", "--module", "nodenext", "--outDir", "declared", "parts.mts"]);
    expect(ran).toEqual([0, "", ""]);
  });
});
