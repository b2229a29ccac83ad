import type { OtlpEndpoint } from "../../export/destinations/destination.ts";
import { TunnelRefused } from "../../export/http/proxy-tunnel.ts";
import { publicUrl } from "../../export/spool/segment-header.ts";
import { describeError } from "../../internal/guard.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";
import type { FindingCode } from "./findings.ts";
import type { Probe } from "./probe.ts";

/** What the system and OpenSSL call it. */
const BY_CODE: Readonly<Record<string, FindingCode>> = {
  ENOTFOUND: "endpoint-dns",
  EAI_AGAIN: "endpoint-dns",
  ECONNREFUSED: "endpoint-refused",
  EHOSTUNREACH: "endpoint-unreachable",
  ENETUNREACH: "endpoint-unreachable",
  EADDRNOTAVAIL: "endpoint-unreachable",
  ETIMEDOUT: "endpoint-timeout",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls-untrusted",
  SELF_SIGNED_CERT_IN_CHAIN: "tls-untrusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "tls-untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls-untrusted",
  CERT_UNTRUSTED: "tls-untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls-name",
  CERT_HAS_EXPIRED: "tls-expired",
  CERT_NOT_YET_VALID: "tls-expired",
  ERR_SSL_WRONG_VERSION_NUMBER: "tls-not-spoken",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "tls-not-spoken",
  ENOENT: "tls-file",
  EACCES: "tls-file",
  EISDIR: "tls-file",
};

const HTTP_PROXY_AUTHENTICATION = 407;

/** What it was that no answer began. */
export function judgeError(who: string, tried: Probe, error: unknown, timedOut: boolean): Finding {
  const { endpoint, endsAtProxy } = tried;
  const at = publicUrl(endpoint.url);
  if (error instanceof TunnelRefused) {
    const code = error.code === HTTP_PROXY_AUTHENTICATION ? "proxy-credentials" : "proxy-refused";
    return finding(code, { what: `${who}: the proxy ${proxyOf(endpoint)} answered ${error.code} for ${at}` });
  }
  const name = codeOf(error);
  const code = timedOut ? "endpoint-timeout" : (BY_CODE[name] ?? byKind(name, error));
  if (endsAtProxy && code !== "tls-file") return judgeProxy(who, endpoint, code, reason(name, error, code));
  return finding(code, { what: `${who}: ${SENTENCES[code] ?? "no answer began"}: ${at}${reason(name, error, code)}` });
}

/** What came back is of the proxy, and so is what did not. */
function judgeProxy(who: string, endpoint: OtlpEndpoint, code: FindingCode, why: string): Finding {
  const proxy = `the proxy ${proxyOf(endpoint)}`;
  if (code.startsWith("tls-")) {
    const mend = PROXY_MENDS[code];
    return finding(code, { what: `${who}: ${SENTENCES[code]}: ${proxy}${why}`, ...(mend !== undefined && { mend }) });
  }
  if (code === "endpoint-timeout" && endpoint.url.startsWith("http:")) {
    // It forwards, so either of the two may hang.
    return finding(code, { what: `${who}: no answer came in time through ${proxy}: ${publicUrl(endpoint.url)}` });
  }
  const what = PROXY_SENTENCES[code] ?? "cannot be reached";
  return finding("proxy-unreachable", { what: `${who}: ${proxy} ${what}${why}` });
}

const PROXY_SENTENCES: Readonly<Partial<Record<FindingCode, string>>> = {
  "endpoint-timeout": "gave no answer in time",
  "endpoint-reset": "closed the connection without an answer",
  "endpoint-grpc": "speaks gRPC, and is no proxy for HTTP",
};

const PROXY_MENDS: Readonly<Partial<Record<FindingCode, string>>> = {
  "tls-name": "In the URL of the proxy, use the name of the host that the certificate is for.",
  "tls-expired": "Renew the certificate of the proxy, and look at the clock of this machine.",
  "tls-not-spoken": "Write `http://` in the URL of the proxy.",
  "tls-expected": "Write `https://` in the URL of the proxy.",
  "tls-failed": "Look which versions of TLS the proxy takes; it is never shown the certificate of the client.",
};

const SENTENCES: Readonly<Partial<Record<FindingCode, string>>> = {
  "endpoint-dns": "the name of the host is not known",
  "endpoint-refused": "nothing listens",
  "endpoint-unreachable": "the network leads to no such host",
  "endpoint-timeout": "no answer came in time",
  "endpoint-reset": "the connection was closed without an answer",
  "endpoint-grpc": "the port speaks gRPC, and not OTLP over HTTP",
  "tls-untrusted": "the certificate is not trusted",
  "tls-name": "the certificate is for another host",
  "tls-expired": "the certificate is not valid at this time",
  "tls-not-spoken": "the port does not speak TLS",
  "tls-expected": "the port speaks TLS, and the URL is http",
  "tls-file": "a certificate or key cannot be read",
  "tls-failed": "no TLS connection came about",
};

/** OpenSSL has many codes, and a parser of HTTP has others. */
function byKind(name: string, error: unknown): FindingCode {
  if (/^ERR_OSSL|PEM|^ERR_CRYPTO/.test(name)) return "tls-file";
  if (name === "EPROTO" && /wrong version number/i.test(describeError(error))) return "tls-not-spoken";
  if (/SSL|TLS|CERT|EPROTO/.test(name)) return "tls-failed";
  const raw = error instanceof Error && "rawPacket" in error ? error.rawPacket : undefined;
  if (!(raw instanceof Uint8Array)) return "endpoint-reset";
  // A server of HTTP/2 begins with a frame of settings, one of TLS with an alert.
  if (raw[3] === 4 && raw[0] === 0) return "endpoint-grpc";
  return raw[0] === 0x15 && raw[1] === 3 ? "tls-expected" : "endpoint-reset";
}

/** Several failed addresses of one host come as one error with all of theirs. */
function codeOf(error: unknown): string {
  const errors = error instanceof AggregateError ? [...error.errors, error] : [error];
  for (const one of errors) {
    if (one instanceof Error && "code" in one && typeof one.code === "string") return one.code;
  }
  return "";
}

function reason(name: string, error: unknown, code: FindingCode): string {
  const text = code === "tls-file" || name === "" ? terminalText(describeError(error), 200) : name;
  return text === "" || code === "endpoint-timeout" ? "" : ` (${text})`;
}

function proxyOf({ proxy }: OtlpEndpoint): string {
  return proxy === undefined ? "" : publicUrl(proxy.url);
}
