import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ALL_MODULES } from "../../../src/instrumentation/register/all-modules.ts";
import { appendCall } from "../../../src/instrumentation/register/append-call.ts";
import { hookModules } from "../../../src/instrumentation/register/hook-modules.ts";
import { loadedModules } from "../../../src/instrumentation/register/loaded-modules.ts";
import { MODULE_NAMES } from "../../../src/instrumentation/register/module-names.ts";

describe("ALL_MODULES", () => {
  it("have the list of every wrapper that has one", () => {
    const folder = new URL("../../../src/instrumentation/", import.meta.url);
    const lists = readdirSync(folder)
      .map((name) => new URL(`${name}/modules.ts`, folder))
      .filter((file) => existsSync(file))
      .flatMap((file) => readFileSync(file, "utf8").match(/(?<=export const )\w+_MODULES\b/g) ?? []);
    const text = readFileSync(new URL("register/all-modules.ts", folder), "utf8");
    expect(lists.filter((name) => !text.includes(`  ${name},`))).toEqual([]);
  });
});

describe("MODULE_NAMES", () => {
  it("are the names of all modules that have a patch", () => {
    expect(MODULE_NAMES).toEqual([...new Set(ALL_MODULES.map(({ name }) => name))].sort());
  });
});

/** A folder with one package, and how a program in it requires it. */
function packageOf(files: Readonly<Record<string, string>>): NodeJS.Require {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-hook-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "node_modules/some-client"), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, "node_modules/some-client", name), text);
  }
  return createRequire(join(folder, "program.cjs"));
}

describe("hookModules()", () => {
  it("hands over the exports of each copy of a package, and not of others", () => {
    const seen: unknown[] = [];
    const undo = hookModules(["some-client"], () => [{ name: "some-client", patch: (exports) => seen.push(exports) }]);
    onTestFinished(undo);
    const copies = [1, 2].map((copy) =>
      packageOf({ "index.js": `exports.copy = ${copy}; require("./other.js"); //`, "other.js": "" })("some-client"),
    );
    expect(seen).toEqual([{ copy: 1 }, { copy: 2 }]);
    expect(seen[0]).toBe(copies[0]);
  });

  it("hands over a subpath that the package itself loads first, by its path", () => {
    const seen: unknown[] = [];
    const undo = hookModules(["some-client/tools"], () => [
      { name: "some-client/tools", patch: (exports) => seen.push(exports) },
    ]);
    onTestFinished(undo);
    const require = packageOf({
      "package.json": '{"exports":{".":"./index.js","./tools":"./lib-tools.js"}}',
      "index.js": 'require("./lib-tools.js")',
      "lib-tools.js": "exports.tools = 1;",
    });
    require("some-client");
    expect(seen).toEqual([{ tools: 1 }]);
    expect(require("some-client/tools")).toBe(seen[0]);
  });

  it("loads a package whose patch fails, and keeps why", () => {
    const undo = hookModules(["some-client"], () => [
      {
        name: "some-client",
        patch: () => {
          throw new Error("another shape");
        },
      },
    ]);
    onTestFinished(undo);
    expect(packageOf({ "index.js": "module.exports = 7" })("some-client")).toBe(7);
    expect(loadedModules().at(-1)).toMatchObject({ name: "some-client", problem: "Error: another shape" });
  });

  it("loads a package when the patches cannot be loaded", () => {
    const undo = hookModules(["some-client"], () => {
      throw new Error("no such file");
    });
    onTestFinished(undo);
    expect(packageOf({ "index.js": "module.exports = 7" })("some-client")).toBe(7);
  });

  it("observes no package that is loaded after it was undone", () => {
    const seen: unknown[] = [];
    hookModules(["some-client"], () => [{ name: "some-client", patch: (exports) => seen.push(exports) }])();
    packageOf({ "index.js": "" })("some-client");
    expect(seen).toEqual([]);
  });
});

describe("appendCall()", () => {
  const url = "file:///a.js";

  it("leaves every line where it is", () => {
    const source = 'throw new Error("here") // no line end\n//# sourceMappingURL=a.js.map';
    for (const format of ["module", "commonjs", undefined]) {
      expect(appendCall({ format, source }, url)?.startsWith(`${source}\n`)).toBe(true);
    }
  });

  it("reads bytes", () => {
    const source = new TextEncoder().encode("x; // é");
    expect(appendCall({ format: "commonjs", source }, url)).toMatch(/^x; \/\/ é\n/);
    expect(appendCall({ format: "commonjs", source: source.buffer }, url)).toMatch(/^x; \/\/ é\n/);
  });

  it("leaves modules of other kinds, without a source, and such that call already", () => {
    for (const format of ["json", "builtin", "wasm", "addon"])
      expect(appendCall({ format, source: "{}" }, url)).toBeUndefined();
    expect(appendCall({ format: "commonjs", source: null }, url)).toBeUndefined();
    const once = appendCall({ format: "commonjs", source: "" }, url) ?? "";
    expect(appendCall({ format: "commonjs", source: once }, url)).toBeUndefined();
  });

  it("does no harm to an ES module that is taken for CommonJS", () => {
    const appended = appendCall({ format: undefined, source: "" }, url) ?? "";
    const asModule = new Function("module", appended);
    expect(() => asModule(undefined)).not.toThrow();
  });
});
