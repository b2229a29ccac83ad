import type { Signal } from "../delivery.ts";
import { type EndpointUrl, parseEndpointUrl, signalUrl } from "../http/endpoint-url.ts";
import { parseHeaderList } from "../http/header-list.ts";
import type { Headers } from "../http/header-source.ts";
import type { TlsMaterial } from "../http/tls-material.ts";
import type { OtlpEndpoint } from "./destination.ts";

/** Environment variables; an empty one counts as not set, as the specification says. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Warn = (key: string, message: string) => void;

const DEFAULT_BASE_URL = "http://localhost:4318";
export const DEFAULT_TIMEOUT_MILLIS = 10_000;
const LONGEST_TIMEOUT_MILLIS = 3_600_000;

/**
 * The endpoint that the `OTEL_EXPORTER_OTLP_*` variables describe for a signal; a variable of the signal wins over the one
 * for all signals. A signal's own endpoint is used as it is, the common one is a base URL.
 */
export function endpointFromEnv(signal: Signal, env: Environment, warn: Warn): OtlpEndpoint {
  const read = (name: string): Setting | undefined => readOtlpVariable(env, signal, name);
  const { url, authorization } = urlFromEnv(signal, env, warn);
  const given = read("HEADERS");
  const list = parseHeaderList(given?.text ?? "");
  if (given !== undefined && list.bad > 0)
    warn(`env:${given.name}`, `${given.name}: ${list.bad} entries are not name=value and are left out`);
  const headers: Headers = authorization === undefined ? list.headers : { authorization, ...list.headers };
  return {
    url,
    headers,
    protocol: protocolFromEnv(read("PROTOCOL"), warn),
    timeoutMillis: timeoutFromEnv(read("TIMEOUT"), warn),
    compression: compressionFromEnv(read("COMPRESSION"), warn),
    tls: tlsFromEnv(read),
  };
}

/** A variable that is set, and what it is set to. */
interface Setting {
  readonly name: string;
  readonly text: string;
}

function readOtlpVariable(env: Environment, signal: Signal, part: string): Setting | undefined {
  for (const name of [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${part}`, `OTEL_EXPORTER_OTLP_${part}`]) {
    const text = readVariable(env, name);
    if (text !== undefined) return { name, text };
  }
  return undefined;
}

export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

/** The URL of a signal by the variables, and the header that user information in it stands for. */
export function urlFromEnv(signal: Signal, env: Environment, warn: Warn): EndpointUrl {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  const isInsecure = insecureFromEnv(readOtlpVariable(env, signal, "INSECURE"), warn);
  for (const name of [own, "OTEL_EXPORTER_OTLP_ENDPOINT"]) {
    const text = readVariable(env, name);
    if (text === undefined) continue;
    const parsed = parseEndpointUrl(withScheme(text, isInsecure));
    if (parsed !== undefined) return name === own ? parsed : { ...parsed, url: signalUrl(parsed.url, signal) };
    warn(`env:${name}`, `${name} is no http or https URL and is ignored`);
  }
  return { url: signalUrl(DEFAULT_BASE_URL, signal) };
}

/** `host:port`, as endpoints for gRPC are written, is completed; `OTEL_EXPORTER_OTLP_INSECURE` says with which scheme. */
function withScheme(text: string, isInsecure: boolean | undefined): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !/^[\w.-]+:\d+(?:\/|$)/.test(text)) return text;
  const loopback = /^(?:localhost|127\.0\.0\.1):/i.test(text);
  const plain = isInsecure ?? loopback;
  return `${plain ? "http" : "https"}://${text}`;
}

function insecureFromEnv(given: Setting | undefined, warn: Warn): boolean | undefined {
  if (given === undefined) return undefined;
  const word = given.text.toLowerCase();
  if (word === "true" || word === "false") return word === "true";
  warn(`env:${given.name}`, `${given.name} is neither true nor false; false is used`);
  return false;
}

function protocolFromEnv(given: Setting | undefined, warn: Warn): OtlpEndpoint["protocol"] {
  if (given === undefined) return "http/protobuf";
  const word = given.text.toLowerCase();
  if (word === "http/protobuf" || word === "http/json") return word;
  warn(`env:${given.name}`, `${given.name}=${word.slice(0, 40)} is not supported; http/protobuf is used`);
  return "http/protobuf";
}

/** 0 is no limit, as OpenTelemetry's specification has it for every timeout; the longest there is stands for that. */
function timeoutFromEnv(given: Setting | undefined, warn: Warn): number {
  if (given === undefined) return DEFAULT_TIMEOUT_MILLIS;
  const millis = Number(given.text);
  if (millis === 0) return LONGEST_TIMEOUT_MILLIS;
  if (Number.isFinite(millis) && millis >= 1) return Math.min(wholeMillis(millis), LONGEST_TIMEOUT_MILLIS);
  warn(`env:${given.name}`, `${given.name} is not a number of milliseconds; 10000 is used`);
  return DEFAULT_TIMEOUT_MILLIS;
}

/** Rounded up: `AbortSignal.timeout` throws at a fraction. */
export function wholeMillis(millis: number): number {
  return Math.ceil(millis);
}

function compressionFromEnv(given: Setting | undefined, warn: Warn): OtlpEndpoint["compression"] {
  if (given === undefined) return "none";
  const word = given.text.toLowerCase();
  if (word === "gzip" || word === "none") return word;
  warn(`env:${given.name}`, `${given.name} is neither gzip nor none; none is used`);
  return "none";
}

function tlsFromEnv(read: (name: string) => Setting | undefined): TlsMaterial {
  const files = { caFile: read("CERTIFICATE"), certFile: read("CLIENT_CERTIFICATE"), keyFile: read("CLIENT_KEY") };
  return Object.fromEntries(Object.entries(files).flatMap(([key, given]) => (given ? [[key, given.text]] : [])));
}
