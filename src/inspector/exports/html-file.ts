import { createHash } from "node:crypto";
import { jsonPieces } from "./json-pieces.ts";

/** What the page is made of: one script and one style sheet. */
export interface PageCode {
  readonly script: string;
  readonly style: string;
}

/**
 * One HTML file with the page and the answers that it asks for. It opens without a server; nothing in it may load or send anything, and of its scripts only the
 * page's own runs.
 *
 * @param answers - by the paths that the page asks for
 */
export async function* htmlFile(
  title: string,
  code: PageCode,
  answers: AsyncIterable<readonly [path: string, value: unknown]>,
): AsyncGenerator<string> {
  const script = endless(code.script, "script");
  const style = endless(code.style, "style");
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; img-src data:; base-uri 'none'; form-action 'none'`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><div id="page"></div>
<script type="application/json" id="agentscribe-data">{`;
  let separator = "\n";
  for await (const [path, value] of answers) {
    yield `${separator}${inert(JSON.stringify(path))}:`;
    separator = ",\n";
    for (const piece of jsonPieces(value)) yield inert(piece);
  }
  yield `}</script>\n<script type="module">${script}</script>\n</body>\n</html>\n`;
}

/** JSON in which no tag can begin: `<` stands only in strings. */
function inert(json: string): string {
  return json.replaceAll("<", "\\u003c");
}

/** Code that does not end its element: the escapes mean the same in texts and patterns. Line ends are those that the browser will see. */
function endless(code: string, element: string): string {
  const text = code.replace(/\r\n?/g, "\n");
  return text.replace(new RegExp(`</(?=${element})`, "gi"), "<\\/").replaceAll("<!--", "<\\!--");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
