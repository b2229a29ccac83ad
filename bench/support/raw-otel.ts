import { SpanKind, type Tracer } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** The baseline: the same span written by hand with the raw API, BatchSpanProcessor and the stock protobuf exporter. */
export function rawOtel(url: string): {
  tracer: Tracer;
  drain(): Promise<void>;
  call(input?: readonly unknown[]): Promise<void>;
} {
  const processor = new BatchSpanProcessor({
    exporter: new OTLPTraceExporter({ url: `${url}/v1/traces` }),
    maxQueueSize: 100_000,
  });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  const tracer = provider.getTracer("bench");
  return {
    tracer,
    drain: () => processor.forceFlush(),
    async call(input) {
      const span = tracer.startSpan("chat gpt-5", {
        kind: SpanKind.CLIENT,
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "openai",
          "gen_ai.request.model": "gpt-5",
          "server.address": "api.openai.com",
          "server.port": 443,
          "gen_ai.conversation.id": "thread-1",
          "session.id": "thread-1",
          ...(input !== undefined && { "gen_ai.input.messages": JSON.stringify(input) }),
        },
      });
      await null;
      span.setAttributes({
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.model": "gpt-5-2025-08-07",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 100,
        "gen_ai.usage.cache_read.input_tokens": 512,
        "gen_ai.usage.reasoning.output_tokens": 64,
        "openai.api.type": "chat_completions",
        "agentscribe.cost.usd": 0.0017,
        "agentscribe.cost.input": 0.0006,
        "agentscribe.cost.output": 0.001,
        "agentscribe.cost.status": "ok",
        "agentscribe.cost.source": "table",
      });
      span.end();
    },
  };
}

/** The answer that both contenders record. */
export const ANSWER: object = {
  id: "chatcmpl-1",
  object: "chat.completion",
  model: "gpt-5-2025-08-07",
  choices: [
    { index: 0, finish_reason: "stop", message: { role: "assistant", content: "It left the warehouse yesterday." } },
  ],
  usage: {
    prompt_tokens: 1000,
    completion_tokens: 100,
    total_tokens: 1100,
    prompt_tokens_details: { cached_tokens: 512 },
    completion_tokens_details: { reasoning_tokens: 64 },
  },
};
