import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HttpError } from "../../../../src/inspector/serve/http-error.ts";
import { createPageFiles } from "../../../../src/inspector/serve/page-files.ts";
import { madeUpStore } from "../../../support/inspector/made-up-store.ts";
import { json, send, serve } from "./serve.ts";

/** A server of the files of a folder, whose script a test may write again. */
async function servePage(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-page-"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  for (const [name, text] of Object.entries(files)) write(name, text);
  const page = createPageFiles(pathToFileURL(`${folder}/`));
  const server = createServer((request, response) => {
    const name = request.url?.split("?")[0]?.split("/").at(-1) ?? "";
    const sent = name === "" ? page.sendPage(request, response) : page.sendAsset(request, response, name);
    sent.catch((error: HttpError) => response.writeHead(error.status).end(error.message));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return { folder, write, port: (server.address() as AddressInfo).port };
}

const linksOf = (html: string): string[] =>
  [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, link]) => link ?? "");

describe("the page", () => {
  it("needs no token for itself, has no inline script, and may load and reach only its own server", async () => {
    const { port } = await servePage({ "page.js": "run()", "page.css": "p{}" });
    const { status, headers, body } = await send(port, "/");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("unsafe");
    const scripts = [...body.toString().matchAll(/<script[^>]*>([^<]*)<\/script>/g)];
    expect(scripts.map(([, code]) => code)).toEqual([""]);
  });

  it("is kept by the browser under the address that names its content, and asked for again under any other", async () => {
    const { port } = await servePage({ "page.js": "run()", "page.css": "p{}" });
    const links = linksOf((await send(port, "/")).body.toString());
    expect(links.map((link) => link.split("?")[0])).toEqual(["/assets/page.css", "/assets/page.js"]);
    for (const link of links) {
      const named = await send(port, link);
      expect(named.headers["cache-control"]).toContain("immutable");
      const plain = await send(port, link.split("?")[0] ?? "");
      expect(plain.headers["cache-control"]).toBe("private, no-cache");
      const again = await send(port, link, { headers: { "if-none-match": String(plain.headers.etag) } });
      expect([again.status, again.body.length]).toEqual([304, 0]);
    }
  });

  it("comes zipped where that is understood, with its type", async () => {
    const { port } = await servePage({ "page.js": "run()" });
    const { headers, body } = await send(port, "/assets/page.js", { headers: { "accept-encoding": "gzip" } });
    expect(headers).toMatchObject({ "content-encoding": "gzip", "content-type": "text/javascript; charset=utf-8" });
    expect(gunzipSync(body).toString()).toBe("run()");
  });

  it("is read again when it was built again", async () => {
    const { folder, port, write } = await servePage({ "page.js": "old()" });
    const before = (await send(port, "/")).body.toString();
    write("page.js", "new()");
    utimesSync(join(folder, "page.js"), new Date(), new Date(Date.now() + 5_000));
    expect((await send(port, "/assets/page.js")).body.toString()).toBe("new()");
    expect((await send(port, "/")).body.toString()).not.toBe(before);
  });

  it.each(["page.map", "page.js.bak", ".env", "nothing.js"])("has no file %s", async (name) => {
    const { port, write } = await servePage({ "page.js": "run()" });
    if (name !== "nothing.js") write(name, "secret");
    expect((await send(port, `/assets/${name}`)).status).toBe(404);
  });

  it("says what to do where it is not built", async () => {
    const { port } = await servePage({});
    const { status, body } = await send(port, "/");
    expect([status, body.toString()]).toEqual([503, "the page is not built; run npm run build"]);
  });

  it("is left out when it is not wanted", async () => {
    const { port } = await serve({ store: madeUpStore(), page: false });
    for (const path of ["/", "/assets/page.js"]) {
      const answer = await send(port, path);
      expect([answer.status, json(answer)]).toEqual([404, { error: "there is nothing at this path" }]);
    }
  });
});
