import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

export type Loading = "esm" | "cjs";

/** The parts of an SDK that both majors have. */
export interface Sdk {
  readonly set: VendorSet;
  readonly Client: Vendor;
  readonly McpServer: Vendor;
  readonly Server: Vendor;
  readonly InMemoryTransport: Vendor;
  readonly StdioClientTransport: Vendor;
  readonly StdioServerTransport: Vendor;
  readonly HttpClientTransport: Vendor;
  readonly HttpServerTransport: Vendor;
  /** Of the modules, for what only one major has. */
  readonly modules: Readonly<Record<string, Vendor>>;
  readonly z: Vendor;
}

/** Each major, as ESM and as CommonJS. */
export const SDKS: readonly (readonly [name: string, set: VendorSet, loading: Loading])[] = [
  ["2.x ESM", "newest", "esm"],
  ["2.x CommonJS", "newest", "cjs"],
  ["1.x ESM", "previous", "esm"],
  ["1.x CommonJS", "previous", "cjs"],
];

/** Each major once, where it does not matter how it is loaded. */
export const MAJORS: readonly (readonly [name: string, set: VendorSet, loading: Loading])[] = SDKS.filter(
  ([, , loading]) => loading === "esm",
);

export async function loadSdk(set: VendorSet, loading: Loading): Promise<Sdk> {
  const load = async (name: string): Promise<Vendor> =>
    loading === "esm"
      ? loadVendor(set, `@modelcontextprotocol/${name}`)
      : requireVendor(set, `@modelcontextprotocol/${name}`);
  const z = loading === "esm" ? await loadVendor(set, "zod") : requireVendor(set, "zod");
  if (set === "newest") {
    const [client, server] = [await load("client"), await load("server")];
    const [clientStdio, serverStdio] = [await load("client/stdio"), await load("server/stdio")];
    return {
      set,
      Client: client.Client,
      McpServer: server.McpServer,
      Server: server.Server,
      InMemoryTransport: client.InMemoryTransport,
      StdioClientTransport: clientStdio.StdioClientTransport,
      StdioServerTransport: serverStdio.StdioServerTransport,
      HttpClientTransport: client.StreamableHTTPClientTransport,
      HttpServerTransport: server.WebStandardStreamableHTTPServerTransport,
      modules: { client, server, serverStdio },
      z,
    };
  }
  const [client, server] = [await load("sdk/client/index.js"), await load("sdk/server/index.js")];
  const mcp = await load("sdk/server/mcp.js");
  return {
    set,
    Client: client.Client,
    McpServer: mcp.McpServer,
    Server: server.Server,
    InMemoryTransport: (await load("sdk/inMemory.js")).InMemoryTransport,
    StdioClientTransport: (await load("sdk/client/stdio.js")).StdioClientTransport,
    StdioServerTransport: (await load("sdk/server/stdio.js")).StdioServerTransport,
    HttpClientTransport: (await load("sdk/client/streamableHttp.js")).StreamableHTTPClientTransport,
    HttpServerTransport: (await load("sdk/server/webStandardStreamableHttp.js"))
      .WebStandardStreamableHTTPServerTransport,
    modules: { client, server, mcp },
    z,
  };
}
