/** The value at a path of property names, reading getters; absent where a step is missing or throws. */
export function readPath(value: unknown, ...path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if ((typeof current !== "object" && typeof current !== "function") || current === null) return undefined;
    try {
      current = Reflect.get(current, key);
    } catch {
      return undefined;
    }
  }
  return current;
}

/** Host and port of a URL; absent when it is none. */
export function serverOfUrl(url: unknown): { readonly serverAddress?: string; readonly serverPort?: number } {
  const text = url instanceof URL ? url.href : url;
  if (typeof text !== "string" || text.length > 10_000 || !URL.canParse(text)) return {};
  const { hostname, port, protocol } = new URL(text);
  if (hostname === "") return {};
  return { serverAddress: hostname, serverPort: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) };
}
