import { existsSync, readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What snippets may use without declaring it. A snippet that declares a name itself hides it. */
const SURROUNDINGS = `
import type { Telemetry } from "agentscribe";
import type OpenAI from "openai";
declare global {
  const telemetry: Telemetry;
  const client: OpenAI;
  const messages: OpenAI.Responses.ResponseInputItem[];
}
`;

interface Snippet {
  /** A file that is only in memory, beside the sources so that packages are found. */
  readonly file: string;
  /** Where it stands: file and line. */
  readonly place: string;
  readonly code: string;
}

/** The `ts` blocks of a page. */
function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(`${root}${page}`, "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    const file = `${root}snippets/${page.replaceAll(/\W/g, "-")}-${line}.ts`;
    return { file, place: `${page}:${line}`, code: `${match[1]}\nexport {};\n` };
  });
}

function pages(): readonly string[] {
  const folders = ["docs", "docs/decisions"].filter((folder) => existsSync(`${root}${folder}`));
  const found = folders.flatMap((folder) => readdirSync(`${root}${folder}`).map((file) => `${folder}/${file}`));
  return ["README.md", ...found].filter((file) => file.endsWith(".md") && existsSync(`${root}${file}`));
}

/** Type-checks snippets against `src`; gives one line an error. */
function typeErrors(snippets: readonly Snippet[]): readonly string[] {
  const surroundings = `${root}snippets/surroundings.ts`;
  const sources = new Map([...snippets.map(({ file, code }) => [file, code] as const), [surroundings, SURROUNDINGS]]);
  const config = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config as { compilerOptions: object };
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options,
    declaration: false,
    isolatedDeclarations: false,
    paths: {
      agentscribe: [`${root}src/index.ts`],
      "agentscribe/inspector": [`${root}src/inspector/index.ts`],
      "agentscribe/*": [`${root}src/instrumentation/*/index.ts`],
    },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const code = sources.get(file);
    return code === undefined
      ? getSourceFile(file, languageVersion, ...rest)
      : ts.createSourceFile(file, code, languageVersion);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const place = snippets.find((snippet) => snippet.file === file)?.place ?? relative(root, file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (problem) => `${place}: ${ts.flattenDiagnosticMessageText(problem.messageText, "\n")}`,
    );
  });
}

describe("docs snippets", () => {
  it("are found in README and docs", () => {
    expect(pages()).toContain("README.md");
    expect(pages().flatMap(snippetsOf).length).toBeGreaterThan(10);
  });

  it("compile against the sources", () => {
    expect(typeErrors(pages().flatMap(snippetsOf))).toEqual([]);
  });

  it("would not compile with a name that does not exist", () => {
    const wrong = `import { init } from "agentscribe";\ninit({ servise: { name: "x" } });\n`;
    const [error] = typeErrors([{ file: `${root}snippets/wrong.ts`, place: "wrong", code: wrong }]);

    expect(error).toMatch(/servise/);
  });
});
