import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type EntryApi, readPublicApi } from "./public-api.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the reports are kept. */
export const REPORTS: string = join(root, "test/package/api/reports");

/** The report of each entry that was built, by the name of its file. */
export function builtReports(): ReadonlyMap<string, string> {
  return new Map(readPublicApi(root).map((api) => [fileName(api), report(api)]));
}

/** The reports that are kept in the repository, by the name of their file. */
export function keptReports(): ReadonlyMap<string, string> {
  const names = existsSync(REPORTS) ? readdirSync(REPORTS).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(join(REPORTS, name), "utf8")]));
}

function fileName({ specifier }: EntryApi): string {
  return `${specifier.replaceAll("/", "-")}.md`;
}

function report({ specifier, exported, parts, imported }: EntryApi): string {
  const names =
    exported.length === 0
      ? ["Exports nothing: it works by being imported."]
      : [typescript(exported.map(({ text }) => text))];
  const inner = parts.length === 0 ? [] : ["What these are made of, and cannot be imported:", typescript(parts)];
  const others = imported.length === 0 ? [] : [`From other packages: ${imported.join(", ")}.`];
  return `${[`# ${specifier}`, "Made by `npm run api` from what was built.", ...names, ...inner, ...others].join("\n\n")}\n`;
}

function typescript(texts: readonly string[]): string {
  return ["```ts", texts.join("\n\n"), "```"].join("\n");
}
