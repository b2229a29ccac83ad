import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { code, page, table } from "./markdown.ts";
import { readSource, root } from "./source.ts";

/** The first page of `examples`: each story in the words that its file begins with. */
export function examplesPage(): string {
  const rows = filesOf("examples/*.ts").map((path) => {
    const name = path.replace("examples/", "");
    const [, story = ""] = /^\/\*\*\s*(?:\* )?([\s\S]*?)(?:\n \*\n[\s\S]*?)?\s*\*\//.exec(commentOf(path)) ?? [];
    return [`[${code(name)}](${name})`, story.replaceAll(/\n \* ?/g, " ")];
  });
  const head = [
    "One file a story, each run by a test. After `npm ci && npm run build`: `node examples/quick-start.ts`.",
    "Of the installed package, copy the folder `examples` out of `node_modules`, where Node runs no TypeScript.",
  ].join(" ");
  return page("Examples", head, table(["example", "story"], rows));
}

/** The first page of `docs/decisions`: the titles of all. */
export function decisionsPage(): string {
  const rows = filesOf("docs/decisions/0*.md").map((path) => {
    const [, number = "", title = ""] = /^# (\d+)\.? (.+)$/m.exec(readSource(path)) ?? [];
    return [number, `[${title}](${path.replace("docs/decisions/", "")})`];
  });
  return page("Decisions", "Why it is built as it is.", table(["", "decision"], rows));
}

function filesOf(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: fileURLToPath(root) }).sort();
}

function commentOf(path: string): string {
  const source = readSource(path);
  return source.slice(source.indexOf("/**"));
}
