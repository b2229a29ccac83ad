/** The key under which every version of the OpenTelemetry API keeps the active span in a context. */
export const SPAN_KEY: symbol = Symbol.for("OpenTelemetry Context Key SPAN");

/** The key under which every version of the OpenTelemetry SDK says in a context that nothing in it is traced. */
export const SUPPRESS_TRACING_KEY: symbol = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
