import { existsSync } from "node:fs";
import { relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { allSnippets, root, type Snippet } from "./snippets.ts";

const vendors = `${root}test/vendors/newest/`;
const hasVendors = existsSync(`${vendors}node_modules`);
if (!hasVendors) console.warn("SKIPPED: snippets of docs/wrappers; `npm run vendors` installs what they import");

/** Type-checks snippets against `src`, as modules that are only in memory, beside the packages that they import; gives one line an error. */
function typeErrors(snippets: readonly Snippet[]): readonly string[] {
  const places = new Map(snippets.map((snippet) => [`${vendors}snippets/${snippet.name}.mts`, snippet]));
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config as {
    compilerOptions: { paths: Record<string, string[]> };
  };
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    declaration: false,
    isolatedDeclarations: false,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => places.has(file) || fileExists(file);
  host.readFile = (file) => places.get(file)?.code ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const code = places.get(file)?.code;
    return code === undefined
      ? getSourceFile(file, languageVersion, ...rest)
      : ts.createSourceFile(file, code, languageVersion);
  };
  const program = ts.createProgram([...places.keys()], options, host);
  return [...places].flatMap(([file, { place }]) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (problem) => `${place ?? relative(root, file)}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`,
    );
  });
}

describe("snippets of the docs", () => {
  it("compile against the sources and the newest clients", { timeout: 120_000 }, () => {
    const checked = allSnippets().filter(({ page }) => hasVendors || !page.startsWith("docs/wrappers/"));

    expect(checked.length).toBeGreaterThan(10);
    expect(typeErrors(checked)).toEqual([]);
  });

  it("would not compile with a name that does not exist", { timeout: 60_000 }, () => {
    const code = `import { init } from "agentscribe";\ninit({ servise: { name: "x" } });\n`;
    const [error] = typeErrors([{ page: "wrong.md", place: "wrong.md:1", name: "wrong", code }]);

    expect(error).toMatch(/servise/);
  });
});
