import { readPath } from "../read-path.ts";
import { serverOfUrl } from "../server-of-url.ts";

/** What a transport says of where messages go. */
export interface TransportFacts {
  /** `pipe` for stdio, `tcp` for HTTP; absent for one in memory, and for one that is not of the SDKs. */
  readonly transport?: string;
  readonly networkProtocol?: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

const HTTP: TransportFacts = { transport: "tcp", networkProtocol: "http" };
const WEBSOCKET: TransportFacts = { transport: "tcp", networkProtocol: "websocket" };

/** Reads a transport of either major by what it holds: names of classes are lost where an application was bundled. */
export function transportFacts(transport: unknown): TransportFacts {
  const url = readPath(transport, "_url");
  if (url instanceof URL) {
    return { ...(url.protocol.startsWith("ws") ? WEBSOCKET : HTTP), ...serverOfUrl(url) };
  }
  if (has(transport, "_serverParams") || (has(transport, "_stdin") && has(transport, "_stdout"))) {
    return { transport: "pipe" };
  }
  // Of servers: one for a session, one for a request, and the one of the time before both.
  const isHttp =
    has(transport, "handleRequest") ||
    has(transport, "_responseMode") ||
    has(transport, "handlePostMessage") ||
    has(transport, "_webStandardTransport");
  if (isHttp) return HTTP;
  // One connection of several on a server's stdio.
  return has(transport, "_wire") ? transportFacts(readPath(transport, "_wire")) : {};
}

function has(transport: unknown, key: string): boolean {
  return readPath(transport, key) !== undefined;
}
