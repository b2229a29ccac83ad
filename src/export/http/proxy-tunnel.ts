import type { ClientRequest } from "node:http";
import type { Agent, AgentOptions, RequestOptions } from "node:https";
import type { EndpointUrl } from "./endpoint-url.ts";

export interface TunnelOptions {
  /** The https URL at the other end. */
  readonly url: string;
  readonly proxy: EndpointUrl;
  /** How the proxy is trusted, when it is reached over TLS itself. */
  readonly proxyTls: AgentOptions;
  /** Until the proxy answers. */
  readonly timeoutMillis: number;
  readonly onTunnel?: () => void;
}

/** The proxy answered, but will not connect to the target. */
export class TunnelRefused extends Error {
  override readonly name = "TunnelRefused";
  readonly code: number;

  constructor(code: number) {
    super(`the proxy answered HTTP ${code} to CONNECT`);
    this.code = code;
  }
}

/**
 * An agent whose connections lead through `CONNECT` of a proxy; TLS is spoken with the target, inside. Sockets never hold the
 * process open, those to a silent proxy included.
 */
export function createTunnelAgent(settings: AgentOptions, options: TunnelOptions): Agent {
  const agent = new (process.getBuiltinModule("node:https").Agent)(settings);
  const connectTls = agent.createConnection.bind(agent);
  const destroyPool = agent.destroy.bind(agent);
  const opening = new Set<ClientRequest>();
  agent.createConnection = (target: RequestOptions, done = () => {}) => {
    const request = openTunnel(options);
    opening.add(request);
    request.on("socket", (socket) => socket.unref());
    request.on("close", () => opening.delete(request));
    request.on("error", (error) => done(error, undefined as never));
    request.on("connect", ({ statusCode = 0 }, socket) => {
      opening.delete(request);
      if (statusCode >= 200 && statusCode < 300) {
        options.onTunnel?.();
        done(null, connectTls({ ...target, socket } as RequestOptions) as never);
      } else {
        socket.destroy();
        done(new TunnelRefused(statusCode), undefined as never);
      }
    });
    request.end();
    return undefined;
  };
  agent.destroy = () => {
    for (const request of opening) request.destroy();
    destroyPool();
  };
  return agent;
}

function openTunnel({ url, proxy, proxyTls, timeoutMillis }: TunnelOptions): ClientRequest {
  const { hostname, port } = new URL(url);
  const authority = `${hostname}:${port || "443"}`;
  const headers = {
    host: authority,
    connection: "keep-alive",
    ...(proxy.authorization === undefined ? {} : { "proxy-authorization": proxy.authorization }),
  };
  const signal = AbortSignal.timeout(timeoutMillis);
  const http = process.getBuiltinModule(proxy.url.startsWith("https:") ? "node:https" : "node:http");
  return http.request(proxy.url, { ...proxyTls, method: "CONNECT", path: authority, headers, agent: false, signal });
}
