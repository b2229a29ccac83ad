import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MODULE_NAMES } from "../../../src/instrumentation/register/module-names.ts";
import type { VendorSet } from "../load.ts";
import { type BuiltRegister, buildRegister, NODES } from "./built.ts";

let built: BuiltRegister;
beforeAll(async () => {
  built = await buildRegister();
}, 60_000);
afterAll(() => built.remove());

const installed = (set: VendorSet): readonly string[] =>
  MODULE_NAMES.filter((name) => {
    const folder = name.split("/").slice(0, name.startsWith("@") ? 2 : 1);
    return existsSync(new URL(`../${set}/node_modules/${folder.join("/")}`, import.meta.url));
  });

/** Loads each package both ways; says what it exports, what could not be loaded, and what the zero-code start says of it. */
const loadsAll = (names: readonly string[]): string => `
  import { createRequire } from "node:module";
  const require = createRequire(import.meta.url);
  const found = {};
  for (const name of ${JSON.stringify(names)}) {
    for (const [way, load] of [["import", () => import(name)], ["require", () => require(name)]]) {
      try { found[way + " " + name] = Object.keys(await load()).sort(); } catch (error) { found[way + " " + name] = error.code ?? error.message; }
    }
  }
  const loaded = globalThis[Symbol.for("agentscribe loaded modules.1")] ?? [];
  console.log(JSON.stringify({ found, loaded }));
`;

describe.each<VendorSet>(["newest", "previous", "older"])("agentscribe/register and every package, %s", (set) => {
  it("loads each as it is without it, and patches it without a problem", async () => {
    const names = installed(set);
    const program = built.program(set, "all.mjs", loadsAll(names));
    const env = { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };
    const bare = await built.run([program], env);
    const run = await built.run(["--import", built.url, program], env);
    expect(run).toMatchObject({ status: 0, stderr: bare.stderr });
    const { found, loaded } = JSON.parse(run.stdout);
    expect(found).toEqual(JSON.parse(bare.stdout).found);
    expect(loaded.filter(({ problem }: { problem?: string }) => problem !== undefined)).toEqual([]);
    const isLoaded = (name: string): boolean =>
      ["import", "require"].some((way) => Array.isArray(found[`${way} ${name}`]));
    const seen = new Set(loaded.map(({ name }: { name: string }) => name));
    expect(names.filter((name) => isLoaded(name) && !seen.has(name))).toEqual([]);
    expect(names.filter(isLoaded).length).toBeGreaterThan(2);
  });
});

describe("agentscribe/register", () => {
  it.each(Object.keys(NODES))(
    "does not get in the way of TypeScript, JSON and builtins on Node %s",
    async (version) => {
      const program = built.program(
        "newest",
        "others.mjs",
        `import data from "./data.json" with { type: "json" }; import { readFileSync } from "node:fs"; import { sum } from "./sum.cjs";
       console.log(data.a, typeof readFileSync, sum(1, 2));`,
      );
      built.program("newest", "data.json", '{"a":1}');
      built.program("newest", "sum.cjs", "exports.sum = (a, b) => a + b;");
      const run = await built.run(["--import", built.url, program], {}, NODES[version]);
      expect(run).toEqual({ status: 0, stdout: "1 function 3\n", stderr: "" });
    },
  );
});
