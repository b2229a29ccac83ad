/** What an instrument measures, as the conventions define it or, for names of our own, as documented in `docs/metrics.md`. */
export interface MetricDefinition {
  readonly name: string;
  readonly instrument: "counter" | "updown" | "histogram";
  readonly unit: string;
  readonly description: string;
  readonly valueType?: "int" | "double";
  /** Explicit bucket boundaries of a histogram, in the metric's unit. */
  readonly buckets?: readonly number[];
}

/** A sum that is counted elsewhere and asked for when metrics are reported. */
export interface ObservableSumDefinition {
  readonly name: string;
  readonly instrument: "counter" | "updown";
  readonly unit: string;
  readonly description: string;
}

/** A gauge of whole numbers that is asked for its value when metrics are reported. */
export interface GaugeDefinition {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
}

const SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const AGENT_SECONDS = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6];
const MCP_SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const WORKFLOW_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200];
const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
const CALLS = [1, 2, 4, 8, 16, 32, 64, 128];

export type MetricKey =
  | "inferenceDuration"
  | "timeToFirstChunk"
  | "timePerOutputChunk"
  | "inputTokens"
  | "outputTokens"
  | "cacheReadTokens"
  | "cacheWriteTokens"
  | "reasoningTokens"
  | "inputTokensPerCall"
  | "outputTokensPerCall"
  | "operationDuration"
  | "workflowDuration"
  | "agentDuration"
  | "agentInferenceCalls"
  | "agentToolCalls"
  | "toolDuration"
  | "mcpClientDuration"
  | "mcpServerDuration"
  | "mcpClientSessionDuration"
  | "mcpServerSessionDuration"
  | "cost"
  | "unpriced";

/** Every metric that scopes feed. Those that events feed stand with the events. Source of `gen_ai.*`: the GenAI conventions. */
export const METRICS: Readonly<Record<MetricKey, MetricDefinition>> = {
  inferenceDuration: duration("gen_ai.client.inference.duration", "Duration of a model call.", SECONDS),
  timeToFirstChunk: duration(
    "gen_ai.client.inference.time_to_first_chunk",
    "Time to the first chunk of a stream.",
    SECONDS,
  ),
  timePerOutputChunk: duration(
    "gen_ai.client.inference.time_per_output_chunk",
    "Time between two chunks of a stream.",
    SECONDS,
  ),
  inputTokens: tokens("gen_ai.client.inference.usage.input_tokens", "Input tokens used, cache included."),
  outputTokens: tokens("gen_ai.client.inference.usage.output_tokens", "Output tokens used, reasoning included."),
  cacheReadTokens: tokens("gen_ai.client.inference.usage.cache_read.input_tokens", "Input tokens read from a cache."),
  cacheWriteTokens: tokens(
    "gen_ai.client.inference.usage.cache_write.input_tokens",
    "Input tokens written to a cache.",
  ),
  reasoningTokens: tokens("gen_ai.client.inference.usage.reasoning.output_tokens", "Output tokens used to reason."),
  inputTokensPerCall: perCall("gen_ai.client.inference.operation.input_tokens", "Input tokens of one model call."),
  outputTokensPerCall: perCall("gen_ai.client.inference.operation.output_tokens", "Output tokens of one model call."),
  operationDuration: duration(
    "gen_ai.client.operation.duration",
    "Duration of a client operation that is no inference.",
    SECONDS,
  ),
  workflowDuration: duration("gen_ai.invoke_workflow.duration", "Duration of a workflow.", WORKFLOW_SECONDS),
  agentDuration: duration("gen_ai.invoke_agent.duration", "Duration of an agent's run.", AGENT_SECONDS),
  agentInferenceCalls: calls(
    "gen_ai.invoke_agent.inference_calls",
    "{inference_call}",
    "Model calls of one agent run, its own only.",
  ),
  agentToolCalls: calls("gen_ai.invoke_agent.tool_calls", "{tool_call}", "Tool calls of one agent run, its own only."),
  toolDuration: duration("gen_ai.execute_tool.duration", "Duration of a tool's execution.", SECONDS),
  mcpClientDuration: duration(
    "mcp.client.operation.duration",
    "Duration of an MCP request, as its sender saw it.",
    MCP_SECONDS,
  ),
  mcpServerDuration: duration(
    "mcp.server.operation.duration",
    "Duration of an MCP request, as its receiver saw it.",
    MCP_SECONDS,
  ),
  mcpClientSessionDuration: duration(
    "mcp.client.session.duration",
    "Duration of an MCP session, as the client saw it.",
    MCP_SECONDS,
  ),
  mcpServerSessionDuration: duration(
    "mcp.server.session.duration",
    "Duration of an MCP session, as the server saw it.",
    MCP_SECONDS,
  ),
  cost: {
    ...counter("agentscribe.client.cost", "USD", "Cost of model calls whose price is known."),
    valueType: "double",
  },
  unpriced: counter("agentscribe.client.cost.unpriced", "{call}", "Model calls whose price is not known."),
};

