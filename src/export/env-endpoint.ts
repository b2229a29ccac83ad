import type { Signal } from "./delivery.ts";
import type { OtlpEndpoint } from "./destination.ts";
import { parseEndpointUrl, signalUrl } from "./endpoint-url.ts";
import { parseHeaderList } from "./header-list.ts";
import type { Headers } from "./header-source.ts";
import type { TlsMaterial } from "./tls-material.ts";

/** Environment variables; an empty one counts as not set, as the specification says. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Warn = (key: string, message: string) => void;

const DEFAULT_BASE_URL = "http://localhost:4318";
export const DEFAULT_TIMEOUT_MILLIS = 10_000;

/**
 * The endpoint that the `OTEL_EXPORTER_OTLP_*` variables describe for a signal; a variable of the signal wins over the one
 * for all signals. A signal's own endpoint is used as it is, the common one is a base URL.
 */
export function endpointFromEnv(signal: Signal, env: Environment, warn: Warn): OtlpEndpoint {
  const read = (name: string): string | undefined => readOtlpVariable(env, signal, name);
  const { url, authorization } = urlFromEnv(signal, env, warn);
  const list = parseHeaderList(read("HEADERS") ?? "");
  if (list.bad > 0)
    warn("env:headers", `OTEL_EXPORTER_OTLP_HEADERS: ${list.bad} entries are not name=value and are left out`);
  const headers: Headers = authorization === undefined ? list.headers : { authorization, ...list.headers };
  return {
    url,
    headers,
    protocol: protocolFromEnv(read("PROTOCOL")?.toLowerCase(), warn),
    timeoutMillis: timeoutFromEnv(read("TIMEOUT"), warn),
    compression: compressionFromEnv(read("COMPRESSION")?.toLowerCase(), warn),
    tls: tlsFromEnv(read),
  };
}

function readOtlpVariable(env: Environment, signal: Signal, name: string): string | undefined {
  return (
    readVariable(env, `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`) ??
    readVariable(env, `OTEL_EXPORTER_OTLP_${name}`)
  );
}

export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function urlFromEnv(signal: Signal, env: Environment, warn: Warn): { url: string; authorization?: string } {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  for (const name of [own, "OTEL_EXPORTER_OTLP_ENDPOINT"]) {
    const text = readVariable(env, name);
    if (text === undefined) continue;
    const parsed = parseEndpointUrl(withScheme(text, readOtlpVariable(env, signal, "INSECURE")));
    if (parsed !== undefined) return name === own ? parsed : { ...parsed, url: signalUrl(parsed.url, signal) };
    warn(`env:${name}`, `${name} is no http or https URL and is ignored`);
  }
  return { url: signalUrl(DEFAULT_BASE_URL, signal) };
}

/** `host:port`, as endpoints for gRPC are written, is completed; `OTEL_EXPORTER_OTLP_INSECURE` says with which scheme. */
function withScheme(text: string, insecure: string | undefined): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !/^[\w.-]+:\d+(?:\/|$)/.test(text)) return text;
  const loopback = /^(?:localhost|127\.0\.0\.1):/i.test(text);
  const plain = insecure === undefined ? loopback : insecure.toLowerCase() === "true";
  return `${plain ? "http" : "https"}://${text}`;
}

function protocolFromEnv(text: string | undefined, warn: Warn): OtlpEndpoint["protocol"] {
  if (text === undefined || text === "http/protobuf" || text === "http/json") return text ?? "http/protobuf";
  warn("env:protocol", `OTEL_EXPORTER_OTLP_PROTOCOL=${text.slice(0, 40)} is not supported; http/protobuf is used`);
  return "http/protobuf";
}

function timeoutFromEnv(text: string | undefined, warn: Warn): number {
  if (text === undefined) return DEFAULT_TIMEOUT_MILLIS;
  const millis = Number(text);
  if (Number.isFinite(millis) && millis >= 1) return Math.min(wholeMillis(millis), 3_600_000);
  warn("env:timeout", "OTEL_EXPORTER_OTLP_TIMEOUT is not a number of milliseconds; 10000 is used");
  return DEFAULT_TIMEOUT_MILLIS;
}

/** Rounded up: `AbortSignal.timeout` throws at a fraction. */
export function wholeMillis(millis: number): number {
  return Math.ceil(millis);
}

function compressionFromEnv(text: string | undefined, warn: Warn): OtlpEndpoint["compression"] {
  if (text === undefined || text === "gzip" || text === "none") return text ?? "none";
  warn("env:compression", "OTEL_EXPORTER_OTLP_COMPRESSION is neither gzip nor none; none is used");
  return "none";
}

function tlsFromEnv(read: (name: string) => string | undefined): TlsMaterial {
  const files = { caFile: read("CERTIFICATE"), certFile: read("CLIENT_CERTIFICATE"), keyFile: read("CLIENT_KEY") };
  return Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined));
}
