const OPENAI = "openai@6.49.0";

export type SetName = "langfuse" | "langsmith" | "openllmetry" | "openinference" | "sentry" | "ai-sdk" | "datadog";

/** What programs of other kinds of telemetry are run with: exact versions, one folder each. `openai` 6 is the newest major that all of them know. */
export const SETS: Readonly<Record<SetName, readonly string[]>> = {
  langfuse: [
    OPENAI,
    "@opentelemetry/api@1.9.0",
    "@opentelemetry/core@2.12.1",
    "@opentelemetry/sdk-trace-node@2.12.0",
    "@opentelemetry/exporter-trace-otlp-http@0.223.0",
    "@langfuse/client@5.11.1",
    "@langfuse/openai@5.11.1",
    "@langfuse/otel@5.11.1",
    "@langfuse/tracing@5.11.1",
  ],
  langsmith: [OPENAI, "langsmith@0.10.5"],
  openllmetry: [OPENAI, "@opentelemetry/api@1.9.1", "@traceloop/node-server-sdk@0.27.0"],
  openinference: [
    OPENAI,
    "@opentelemetry/api@1.10.0",
    "@arizeai/openinference-core@2.7.1",
    "@arizeai/openinference-instrumentation-openai@4.2.7",
    "@arizeai/phoenix-client@6.14.2",
    "@arizeai/phoenix-otel@2.1.0",
  ],
  sentry: [OPENAI, "@sentry/node@11.11.0"],
  "ai-sdk": [
    "@opentelemetry/api@1.10.0",
    "@opentelemetry/sdk-node@0.301.0",
    "ai@7.0.173",
    "@ai-sdk/openai@4.0.118",
    "@ai-sdk/otel@1.0.173",
    "zod@4.6.7",
  ],
  datadog: [OPENAI, "dd-trace@6.21.0"],
};
