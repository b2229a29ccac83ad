import type { AttributeMapping, AttributePreset } from "../../internal/attribute-mapping.ts";
import type { HeadersOption } from "../http/header-source.ts";

/** Which signals a destination receives. @defaultValue all of them */
export interface ExporterSignals {
  readonly traces?: boolean | undefined;
  readonly metrics?: boolean | undefined;
  readonly events?: boolean | undefined;
}

interface ExporterBase {
  /** Shown in messages and health. @defaultValue the host of the URL, or the type */
  readonly name?: string | undefined;
  /** Which of traces, metrics and events it receives. @defaultValue all that it can take */
  readonly signals?: ExporterSignals | undefined;
  /** What this destination receives, in the form of the option `capture` of `init`. @defaultValue that option */
  readonly capture?: unknown;
}

/** An OTLP backend. */
export interface OtlpExporterOptions extends ExporterBase {
  readonly type?: "otlp" | undefined;
  /**
   * The base URL; `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.
   * @defaultValue the standard variables, then `http://localhost:4318`
   */
  readonly url?: string | undefined;
  /** A function is read again after a 401 and every five minutes. @defaultValue the standard variables when `url` is not set */
  readonly headers?: HeadersOption | undefined;
  /** @defaultValue `"http/protobuf"` */
  readonly protocol?: "http/protobuf" | "http/json" | undefined;
  /** One request, from start to the last byte of the answer. @defaultValue 10,000 */
  readonly timeoutMillis?: number | undefined;
  /** @defaultValue `"none"` */
  readonly compression?: "gzip" | "none" | undefined;
  /** PEM text. */
  readonly tls?:
    | {
        readonly ca?: string | Uint8Array | undefined;
        readonly cert?: string | Uint8Array | undefined;
        readonly key?: string | Uint8Array | undefined;
        readonly rejectUnauthorized?: boolean | undefined;
      }
    | undefined;
  /**
   * The URL of an http or https proxy, with user and password in it if it wants them; `false` uses none.
   * @defaultValue `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; none for an endpoint on this machine
   */
  readonly proxy?: string | false | undefined;
  /**
   * What spans carry beside their own attributes, for this destination alone: the names that `"braintrust"`, `"langfuse"`, `"langsmith"` or
   * `"openinference"` read, or what a function says of each span.
   * @defaultValue nothing
   */
  readonly attributes?: AttributePreset | AttributeMapping | undefined;
}

/** One line of JSON per record on stderr. */
export interface ConsoleExporterOptions extends ExporterBase {
  readonly type: "console";
}

/** Any OpenTelemetry `SpanExporter`. It receives spans only. */
export interface CustomExporterOptions extends ExporterBase {
  readonly type: "custom";
  readonly spanExporter: SpanExporterLike;
  /** What spans carry beside their own attributes, as of an OTLP backend. @defaultValue nothing */
  readonly attributes?: AttributePreset | AttributeMapping | undefined;
}

/** A destination of records: an OTLP backend, stderr, or an exporter of your own. */
export type ExporterOptions = OtlpExporterOptions | ConsoleExporterOptions | CustomExporterOptions;

/** The part of OpenTelemetry's `SpanExporter` that is used, for every version of the SDK. */
export interface SpanExporterLike {
  export(spans: never[], done: (result: { readonly code: number; readonly error?: Error }) => void): void;
  shutdown?(): Promise<void>;
  forceFlush?(): Promise<void>;
}
