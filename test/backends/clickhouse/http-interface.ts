import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ClickHouseEngine } from "../../support/inspector/clickhouse-engine.ts";
import { nativeBlock } from "./native-block.ts";

export interface HttpInterface {
  readonly port: number;
  /** Statements that came in, without the rows of inserts. */
  readonly statements: readonly string[];
  close(): Promise<void>;
}

/**
 * The HTTP interface of a ClickHouse server, as far as the exporter's driver and `agentscribe report` use it, before the real engine in this process: rows of
 * inserts come as `Native` blocks, which the engine itself reads; what is asked for as `Native` is one block of words and small numbers.
 */
export async function serveHttp(engine: ClickHouseEngine, port: number = 0): Promise<HttpInterface> {
  const statements: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-native-"));
  let inserts = 0;

  function answer(url: URL, body: Buffer): Buffer {
    const inserted = url.searchParams.get("query");
    const sql = inserted ?? body.toString("utf8");
    statements.push(sql);
    if (inserted !== null) {
      inserts += 1;
      const file = join(folder, `${inserts}.native`);
      writeFileSync(file, body);
      engine.run(sql.replace(/FORMAT Native\s*$/, `SELECT * FROM file('${file}', 'Native')`));
      rmSync(file);
      return Buffer.alloc(0);
    }
    const format = url.searchParams.get("default_format") ?? "TabSeparated";
    const text = engine.text(sql, parametersOf(url), format === "Native" ? "JSONCompact" : format);
    return format === "Native" ? nativeBlock(text) : Buffer.from(text);
  }

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    try {
      const answered = answer(new URL(request.url ?? "", "http://x"), body);
      response.writeHead(200, { "content-length": answered.length }).end(answered);
    } catch (error) {
      response.writeHead(500, { "x-clickhouse-exception-code": "1" }).end(String(error));
    }
  });
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    statements,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
}

/** Values of parameters come as columns of tab-separated text. */
function parametersOf(url: URL): Readonly<Record<string, string>> {
  const unescaped = (text: string): string =>
    text.replace(/\\(.)/g, (_, one: string) => ({ t: "\t", n: "\n" })[one] ?? one);
  const given = [...url.searchParams].filter(([name]) => name.startsWith("param_"));
  return Object.fromEntries(given.map(([name, value]) => [name.slice("param_".length), unescaped(value)]));
}