/** What is reported of a client that has recorded anything, at each report. */
export const GAUGES: Readonly<Record<"up" | "toolsInFlight", GaugeDefinition>> = {
  up: {
    name: "agentscribe.up",
    unit: "1",
    description: "1 while the client records, 0 when it is paused or shut down.",
  },
  toolsInFlight: { name: "agentscribe.tool.inflight", unit: "{tool_call}", description: "Tool executions open now." },
};

export type DeliveryMetricKey = "processed" | "queueSize" | "exported" | "inflight";

/** What became of the records of a signal. Source: the OpenTelemetry conventions for SDK metrics. */
export const DELIVERY_METRICS: Readonly<
  Record<"traces" | "logs", Readonly<Record<DeliveryMetricKey, ObservableSumDefinition>>>
> = { traces: deliveryMetrics("span", "Spans"), logs: deliveryMetrics("log", "Events") };

/** What backends that read the conventions of 1.36 expect; recorded only with `semconv: "1.36"`. */
export const METRICS_1_36: Readonly<Record<"tokenUsage" | "operationDuration", MetricDefinition>> = {
  tokenUsage: perCall("gen_ai.client.token.usage", "Tokens used, by `gen_ai.token.type`."),
  operationDuration: duration("gen_ai.client.operation.duration", "Duration of a GenAI operation.", SECONDS),
};

function deliveryMetrics(
  word: "span" | "log",
  things: string,
): Readonly<Record<DeliveryMetricKey, ObservableSumDefinition>> {
  const unit = word === "span" ? "{span}" : "{log_record}";
  return {
    processed: {
      name: `otel.sdk.processor.${word}.processed`,
      instrument: "counter",
      unit,
      description: `${things} passed on to be sent; with \`error.type\`, those that were dropped before that.`,
    },
    queueSize: {
      name: `otel.sdk.processor.${word}.queue.size`,
      instrument: "updown",
      unit,
      description: `${things} that wait in files or in memory.`,
    },
    exported: {
      name: `otel.sdk.exporter.${word}.exported`,
      instrument: "counter",
      unit,
      description: `${things} that a backend took; with \`error.type\`, those that were dropped after they were sent.`,
    },
    inflight: {
      name: `otel.sdk.exporter.${word}.inflight`,
      instrument: "updown",
      unit,
      description: `${things} being sent, those included that wait to be sent again.`,
    },
  };
}

function duration(name: string, description: string, buckets: readonly number[]): MetricDefinition {
  return { name, instrument: "histogram", unit: "s", description, valueType: "double", buckets };
}

function tokens(name: string, description: string): MetricDefinition {
  return counter(name, "{token}", description);
}

function perCall(name: string, description: string): MetricDefinition {
  return { name, instrument: "histogram", unit: "{token}", description, valueType: "int", buckets: TOKENS };
}

function calls(name: string, unit: string, description: string): MetricDefinition {
  return { name, instrument: "histogram", unit, description, valueType: "int", buckets: CALLS };
}

function counter(name: string, unit: string, description: string): MetricDefinition {
  return { name, instrument: "counter", unit, description, valueType: "int" };
}
