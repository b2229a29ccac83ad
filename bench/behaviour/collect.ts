import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { answerTo } from "../peers/sink-protocols.ts";
import { CANARY, CASES } from "./cases.ts";

/** `right`; `lost`: nothing of the call arrived; otherwise what the caller saw that the bare client does not do. */
export type Seen = Readonly<Record<string, string>>;

/** Plays the contenders that are named as arguments, each in a process of its own, and prints as JSON what was seen. */
const UNPACK: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  br: promisify(zlib.brotliDecompress),
  zstd: promisify(zlib.zstdDecompress),
};

let received: Buffer[] = [];
let url = "";
const sink = createServer(async (request, response) => {
  const body = Buffer.from(await new Response(Readable.toWeb(request) as ReadableStream<Uint8Array>).arrayBuffer());
  received.push(await (UNPACK[request.headers["content-encoding"] ?? ""]?.(body) ?? body));
  const { type, text } = answerTo(new URL(request.url ?? "/", url).pathname, url);
  response.writeHead(200, { "content-type": type }).end(text);
});
sink.listen(0, "127.0.0.1");
await once(sink, "listening");
url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;

const seen: Record<string, Seen> = {};
for (const name of process.argv.slice(2)) seen[name] = await play(name);
sink.close();
sink.closeAllConnections();
process.stdout.write(`${JSON.stringify(seen)}\n`);

async function play(name: string): Promise<Seen> {
  received = [];
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-behaviour-"));
  const child = fork(new URL("./play.ts", import.meta.url), [name, url], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_ENV: "production",
      AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    timeout: 120_000,
  });
  const [answer] = await Promise.race([once(child, "message"), once(child, "exit")]);
  if (child.exitCode === null) await once(child, "exit");
  rmSync(folder, { recursive: true, force: true });
  const { problems } = answer as { problems?: Readonly<Record<string, string>> };
  if (problems === undefined) throw new Error(`${name} ended with ${String(answer)}`);
  const all = Buffer.concat(received);
  const cases = Object.keys(CASES).map((key) => [
    key,
    problems[key] ?? (all.includes(`case-${key}-`) ? "right" : "lost"),
  ]);
  return { ...Object.fromEntries(cases), content: all.includes(CANARY) ? "sent" : "withheld" };
}
