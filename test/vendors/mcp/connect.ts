import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { onTestFinished } from "vitest";
import { wrapMcpClient, wrapMcpServer } from "../../../src/instrumentation/mcp/index.ts";
import type { Vendor, VendorSet } from "../load.ts";
import { makeClient, makeServer, onElicit } from "./make-server.ts";
import { type Loading, loadSdk, type Sdk } from "./sdk.ts";

export interface Pair {
  readonly sdk: Sdk;
  readonly client: Vendor;
  readonly server: Vendor;
  readonly transports: readonly [Vendor, Vendor];
}

/** A wrapped client connected to a wrapped server in this process. Both are closed with the test. */
export async function connectInMemory(
  set: VendorSet,
  loading: Loading = "esm",
  { wrap = true, options = {} }: { readonly wrap?: boolean; readonly options?: object } = {},
): Promise<Pair> {
  const sdk = await loadSdk(set, loading);
  const made = { server: makeServer(sdk), client: makeClient(sdk, options) };
  const { server, client } = wrap ? { server: wrapMcpServer(made.server), client: wrapMcpClient(made.client) } : made;
  onElicit(sdk, client, () => ({ action: "accept", content: { sure: true } }));
  const transports = sdk.InMemoryTransport.createLinkedPair() as readonly [Vendor, Vendor];
  await Promise.all([server.connect(transports[1]), client.connect(transports[0])]);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { sdk, client, server, transports };
}

/** What a web-standard handler answers, on loopback. Ends with the test. */
export async function serveHttp(handle: (request: Request) => Promise<Response>): Promise<URL> {
  const http = createServer((request, response) => {
    const { method = "GET", headers, url = "/" } = request;
    const hasBody = method === "POST";
    const controller = new AbortController();
    response.on("close", () => controller.abort());
    const init = {
      method,
      headers: headers as Record<string, string>,
      signal: controller.signal,
      ...(hasBody && { body: Readable.toWeb(request), duplex: "half" }),
    };
    void handle(new Request(`http://127.0.0.1${url}`, init as RequestInit)).then((answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      if (answer.body === null) response.end();
      else
        Readable.fromWeb(answer.body as never)
          .on("error", () => response.destroy())
          .pipe(response);
    });
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((done) => http.close(done));
  });
  return new URL(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`);
}

/** A wrapped client connected over Streamable HTTP to a wrapped server with sessions. */
export async function connectHttp(set: VendorSet): Promise<Pair & { readonly url: URL }> {
  const sdk = await loadSdk(set, "esm");
  const server = wrapMcpServer(makeServer(sdk));
  const client = wrapMcpClient(makeClient(sdk));
  onElicit(sdk, client, () => ({ action: "accept", content: { sure: true } }));
  const serverTransport = new sdk.HttpServerTransport({ sessionIdGenerator: () => "session-1" });
  await server.connect(serverTransport);
  const url = await serveHttp((request) => serverTransport.handleRequest(request));
  const clientTransport = new sdk.HttpClientTransport(url);
  await client.connect(clientTransport);
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return { sdk, client, server, transports: [clientTransport, serverTransport], url };
}
