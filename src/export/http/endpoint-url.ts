import { percentDecoded } from "../../internal/percent-decoded.ts";
import type { Signal } from "../delivery.ts";

/** A URL that requests can go to, and the header that user information in it stands for. */
export interface EndpointUrl {
  readonly url: string;
  readonly authorization?: string;
}

/** `text` as a URL for HTTP, or undefined. User information is taken out of it, so that the URL can be shown. */
export function parseEndpointUrl(text: string): EndpointUrl | undefined {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.hostname === "") return undefined;
  const { username, password } = url;
  url.username = "";
  url.password = "";
  url.hash = "";
  if (username === "" && password === "") return { url: url.href };
  const credentials = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return { url: url.href, authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** The URL of a signal below a base URL. A base that already names a signal's path is taken back to its base. */
export function signalUrl(base: string, signal: Signal): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/(?:v1\/(?:traces|metrics|logs)\/?)?$/, "")}/v1/${signal}`;
  return url.href;
}
