import type { AttributeMapping, AttributePreset } from "../../internal/attribute-mapping.ts";
import type { Signal } from "../delivery.ts";
import type { AllowsContent } from "../encode/attributes.ts";
import { parseEndpointUrl, signalUrl } from "../http/endpoint-url.ts";
import type { Headers, HeadersOption } from "../http/header-source.ts";
import { resolveProxy } from "../http/proxy.ts";
import type { SpanMapping } from "../mapped-span.ts";
import type { Destination, OtlpDestination, OtlpEndpoint } from "./destination.ts";
import {
  DEFAULT_TIMEOUT_MILLIS,
  type Environment,
  endpointFromEnv,
  readVariable,
  urlFromEnv,
  type Warn,
  wholeMillis,
} from "./env-endpoint.ts";
import type { ExporterOptions, ExporterSignals, OtlpExporterOptions } from "./exporter-options.ts";

export interface ResolveDestinationsOptions {
  /** @defaultValue what the standard variables describe */
  readonly exporters?: readonly ExporterOptions[];
  readonly env: Environment;
  /** Told once about each variable that cannot be used. */
  readonly warn: Warn;
  /** Turns the `capture` option of an exporter, undefined when it has none, into a policy. */
  readonly resolveCapture: (capture: unknown) => AllowsContent;
  /** Turns the `attributes` option of an exporter into what it adds to spans. @defaultValue nothing is added */
  readonly resolveAttributes?: (attributes: AttributePreset | AttributeMapping) => SpanMapping;
}

const SIGNALS: readonly Signal[] = ["traces", "logs", "metrics"];
const EXPORTER_KINDS: readonly string[] = ["otlp", "console", "none"];

/** Where records go: what the code says, else the standard variables, else an OTLP receiver on this machine. */
export function resolveDestinations(options: ResolveDestinationsOptions): readonly Destination[] {
  const { exporters, env, warn, resolveCapture, resolveAttributes } = options;
  return uniqueNames(exporters === undefined ? fromEnv(options) : exporters.flatMap(toDestinations));

  function toDestinations(exporter: ExporterOptions): readonly Destination[] {
    const allows = resolveCapture(exporter.capture);
    if (exporter.type === "console") {
      const signals = wantedSignals(exporter.signals).filter(isPrinted);
      return [{ type: "console", name: exporter.name ?? "console", allows, signals }];
    }
    const map = exporter.attributes === undefined ? undefined : resolveAttributes?.(exporter.attributes);
    if (exporter.type === "custom") {
      if (exporter.signals?.traces === false) return [];
      return [{ type: "custom", name: exporter.name ?? "custom", allows, map, spanExporter: exporter.spanExporter }];
    }
    const endpoints: Partial<Record<Signal, OtlpEndpoint>> = {};
    for (const signal of wantedSignals(exporter.signals)) {
      const endpoint = toEndpoint(exporter, signal, env, warn);
      if (endpoint !== undefined) endpoints[signal] = withProxy(endpoint, exporter.proxy, env, warn);
    }
    const mapping = typeof exporter.attributes === "function" ? "function" : exporter.attributes;
    return toOtlp(endpoints, allows, exporter.name, map && { map, mapping });
  }
}

function toEndpoint(
  exporter: OtlpExporterOptions,
  signal: Signal,
  env: Environment,
  warn: Warn,
): OtlpEndpoint | undefined {
  const fromEnvironment = endpointFromEnv(signal, env, exporter.url === undefined ? warn : () => {});
  const parsed = exporter.url === undefined ? undefined : parseEndpointUrl(exporter.url);
  if (exporter.url !== undefined && parsed === undefined) {
    warn("exporter:url", "the url of an exporter is no http or https URL; it receives nothing");
    return undefined;
  }
  // Headers and keys of the environment belong to the endpoint of the environment and go nowhere else.
  const inherited = parsed === undefined ? fromEnvironment : undefined;
  const headers = exporter.headers ?? inherited?.headers ?? {};
  const { authorization } = parsed ?? urlFromEnv(signal, env, () => {});
  return {
    url: parsed === undefined ? fromEnvironment.url : signalUrl(parsed.url, signal),
    headers: withAuthorization(headers, authorization),
    protocol: exporter.protocol ?? inherited?.protocol ?? "http/protobuf",
    timeoutMillis: wholeMillis(exporter.timeoutMillis ?? inherited?.timeoutMillis ?? DEFAULT_TIMEOUT_MILLIS),
    compression: exporter.compression ?? inherited?.compression ?? "none",
    tls: exporter.tls ?? inherited?.tls ?? {},
  };
}

