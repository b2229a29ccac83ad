import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";

/** The root of the repository. */
export const root: URL = new URL("../../", import.meta.url);

/** A named thing of a source file, with its documentation. */
export interface Documented {
  readonly name: string;
  /** The type of a property, or the value of a constant, as it is written. */
  readonly text: string;
  readonly meaning: string;
  readonly defaultValue: string;
  readonly optional: boolean;
}

/** The exported constants of a file that are strings. */
export function readConstants(path: string): readonly Documented[] {
  return parse(path).statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    const [declaration] = statement.declarationList.declarations;
    const value = declaration?.initializer;
    if (declaration === undefined || value === undefined || !ts.isStringLiteral(value)) return [];
    return [{ name: declaration.name.getText(), text: value.text, ...documentation(statement), optional: false }];
  });
}

/** The properties and methods of an interface of a file. @throws Error when it is not there */
export function readInterface(path: string, name: string): readonly Documented[] {
  const found = parse(path).statements.find((one) => ts.isInterfaceDeclaration(one) && one.name.text === name);
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`${path} has no interface ${name}`);
  return found.members.flatMap((member) => {
    const { name: key } = member;
    if (key === undefined) return [];
    const text = ts.isPropertySignature(member) ? member.type : member;
    return [
      {
        name: key.getText(),
        text: text === undefined ? "" : withoutComments(text.getText()),
        ...documentation(member),
        optional: member.questionToken !== undefined,
      },
    ];
  });
}

/** Paths of the TypeScript files below a folder, relative to the root, in order. */
export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`)
    .sort();
}

export function readSource(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readSource(path), ts.ScriptTarget.Latest, true);
}

function documentation(node: ts.Node): { readonly meaning: string; readonly defaultValue: string } {
  const docs = ts.getJSDocCommentsAndTags(node).findLast((one) => ts.isJSDoc(one));
  const tag = docs?.tags?.find(({ tagName }) => tagName.text === "defaultValue");
  return { meaning: text(docs?.comment), defaultValue: text(tag?.comment) };
}

function text(comment: Parameters<typeof ts.getTextOfJSDocComment>[0]): string {
  return (ts.getTextOfJSDocComment(comment) ?? "").replaceAll(/\{@link (\w+)\}/g, "`$1`").trim();
}

function withoutComments(source: string): string {
  return source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll("readonly ", "")
    .replace(/\s+/g, " ")
    .replace(/; }/g, " }");
}
