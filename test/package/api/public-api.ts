import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { printedDeclaration } from "./print-declaration.ts";

/** A public name of an entry. */
export interface PublicName {
  readonly name: string;
  /** As it is declared, without comments. */
  readonly text: string;
  /** What its documentation says, empty when it has none. */
  readonly documentation: string;
}

/** What one entry of the package gives to who imports it. */
export interface EntryApi {
  /** `agentscribe/openai`. */
  readonly specifier: string;
  readonly exported: readonly PublicName[];
  /** What the public names are made of and no one can import. */
  readonly parts: readonly string[];
  /** Names of other packages that appear in it. */
  readonly imported: readonly string[];
}

/** Reads what each entry of `package.json` declares, from what was built. @throws Error when a file is not there */
export function readPublicApi(root: string): readonly EntryApi[] {
  const files = declarationFiles(root);
  const program = ts.createProgram(Object.values(files), {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ESNext,
    skipLibCheck: true,
    types: [],
  });
  return Object.entries(files).map(([specifier, file]) => readEntry(program, specifier, file, join(root, "dist")));
}

/** The declarations of each entry that has some, by what a user imports. */
function declarationFiles(root: string): Readonly<Record<string, string>> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const found: Record<string, string> = {};
  for (const [subpath, conditions] of Object.entries<{ import?: { types?: string } }>(manifest.exports)) {
    const types = conditions.import?.types;
    if (types !== undefined) found[join(manifest.name, subpath)] = join(root, types);
  }
  return found;
}

function readEntry(program: ts.Program, specifier: string, file: string, dist: string): EntryApi {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  if (source === undefined) throw new Error(`${relative(process.cwd(), file)} is not there: run npm run build`);
  const module = checker.getSymbolAtLocation(source);
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
  const resolved = new Map(symbols.map((symbol) => [symbol.name, origin(checker, symbol)]));
  const { parts, imported } = reached(checker, [...resolved.values()], dist);
  return {
    specifier,
    exported: [...resolved].sort(byName).map(([name, symbol]) => ({
      name,
      text: textOf(symbol, name),
      documentation: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    })),
    parts: parts
      .sort((one, other) => compare(one.name, other.name))
      .map((symbol) => textOf(symbol, symbol.name))
      .filter((text) => text !== ""),
    imported: [...imported].sort(),
  };
}

/** Everything of the package that the declarations of some symbols speak of, and what they take from other packages. */
function reached(
  checker: ts.TypeChecker,
  from: readonly ts.Symbol[],
  dist: string,
): { readonly parts: ts.Symbol[]; readonly imported: ReadonlySet<string> } {
  const seen = new Set(from);
  const imported = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol !== undefined) take(symbol);
    }
    ts.forEachChild(node, visit);
  };
  const take = (symbol: ts.Symbol): void => {
    const package_ = packageOf(symbol);
    if (package_ !== undefined) imported.add(package_);
    const own = origin(checker, symbol);
    if (package_ === undefined && !seen.has(own) && isTopLevel(own, dist)) seen.add(own);
  };
  // A set that grows while it is walked is walked to its end.
  for (const symbol of seen) for (const declaration of symbol.declarations ?? []) visit(declaration);
  return { parts: [...seen].slice(from.length), imported };
}

function textOf(symbol: ts.Symbol, name: string): string {
  const texts = (symbol.declarations ?? []).map((declaration) => printedDeclaration(declaration, symbol.name));
  const renamed = symbol.name === name ? [] : [`// ${symbol.name} as ${name}`];
  return [...renamed, ...texts].join("\n");
}

function origin(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** `Span of @opentelemetry/api`, when a symbol is imported from another package. */
function packageOf(symbol: ts.Symbol): string | undefined {
  const specifier = symbol.declarations?.find(ts.isImportSpecifier);
  const from = specifier?.parent.parent.parent.moduleSpecifier;
  if (specifier === undefined || from === undefined || !ts.isStringLiteral(from) || from.text.startsWith("."))
    return undefined;
  return `${(specifier.propertyName ?? specifier.name).text} of ${from.text}`;
}

function isTopLevel(symbol: ts.Symbol, dist: string): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const holder = ts.isVariableDeclaration(declaration) ? declaration.parent.parent.parent : declaration.parent;
    return ts.isSourceFile(holder) && holder.fileName.startsWith(dist);
  });
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return compare(one, other);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