function withProxy(
  endpoint: OtlpEndpoint,
  option: string | false | undefined,
  env: Environment,
  warn: Warn,
): OtlpEndpoint {
  const proxy = resolveProxy(endpoint.url, option, env, warn);
  return proxy === undefined ? endpoint : { ...endpoint, proxy };
}

/** What the user information of the URL stands for, below what is given. */
function withAuthorization(headers: HeadersOption, authorization: string | undefined): HeadersOption {
  if (authorization === undefined) return headers;
  if (typeof headers !== "function") return { authorization, ...headers };
  return async () => {
    const given: unknown = await headers();
    // What holds no headers is handed on, to be told of.
    const isPlain = typeof given === "object" && given !== null && !(Symbol.iterator in given);
    return (isPlain ? { authorization, ...given } : given) as Headers;
  };
}

function wantedSignals(signals: ExporterSignals | undefined): readonly Signal[] {
  const wanted = { traces: signals?.traces, logs: signals?.events, metrics: signals?.metrics };
  return SIGNALS.filter((signal) => wanted[signal] !== false);
}

/** Metrics are not printed. */
function isPrinted(signal: Signal): boolean {
  return signal !== "metrics";
}

function fromEnv({ env, warn, resolveCapture }: ResolveDestinationsOptions): readonly Destination[] {
  const allows = resolveCapture(undefined);
  const endpoints: Partial<Record<Signal, OtlpEndpoint>> = {};
  const printed: Signal[] = [];
  for (const signal of SIGNALS) {
    const kinds = exporterKinds(signal, env, warn);
    if (kinds.includes("otlp")) endpoints[signal] = withProxy(endpointFromEnv(signal, env, warn), undefined, env, warn);
    if (kinds.includes("console") && isPrinted(signal)) printed.push(signal);
  }
  const terminal: Destination = { type: "console", name: "console", allows, signals: printed };
  return [...toOtlp(endpoints, allows, undefined), ...(printed.length > 0 ? [terminal] : [])];
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** A list without anything known is none: the default holds. */
function exporterKinds(signal: Signal, env: Environment, warn: Warn): readonly string[] {
  const name = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const kinds = (readVariable(env, name) ?? "otlp").split(",").map((kind) => kind.trim().toLowerCase());
  const isMeant = kinds.some((kind) => EXPORTER_KINDS.includes(kind));
  for (const kind of kinds) {
    const known = isPrinted(signal) ? EXPORTER_KINDS : ["otlp", "none"];
    if (kind === "" || known.includes(kind)) continue;
    const instead = isMeant ? "" : "; otlp is used";
    warn(`env:${name}`, `${name}: ${kind.slice(0, 40)} is not supported and ignored; ${list(known)} are${instead}`);
  }
  if (!isMeant) return ["otlp"];
  return kinds.includes("none") ? [] : kinds;
}

/** Without a name of its own, what goes to several hosts is a destination for each, named after it. */
function toOtlp(
  endpoints: Partial<Record<Signal, OtlpEndpoint>>,
  allows: AllowsContent,
  name: string | undefined,
  mapped?: Pick<OtlpDestination, "map" | "mapping">,
): readonly OtlpDestination[] {
  const byName = Map.groupBy(Object.entries(endpoints), ([, { url }]) => name ?? new URL(url).host);
  return [...byName].map(([found, its]) => ({
    type: "otlp",
    name: found,
    allows,
    ...mapped,
    endpoints: Object.fromEntries(its),
  }));
}

function uniqueNames(destinations: readonly Destination[]): readonly Destination[] {
  const seen = new Map<string, number>();
  return destinations.map((destination) => {
    const times = (seen.get(destination.name) ?? 0) + 1;
    seen.set(destination.name, times);
    return times === 1 ? destination : { ...destination, name: `${destination.name} (${times})` };
  });
}
