/** How a host ends when its work is done. `wait` lives until its standard input ends, and then calls `shutdown()`. */
export type Ending = "shutdown" | "natural" | "exit" | "throw" | "reject" | "wait";

export interface HostSettings {
  /** `otel` is the plain OpenTelemetry SDK, `none` does the same work and records nothing. */
  readonly sdk: "agentscribe" | "otel" | "none";
  readonly url: string;
  /** URL of the module that `agentscribe` is imported from. */
  readonly packageUrl: string;
  readonly spoolDirectory: string;
  /** Further options of `init`. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly exporter?: {
    readonly protocol?: "http/protobuf" | "http/json";
    readonly compression?: "gzip" | "none";
    readonly timeoutMillis?: number;
  };
  readonly spans: number;
  /** The size of one span, about. */
  readonly kilobytes: number;
  /** The spans are made evenly over this time; 0 makes them all in one tick. */
  readonly seconds: number;
  /** After each span so numbered by a multiple of this comes an event; it counts like a span. */
  readonly eventEvery?: number;
  /** Spans that are started before the others and never ended. */
  readonly openSpans: number;
  /** The span with this number carries the marker. */
  readonly poisonAt?: number;
  readonly marker?: string;
  /** Calls `flush()` so long after the beginning. */
  readonly flushAtMillis?: number;
  /** Stays alive so long between the last span and the ending. */
  readonly lingerMillis: number;
  readonly ending: Ending;
  /** On SIGTERM: `shutdown()`, then `process.exit()`. Without it the process has no handler. */
  readonly handlesSigterm: boolean;
  readonly counterFile: string;
  readonly resultFile: string;
}

/** What a host that lives to its end says about itself. Times are epoch milliseconds. */
export interface HostResult {
  readonly beganAt: number;
  readonly workEndedAt: number;
  /** Of the time since then, how long it waited for a processor. */
  readonly starvedMillis: number;
  /** What `shutdown()` resolved with, or `flush()` half-way. */
  readonly report?: unknown;
  readonly flushReport?: unknown;
  readonly flushMillis?: number;
  /** Calls of the SDK that threw or rejected. */
  readonly failures: readonly string[];
  readonly health?: unknown;
  /** Delay of the event loop at its 99th percentile, and the longest time that it stood still although there was a processor. */
  readonly loop: { readonly p99: number; readonly max: number };
  /** Milliseconds inside the call that ends a span. */
  readonly end: { readonly p50: number; readonly p99: number; readonly p999: number };
  readonly rssMegabytes: number;
  /** User and system time of the whole process. */
  readonly cpuMillis: number;
}
