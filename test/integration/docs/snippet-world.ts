import { registerHooks } from "node:module";

/**
 * Loaded before a snippet: the package is what was built, and whatever the snippet's clients send with `fetch` goes to the scripted provider on
 * loopback, wherever it was meant for.
 */
const root = new URL("../../../package.json", import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    /^agentscribe(\/|$)/.test(specifier) ? next(specifier, { ...context, parentURL: root }) : next(specifier, context),
});

const provider = process.env.SNIPPET_PROVIDER ?? "";
const { fetch } = globalThis;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const { host, hostname, port, pathname, search } = new URL(request.url);
  // A server that the snippet started itself. Ollama's client asks at the port of Ollama.
  if (hostname === "127.0.0.1" && port !== "11434") return fetch(request);
  const headers = new Headers(request.headers);
  headers.set("x-meant-for", host);
  return fetch(new Request(`${provider}${pathname}${search}`, request), { headers });
};
