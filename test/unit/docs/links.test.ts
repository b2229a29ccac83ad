import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = globSync(["*.md", "docs/**/*.md", "fleet/**/*.md", "examples/**/*.md"], {
  cwd: root,
  exclude: ["docs/api/**", "**/node_modules/**"],
});
const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

/** Where a page leads to in this repository: files, with the heading where one is named. */
function linksOf(page: string): readonly { readonly href: string; readonly file: string; readonly heading: string }[] {
  return [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, href = ""]) => {
    if (/^https?:/.test(href)) return [];
    const [path = "", heading = ""] = href.split("#");
    return [{ href, file: path === "" ? page : join(dirname(page), path), heading }];
  });
}

/** The names by which the headings of a page are linked to. */
function headingsOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

it.each(pages)("%s links to what is there", (page) => {
  const broken = linksOf(page).filter(
    ({ file, heading }) => !existsSync(join(root, file)) || (heading !== "" && !headingsOf(file).includes(heading)),
  );
  expect(broken.map(({ href }) => href)).toEqual([]);
});

it("each page of the docs can be reached from the README", () => {
  const reached = new Set(["README.md"]);
  for (const page of reached)
    for (const { file } of linksOf(page)) {
      // A link to a folder shows what is in it.
      for (const found of pages) if (found === file || dirname(found) === file) reached.add(found);
    }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

it.each(pages)("%s names commands and files of this repository that are there", (page) => {
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> };
  const commands = [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  const files = [...textOf(page).matchAll(/`(?:node )?((?:src|test|bench|docs|examples)\/[^`\s*{<]+)`/g)];
  expect({
    commands: commands.filter((name) => scripts[name] === undefined),
    files: files.map(([, file = ""]) => file).filter((file) => !existsSync(join(root, file))),
  }).toEqual({ commands: [], files: [] });
});
