import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { zstdDecompressSync } from "node:zlib";

export interface CountingSink {
  readonly url: string;
  /** Of requests so far, as they came and unpacked. */
  readonly received: { readonly compressed: number; readonly bytes: number };
  close(): Promise<void>;
}

/** An OTLP receiver that only counts bytes. */
export async function startCountingSink(): Promise<CountingSink> {
  const received = { compressed: 0, bytes: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isZstd = request.headers["content-encoding"] === "zstd";
    received.compressed += body.length;
    received.bytes += isZstd ? zstdDecompressSync(body).length : body.length;
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
