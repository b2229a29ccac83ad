import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const page = readFileSync(join(root, "docs/security.md"), "utf8");

/** Links to tests in the table of threats: the text is the name of a test. */
const links = [...page.matchAll(/\[((?:[^\][]|\[[^\]]*\])+)\]\(\.\.\/(test\/[^)]+\.ts)\)/g)].map(
  ([, name = "", file = ""]) => ({ name, file }),
);
const threats = page.slice(page.indexOf("## Threats"), page.indexOf("## What an audit asks"));
const rows = threats.split("\n").filter((line) => line.startsWith("| ") && !/^\| (threat|---)/.test(line));

it("every threat is held by a test", () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => !/\]\(\.\.\/test\//.test(row))).toEqual([]);
});

it.each(links)("$file has a test named: $name", ({ name, file }) => {
  const source = readFileSync(join(root, file), "utf8");
  expect(source.includes(`"${name}"`) || source.includes(`\`${name}\``)).toBe(true);
  expect(dirname(file)).toMatch(/^test\/(unit|integration|package)/);
});
