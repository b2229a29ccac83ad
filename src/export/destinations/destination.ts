import type { Signal } from "../delivery.ts";
import type { AllowsContent } from "../encode/attributes.ts";
import type { EndpointUrl } from "../http/endpoint-url.ts";
import type { HeadersOption } from "../http/header-source.ts";
import type { TlsMaterial } from "../http/tls-material.ts";
import type { SpanMapping } from "../mapped-span.ts";
import type { SpanExporterLike } from "./exporter-options.ts";

/** Where one signal goes, with everything a request needs. */
export interface OtlpEndpoint {
  readonly url: string;
  readonly headers: HeadersOption;
  readonly protocol: "http/protobuf" | "http/json";
  /** A whole number. */
  readonly timeoutMillis: number;
  readonly compression: "gzip" | "none";
  readonly tls: TlsMaterial;
  /** What stands between; without its credentials in the URL. */
  readonly proxy?: EndpointUrl;
}

interface DestinationBase {
  /** Unique among the destinations of a pipeline. */
  readonly name: string;
  readonly allows: AllowsContent;
  /** What its spans carry beside their own attributes. @defaultValue nothing */
  readonly map?: SpanMapping | undefined;
  /** What `map` is known by in the next process: the name of a preset, or that it is a function. */
  readonly mapping?: string | undefined;
}

export interface OtlpDestination extends DestinationBase {
  readonly type: "otlp";
  /** A signal without an endpoint is not sent. */
  readonly endpoints: Readonly<Partial<Record<Signal, OtlpEndpoint>>>;
}

export interface ConsoleDestination extends DestinationBase {
  readonly type: "console";
  readonly signals: readonly Signal[];
}

export interface CustomDestination extends DestinationBase {
  readonly type: "custom";
  readonly spanExporter: SpanExporterLike;
}

/** Stays in the process: requests of one record each, encoded as they would be sent. */
export interface MemoryDestination extends DestinationBase {
  readonly type: "memory";
  readonly signals: readonly Signal[];
  readonly take: (signal: Signal, request: Uint8Array) => void;
}

export type Destination = OtlpDestination | ConsoleDestination | CustomDestination | MemoryDestination;

/** The signals a destination receives. */
export function destinationSignals(destination: Destination): readonly Signal[] {
  if (destination.type === "custom") return ["traces"];
  return destination.type === "otlp" ? (Object.keys(destination.endpoints) as Signal[]) : destination.signals;
}
