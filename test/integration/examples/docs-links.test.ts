import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pages = globSync(["README.md", "CHANGELOG.md", "docs/**/*.md", "fleet/**/*.md"], { cwd: root });

/** Links of a page to other files of the repository that lead nowhere, or to a heading that is not there. */
function brokenLinks(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8").replaceAll(/^```[\s\S]*?^```$/gm, "");
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^https?:/.test(target) && !leadsSomewhere(page, target));
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = "", heading] = target.split("#");
  const file = path === "" ? join(root, page) : join(root, dirname(page), path);
  if (!existsSync(file)) return false;
  if (heading === undefined) return true;
  const headings = readFileSync(file, "utf8").match(/^#+ .*$/gm) ?? [];
  return headings.some((line) => slug(line) === heading);
}

/** The anchor that GitHub gives a heading. */
function slug(heading: string): string {
  return heading
    .replace(/^#+ /, "")
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");
}

describe("docs links", () => {
  it.each(pages)("of %s lead to files and headings that exist", (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });
});
