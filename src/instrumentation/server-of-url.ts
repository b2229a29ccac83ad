interface Server {
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

const NO_SERVER: Server = {};
/** URLs that are remembered at once, and the longest of them: a client asks the same few again and again, and parsing one takes microseconds. */
const MAX_KNOWN = 100;
const MAX_KNOWN_LENGTH = 300;
const known = new Map<string, Server>();

/** Host and port of a URL; absent when it is none. */
export function serverOfUrl(url: unknown): Server {
  const text = url instanceof URL ? url.href : url;
  if (typeof text !== "string") return NO_SERVER;
  const found = known.get(text);
  if (found !== undefined) return found;
  const server = parseServer(text);
  if (text.length > MAX_KNOWN_LENGTH) return server;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(text, server);
  return server;
}

function parseServer(text: string): Server {
  if (text.length > 10_000 || !URL.canParse(text)) return NO_SERVER;
  const { hostname, port, protocol } = new URL(text);
  if (hostname === "") return NO_SERVER;
  return { serverAddress: hostname, serverPort: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) };
}
