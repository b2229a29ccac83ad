import { context, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { contend } from "../contend.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES, toMessages } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, callModel, callTool, TOOL } from "../work.ts";

/** The spans by hand: SDK, batch processor and the stock protobuf exporter. Its queue is raised so that it delivers what the others do. */
await contend(({ url }) => {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 100_000 });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer("bench");
  return {
    record: ({ conversationId, messages }) =>
      tracer.startActiveSpan("session", { attributes: { "session.id": conversationId } }, async (session) => {
        const chat = tracer.startSpan("chat gpt-5", {
          kind: SpanKind.CLIENT,
          attributes: {
            ...requestAttributes(conversationId),
            ...(messages !== undefined && { "gen_ai.input.messages": JSON.stringify(toMessages(messages)) }),
          },
        });
        await context.with(trace.setSpan(context.active(), chat), callModel);
        chat.setAttributes(answerAttributes());
        if (messages !== undefined) {
          chat.setAttribute("gen_ai.output.messages", JSON.stringify(toMessages([ANSWER_MESSAGE])));
        }
        chat.end();
        const tool = tracer.startSpan(`execute_tool ${TOOL.name}`, { attributes: TOOL_ATTRIBUTES });
        await context.with(trace.setSpan(context.active(), tool), callTool);
        tool.end();
        session.end();
      }),
    flush: () => processor.forceFlush(),
  };
});
