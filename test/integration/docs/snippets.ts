import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { givenOf } from "./surroundings.ts";

export const root: string = fileURLToPath(new URL("../../../", import.meta.url));

/** A block of code on a page, with what it takes for granted. */
export interface Snippet {
  readonly page: string;
  /** Where it stands: page and line. */
  readonly place: string;
  /** A name for a file, its own. */
  readonly name: string;
  /** A whole module. */
  readonly code: string;
}

/** The `ts` blocks of the README and of all pages of the docs. */
export function allSnippets(): readonly Snippet[] {
  const pages = globSync(["README.md", "docs/**/*.md", "fleet/**/*.md", "examples/**/*.md"], {
    cwd: root,
    exclude: ["docs/api/**", "**/node_modules/**"],
  });
  return pages.sort().flatMap(snippetsOf);
}

function snippetsOf(page: string): readonly Snippet[] {
  const text = readFileSync(`${root}${page}`, "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split("\n").length;
    const code = match[1] ?? "";
    return {
      page,
      place: `${page}:${line}`,
      name: `${page.replaceAll(/\W+/g, "-")}-${line}`,
      code: `${given(page, code)}${code}\nexport {};\n`,
    };
  });
}

/** Code that declares what the snippet uses and does not declare itself. */
function given(page: string, code: string): string {
  const { used, declared } = namesOf(code);
  const wanted = new Map<string, string>();
  const want = (name: string): void => {
    const code = givenOf(page, name);
    if (code === undefined || declared.has(name) || wanted.has(name)) return;
    for (const other of namesOf(code).used) if (other !== name) want(other);
    wanted.set(name, code);
  };
  for (const name of used) want(name);
  return [...wanted.values()].map((code) => `${code}\n`).join("");
}

function namesOf(code: string): { readonly used: ReadonlySet<string>; readonly declared: ReadonlySet<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const addNames = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) declared.add(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    if (ts.isVariableDeclaration(node)) addNames(node.name);
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) declared.add(node.name.text);
    else if (ts.isImportClause(node) && node.name) declared.add(node.name.text);
    else if (ts.isImportSpecifier(node) || ts.isNamespaceImport(node)) declared.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("snippet.ts", code, ts.ScriptTarget.ESNext));
  return { used, declared };
}
