import { type Environment, readVariable, type Warn } from "../destinations/env-endpoint.ts";
import { type EndpointUrl, parseEndpointUrl } from "./endpoint-url.ts";
import { bypassesProxy, isLoopback } from "./proxy-bypass.ts";

/** `text` as the URL of a proxy, or undefined. Without a scheme it is `http`, as curl takes it. */
export function parseProxyUrl(text: string): EndpointUrl | undefined {
  return parseEndpointUrl(text.includes("://") ? text : `http://${text}`);
}

/**
 * The proxy between this process and `url`: what the option says, else the variables as curl reads them. A receiver on this machine
 * is never reached through a proxy of the environment.
 */
export function resolveProxy(
  url: string,
  option: string | false | undefined,
  env: Environment,
  warn: Warn,
): EndpointUrl | undefined {
  if (option === false) return undefined;
  const target = new URL(url);
  if (option === undefined && isLoopback(target)) return undefined;
  const found = option === undefined ? fromVariables(target, env) : { name: "the proxy of an exporter", text: option };
  if (found === undefined) return undefined;
  const proxy = parseProxyUrl(found.text);
  if (proxy === undefined) warn(`proxy:${found.name}`, `${found.name} is no http or https proxy and is ignored`);
  return proxy;
}

function fromVariables(target: URL, env: Environment): { readonly name: string; readonly text: string } | undefined {
  const exempt = firstOf(["no_proxy", "NO_PROXY"], env);
  if (exempt !== undefined && bypassesProxy(exempt.text, target)) return undefined;
  return firstOf([...schemeVariables(target, env), "all_proxy", "ALL_PROXY"], env);
}

/** Under CGI, `HTTP_PROXY` is a header that the client of the host sent; on Windows, where a variable has one name in any case, so is `http_proxy`. */
function schemeVariables(target: URL, env: Environment): readonly string[] {
  if (target.protocol === "https:") return ["https_proxy", "HTTPS_PROXY"];
  if (readVariable(env, "REQUEST_METHOD") === undefined) return ["http_proxy", "HTTP_PROXY"];
  return process.platform === "win32" ? [] : ["http_proxy"];
}

function firstOf(
  names: readonly string[],
  env: Environment,
): { readonly name: string; readonly text: string } | undefined {
  for (const name of names) {
    const text = readVariable(env, name);
    if (text !== undefined) return { name, text };
  }
  return undefined;
}
