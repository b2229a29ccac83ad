/**
 * Whether a `NO_PROXY` list exempts a URL. Entries stand between commas or blanks: `*`; a domain, which stands for all below it too,
 * with or without a dot or `*.` before it; an address or a network like `10.0.0.0/8`; each with or without `:port`.
 */
export function bypassesProxy(list: string, url: URL): boolean {
  const host = bareHost(url);
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== "" && exempts(entry, host, port));
}

/** Whether a URL names this machine by a loopback address or by `localhost`. */
export function isLoopback(url: URL): boolean {
  const host = bareHost(url);
  // The parser of URLs has written addresses in their usual form; only odd ones of version 6 need a closer look.
  if (host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d+){3}$/.test(host))
    return true;
  return host.includes(":") && (isInNetwork(host, "127.0.0.0/8") || isInNetwork(host, "::1"));
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$|\.$/g, "");
}

function exempts(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const [, bracketed, plain, only] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  // An IPv6 address without brackets has colons that are no ports.
  const name = bracketed ?? plain ?? entry;
  if (process.getBuiltinModule("node:net").isIP(host) !== 0) return isInNetwork(host, name);
  const domain = name.replace(/^\*?\.|\.$/g, "");
  return domain !== "" && (host === domain || host.endsWith(`.${domain}`));
}

/** `network` is an address, or one with the length of a prefix. Text that is neither holds no host. */
function isInNetwork(host: string, network: string): boolean {
  const { BlockList, isIP } = process.getBuiltinModule("node:net");
  const [address = "", prefix, ...rest] = network.split("/");
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  if (isIP(host) === 0 || family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? "0")) return false;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return false;
  const hosts = new BlockList();
  hosts.addSubnet(address, length, family === 6 ? "ipv6" : "ipv4");
  return hosts.check(host, isIP(host) === 6 ? "ipv6" : "ipv4");
}
