import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

/** Who may talk to the inspector: only what runs on this machine, and of pages only its own. */
export interface Access {
  /** Why a request is refused for the host it names or the page it comes from. */
  refusal(request: Pick<IncomingMessage, "headers" | "headersDistinct">): HttpError | undefined;
  /** @throws HttpError for what {@link refusal} refuses */
  check(request: IncomingMessage): void;
  /** Whether the request carries the token, as `authorization: Bearer` or as the cookie. */
  isLoggedIn(request: IncomingMessage): boolean;
  /** The value of `set-cookie`. */
  cookie(): string;
}

/**
 * Of every answer: it is not sniffed, embedded, read by other origins, or told where a link was followed from. There are
 * no CORS headers.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/** What the page may load and do: its own files, its own server, nothing else. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Sites of `Sec-Fetch-Site` that a browser names when the page itself or the user asks. */
const OWN_SITES: ReadonlySet<string> = new Set(["same-origin", "none"]);
const HOSTS = ["127.0.0.1", "localhost", "[::1]"];

/** The rules for a server that listens on `port`. */
export function createAccess(port: number, token: string): Access {
  const expected = digest(token);
  const isToken = (given: string | undefined): boolean =>
    given !== undefined && timingSafeEqual(digest(given), expected);
  // Browsers send the cookies of a host to all of its ports.
  const cookieName = `agentscribe-${port}`;

  const refusal: Access["refusal"] = ({ headers, headersDistinct }) => {
    const host = (headers.host ?? "").toLowerCase();
    if ((headersDistinct.host?.length ?? 0) > 1 || !isOwnHost(host, port))
      return new HttpError(421, "the inspector answers to 127.0.0.1, localhost and [::1] with its port");
    if (headers.origin !== undefined && headers.origin.toLowerCase() !== `http://${host}`)
      return new HttpError(403, "the inspector takes nothing from other pages");
    const site = headers["sec-fetch-site"];
    if (site !== undefined && !OWN_SITES.has(String(site)))
      return new HttpError(403, "the inspector takes nothing from other pages");
    return undefined;
  };

  return {
    refusal,
    check(request) {
      const refused = refusal(request);
      if (refused !== undefined) throw refused;
    },
    isLoggedIn: ({ headers }) =>
      isToken(/^Bearer ([^\s]+)$/i.exec(headers.authorization ?? "")?.[1]) ||
      isToken(readCookie(headers.cookie ?? "", cookieName)),
    cookie: () => `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  };
}

/** Whether a `Host` or `:authority`, in lower case, names a server of this machine at that port. */
export function isOwnHost(host: string, port: number): boolean {
  return HOSTS.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}

/** Of equal length whatever was given, so that comparing takes the same time. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
