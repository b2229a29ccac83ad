import type { Agent, ClientRequest } from "node:http";
import type { EndpointUrl } from "./endpoint-url.ts";
import { createTunnelAgent } from "./proxy-tunnel.ts";
import { readTlsMaterial, type TlsMaterial } from "./tls-material.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly proxy?: EndpointUrl;
  readonly tls?: TlsMaterial;
  readonly timeoutMillis: number;
  /** The proxy made the way to an https endpoint: what fails from here on is the endpoint's. */
  readonly onTunnel?: () => void;
}

/** The sockets to one endpoint, kept alive between requests; none of them holds the process open. */
export interface Connection {
  /** Begins a POST. Throws after `close`. */
  open(signal: AbortSignal): ClientRequest;
  close(): void;
}

const POOL = { keepAlive: true, maxSockets: 16, scheduling: "lifo" } as const;

/**
 * Straight to the endpoint, or through its proxy: requests over http are forwarded by it, those over https go through a tunnel. Throws
 * when certificates or keys cannot be read.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, proxy, tls = {} } = options;
  if (proxy === undefined) return requestsTo(url, createAgent(url, tls));
  // What the endpoint is shown and forgiven is not the proxy's: of its settings, only the authorities hold for both.
  const { ca, caFile } = tls;
  const trusted = { ...(ca === undefined ? {} : { ca }), ...(caFile === undefined ? {} : { caFile }) };
  if (isTls(url)) {
    const proxyTls = isTls(proxy.url) ? readTlsMaterial(trusted) : {};
    return requestsTo(url, createTunnelAgent({ ...POOL, ...readTlsMaterial(tls) }, { ...options, proxy, proxyTls }));
  }
  const headers = { host: new URL(url).host };
  const { authorization } = proxy;
  return requestsTo(proxy.url, createAgent(proxy.url, trusted), {
    path: url,
    headers: authorization === undefined ? headers : { ...headers, "proxy-authorization": authorization },
  });
}

function requestsTo(
  url: string,
  agent: Agent,
  extra: { readonly path?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Connection {
  const http = process.getBuiltinModule(isTls(url) ? "node:https" : "node:http");
  let closed = false;
  return {
    open(signal) {
      if (closed) throw new Error("the connection was closed");
      const request = http.request(url, { ...extra, method: "POST", agent, signal });
      request.on("socket", (socket) => socket.unref());
      return request;
    },
    close() {
      closed = true;
      agent.destroy();
    },
  };
}

function createAgent(url: string, tls: TlsMaterial): Agent {
  if (!isTls(url)) return new (process.getBuiltinModule("node:http").Agent)(POOL);
  return new (process.getBuiltinModule("node:https").Agent)({ ...POOL, ...readTlsMaterial(tls) });
}

function isTls(url: string): boolean {
  return /^https:/i.test(url);
}
