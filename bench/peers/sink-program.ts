import { createServer, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";
import { answerTo, spanIdsIn } from "./sink-protocols.ts";

/** A backend that takes everything and counts the spans it got, each once, in a process of its own so that its work is not measured. */
const seen = new Set<string>();

const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://sink").pathname;
  read(request).then(
    (body) => {
      for (const id of spanIdsIn(path, request.headers["content-type"] ?? "", body)) seen.add(id);
      const { type, text } = answerTo(path, `http://${request.headers.host}`);
      response.writeHead(200, { "content-type": type }).end(text);
    },
    (error: unknown) => {
      process.stderr.write(`sink: ${path}: ${String(error)}\n`);
      response.writeHead(500).end();
    },
  );
});

process.on("message", (message) => {
  if (message === "reset") seen.clear();
  process.send?.({ arrived: seen.size });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.({ url: `http://127.0.0.1:${address.port}` });
});

const DECOMPRESS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return DECOMPRESS[request.headers["content-encoding"] ?? ""]?.(body) ?? body;
}
