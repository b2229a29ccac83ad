import { type AgentsSpan, spanEnded, spanStarted } from "./spans.ts";
import { traceEnded, traceStarted } from "./traces.ts";

/**
 * A tracing processor of the OpenAI Agents SDK: `addTraceProcessor(new AgentscribeTracingProcessor())` beside the SDK's own exporter, which sends
 * traces to OpenAI, or `setTraceProcessors([...])` in its place. Nothing it does throws or waits.
 */
export class AgentscribeTracingProcessor {
  async onTraceStart(trace: AgentsSpan): Promise<void> {
    traceStarted(trace);
  }

  async onTraceEnd(trace: AgentsSpan): Promise<void> {
    traceEnded(trace);
  }

  async onSpanStart(span: AgentsSpan): Promise<void> {
    spanStarted(span);
  }

  async onSpanEnd(span: AgentsSpan): Promise<void> {
    spanEnded(span);
  }

  async shutdown(): Promise<void> {
    // The client that records is shut down by the application.
  }

  async forceFlush(): Promise<void> {
    // Delivery is the client's own.
  }
}
