import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = readFileSync(`${root}CONTRIBUTING.md`, "utf8");

function foldersOf(folder: string): readonly string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

describe("the map of the house", () => {
  it("names every folder of src", () => {
    expect(foldersOf("src").filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it("names every folder of test", () => {
    const support = ["support"]; // By its files.
    const missing = foldersOf("test").filter((name) => !page.includes(`\`test/${name}\``) && !support.includes(name));
    expect(missing).toEqual([]);
  });
});
