import { describe, expect, it } from "vitest";
import { bindingsSource, replaceExport } from "../../../src/instrumentation/register/export-bindings.ts";

interface Loaded {
  readonly bindings$: unknown;
  query(): string;
}

async function load(source: string): Promise<Loaded> {
  const text = `${source}\n;export const bindings$ = ${bindingsSource(source, ["query"])};`;
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`) as Promise<Loaded>;
}

describe("replaceExport()", () => {
  it.each([
    ["of another name", 'function $a(){return "one"}export{$a as query};'],
    ["named by a string", 'let a = () => "one"; export { a as "query" };'],
    ["in a list of several", 'const z = 1;\nlet query = () => "one";\nexport {\n  z,\n  query,\n};'],
    ["exported where it is made", "export function queryAll() {}\nexport async function query() {}"],
    ["behind text that looks like an export", 'let b = "export { b as query }"; function a(){} export{a as query,b};'],
  ])("puts another in the place of a function that is %s", async (_, source) => {
    const module = await load(source);
    const original = module.query;
    replaceExport(module, module.bindings$)("query", (query) => Object.assign(() => "two", { query }));
    expect(module.query()).toBe("two");
    expect(Reflect.get(module.query, "query")).toBe(original);
  });

  it.each([
    ["not exported", "export const other = 1;"],
    ["a constant", "export const query = () => 1;"],
    ["a constant in a list", "const query = () => 1; export { query };"],
    ["another module's", 'export { isArray as query } from "node:util";'],
    [
      "hidden by text that looks like its export",
      'function a(){} let b; export{a as query}; b = "export{b as query}";',
    ],
    ["no function", "let query = 1; export { query };"],
  ])("throws at what is %s", async (_, source) => {
    const module = await load(source);
    const before = module.query;
    expect(() => replaceExport(module, module.bindings$)("query", () => () => "two")).toThrow();
    expect(module.query).toBe(before);
  });
});
