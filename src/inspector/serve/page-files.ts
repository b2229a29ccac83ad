import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { PAGE_FOLDER } from "../exports/page-code.ts";
import { PAGE_POLICY } from "./access.ts";
import { HttpError } from "./http-error.ts";
import { takesGzip } from "./respond.ts";

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

interface PageFile {
  readonly modified: number;
  readonly type: string;
  readonly tag: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

/** The page's HTML and its files. */
export interface PageFiles {
  sendPage(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** @throws HttpError 404 */
  sendAsset(request: IncomingMessage, response: ServerResponse, name: string): Promise<void>;
}

/** Serves what was built into `folder`; a file that is built again is read again. */
export function createPageFiles(folder: URL = PAGE_FOLDER): PageFiles {
  const files = new Map<string, PageFile>();
  const read = async (name: string): Promise<PageFile> => {
    const type = TYPES[/^[\w-]+\.(js|css|svg)$/.exec(name)?.[1] ?? ""];
    if (type === undefined) throw new HttpError(404, "there is no such file");
    const url = new URL(name, folder);
    const { mtimeMs: modified } = await stat(url).catch(() => {
      throw new HttpError(404, "there is no such file");
    });
    const known = files.get(name);
    if (known?.modified === modified) return known;
    const body = await readFile(url);
    const zipped = await promisify(gzip)(body);
    const tag = createHash("sha256").update(body).digest("hex").slice(0, 16);
    const file = { modified, type, tag, body, zipped };
    files.set(name, file);
    return file;
  };

  return {
    async sendPage(request, response) {
      const names = await readdir(folder).catch((): string[] => []);
      if (!names.includes("page.js")) throw new HttpError(503, "the page is not built; run npm run build");
      const script = await read("page.js");
      const style = names.includes("page.css") ? await read("page.css") : undefined;
      const html = Buffer.from(pageHtml(script.tag, style?.tag));
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": PAGE_POLICY,
        "cache-control": "no-store",
        "content-length": html.length,
      });
      response.end(request.method === "HEAD" ? undefined : html);
    },

    async sendAsset(request, response, name) {
      const { type, tag, body, zipped } = await read(name);
      const etag = `"${tag}"`;
      // The page names its files with their tag; a part that another file names by itself is asked for again each time.
      const named = new URL(request.url ?? "", "http://page").searchParams.get("v") === tag;
      const headers = {
        etag,
        vary: "accept-encoding",
        "cache-control": named ? "private, max-age=31536000, immutable" : "private, no-cache",
      };
      if (request.headers["if-none-match"] === etag) {
        response.writeHead(304, headers).end();
        return;
      }
      const encoded = takesGzip(request);
      const content = encoded ? zipped : body;
      response.writeHead(200, {
        ...headers,
        "content-type": type,
        "content-length": content.length,
        ...(encoded && { "content-encoding": "gzip" }),
      });
      response.end(request.method === "HEAD" ? undefined : content);
    },
  };
}

function pageHtml(script: string, style: string | undefined): string {
  const link = style === undefined ? "" : `<link rel="stylesheet" href="/assets/page.css?v=${style}">\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>agentscribe</title>
<link rel="icon" href="data:,">
${link}<script type="module" src="/assets/page.js?v=${script}"></script>
</head>
<body><div id="page"></div></body>
</html>
`;
}
