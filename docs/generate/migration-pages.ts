import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { pageWithBlocks } from "./block.ts";
import { readSource, root } from "./source.ts";

const PROGRAMS = "test/interop/migration/";
const BESIDE = "docs/beside-others.md";

/** The pages of `docs/migration`, and that of others beside us, with the programs that the tests run in them. */
export function migrationPages(): Readonly<Record<string, string>> {
  const folders = globSync(`${PROGRAMS}*/before.mjs`, { cwd: fileURLToPath(root) }).map((path) =>
    path.split("/").at(-2),
  );
  const pages = folders.sort().map((peer) => {
    const programs = globSync(`${PROGRAMS}${peer}/*.mjs`, { cwd: fileURLToPath(root) });
    const blocks = programs.map((path) => [path.split("/").at(-1)?.replace(".mjs", ""), program(path)]);
    return [`docs/migration/${peer}.md`, pageWithBlocks(`docs/migration/${peer}.md`, Object.fromEntries(blocks))];
  });
  const agent = pageWithBlocks("docs/migration/README.md", { agent: program(`${PROGRAMS}agent.mjs`) });
  const besides = ["datadog-host", "datadog-llmobs"].map((name) => [name, program(`test/interop/beside/${name}.mjs`)]);
  return {
    "docs/migration/README.md": agent,
    [BESIDE]: pageWithBlocks(BESIDE, Object.fromEntries(besides)),
    ...Object.fromEntries(pages),
  };
}

function program(path: string): string {
  return `\`\`\`js\n${readSource(path).trimEnd()}\n\`\`\``;
}
