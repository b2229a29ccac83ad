/** What each peer is installed from: exact versions, so that two runs measure the same. */
export const PEERS: Readonly<Record<string, readonly string[]>> = {
  langfuse: [
    "@langfuse/tracing@5.11.1",
    "@langfuse/otel@5.11.1",
    "@opentelemetry/api@1.9.0",
    "@opentelemetry/core@2.12.1",
    "@opentelemetry/sdk-trace-node@2.12.0",
    "@opentelemetry/exporter-trace-otlp-http@0.223.0",
  ],
  openllmetry: ["@traceloop/node-server-sdk@0.27.0"],
  phoenix: ["@arizeai/phoenix-otel@2.1.0"],
  langsmith: ["langsmith@0.10.5"],
  braintrust: ["braintrust@3.35.0"],
  laminar: ["@lmnr-ai/lmnr@0.8.46"],
  autotel: ["autotel@7.9.0"],
  logfire: ["@pydantic/logfire-node@0.18.25"],
  openlit: ["openlit@1.15.0"],
};

const OPENAI = "openai@6.49.0";
const OTEL = [
  "@opentelemetry/api@1.9.0",
  "@opentelemetry/core@2.12.1",
  "@opentelemetry/sdk-trace-node@2.12.0",
  "@opentelemetry/exporter-trace-otlp-proto@0.223.0",
];

/** What wraps a client of `openai` 6, the newest major that all of them know. */
export const WRAPPING_PEERS: Readonly<Record<string, readonly string[]>> = {
  "wrapped-bare": [OPENAI],
  "wrapped-langfuse": [OPENAI, "@langfuse/openai@5.11.1", ...(PEERS.langfuse ?? [])],
  "wrapped-langsmith": [OPENAI, "langsmith@0.10.5"],
  "wrapped-braintrust": [OPENAI, "braintrust@3.35.0"],
  "wrapped-openllmetry": [OPENAI, "@traceloop/instrumentation-openai@0.27.0", ...OTEL],
  "wrapped-opentelemetry": [
    OPENAI,
    "@opentelemetry/instrumentation-openai@0.22.0",
    "@opentelemetry/api@1.10.0",
    "@opentelemetry/sdk-node@0.301.0",
    "@opentelemetry/sdk-trace@3.1.0",
    "@opentelemetry/exporter-trace-otlp-proto@0.301.0",
  ],
  "wrapped-openinference": [OPENAI, "@arizeai/openinference-instrumentation-openai@4.2.7", ...OTEL],
};
