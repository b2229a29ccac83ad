import ts from "typescript";

const printer: ts.Printer = ts.createPrinter({ removeComments: true });

/** Constants that hold the catalogue of events: `docs/events.schema.json` has it, and is compared with the code as well. */
const CATALOGUE = /Events$/;

/** Tags of documentation that tell how long a name will stay. */
const STAGES = ["deprecated", "experimental", "alpha", "beta", "internal"];

/** A declaration on lines of its own, without comments but for the tags that tell its stage. */
export function printedDeclaration(declaration: ts.Declaration, name: string): string {
  const stages = ts.getJSDocTags(declaration).map(({ tagName }) => `@${tagName.text}`);
  const known = stages.filter((tag) => STAGES.includes(tag.slice(1)));
  const stage = known.length === 0 ? "" : `/** ${known.join(" ")} */\n`;
  return stage + print(declaration, name);
}

function print(declaration: ts.Declaration, name: string): string {
  if (!ts.isVariableDeclaration(declaration)) return plain(declaration);
  if (CATALOGUE.test(name)) return `declare const ${name}: …; // docs/events.schema.json`;
  return `declare const ${plain(declaration)};`;
}

function plain(declaration: ts.Declaration): string {
  const text = printer.printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile());
  return text.replaceAll("    ", "  ");
}
