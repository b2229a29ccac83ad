import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../installed.ts";
import { type ExampleProject, exampleProject } from "../project.ts";

/** The example with all that it needs copied in: Next's bundler follows no link out of its folder. */
export function nextProject(modules: string): ExampleProject {
  const project = exampleProject([]);
  cpSync(join(ROOT, "examples/runtimes/next"), project.folder, { recursive: true });
  writeFileSync(join(project.folder, "package.json"), '{ "private": true }\n');
  const own = join(project.folder, "node_modules");
  for (const name of readdirSync(own)) {
    if (lstatSync(join(own, name)).isSymbolicLink()) rmSync(join(own, name));
  }
  cpSync(modules, own, { recursive: true, verbatimSymlinks: true });
  for (const name of needed(["openai", "@opentelemetry/api", ...dependenciesOf(ROOT)])) {
    if (!existsSync(join(own, name))) cpSync(join(ROOT, "node_modules", name), join(own, name), { recursive: true });
  }
  return project;
}

/** Packages and what they depend on, as far as it is installed at the top. */
function needed(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const waiting = [...names]; waiting.length > 0; ) {
    const name = waiting.pop() ?? "";
    const folder = join(ROOT, "node_modules", name);
    if (found.has(name) || !existsSync(folder)) continue;
    found.add(name);
    waiting.push(...dependenciesOf(folder));
  }
  return found;
}

function dependenciesOf(folder: string): readonly string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly dependencies?: object;
  };
  return Object.keys(dependencies);
}
