import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { ANSWER, ANSWER_MESSAGE, CONVERSATION, callModel, callTool, REQUEST, TOOL } from "../work.ts";

interface Observation {
  update(attributes: object): unknown;
}
interface Tracing {
  startActiveObservation<T>(name: string, fn: (observation: Observation) => T, options: { asType: string }): T;
  propagateAttributes<T>(attributes: { sessionId: string }, fn: () => T): T;
}
interface Processor {
  forceFlush(): Promise<void>;
}
interface Otel {
  readonly LangfuseSpanProcessor: new (options: object) => Processor;
}
interface Sdk {
  readonly NodeTracerProvider: new (options: { spanProcessors: readonly Processor[] }) => { register(): void };
}

await contend(({ url }) => {
  const { LangfuseSpanProcessor } = load<Otel>("langfuse", "@langfuse/otel");
  const { NodeTracerProvider } = load<Sdk>("langfuse", "@opentelemetry/sdk-trace-node");
  const { startActiveObservation, propagateAttributes } = load<Tracing>("langfuse", "@langfuse/tracing");
  const processor = new LangfuseSpanProcessor({ baseUrl: url, publicKey: "pk-lf-bench", secretKey: "sk-lf-bench" });
  new NodeTracerProvider({ spanProcessors: [processor] }).register();

  const model = (messages: unknown): Promise<void> =>
    startActiveObservation(
      "chat gpt-5",
      async (generation) => {
        const { provider, serverAddress, serverPort, temperature, maxTokens } = REQUEST;
        const modelParameters = { temperature, max_tokens: maxTokens };
        const metadata = { provider, operation: "chat", serverAddress, serverPort, apiType: "chat_completions" };
        generation.update({
          model: REQUEST.model,
          modelParameters,
          metadata,
          ...(messages !== undefined && { input: messages }),
        });
        await callModel();
        generation.update({
          model: ANSWER.model,
          usageDetails: {
            input: ANSWER.inputTokens,
            output: ANSWER.outputTokens,
            cache_read_input_tokens: ANSWER.cacheReadTokens,
            reasoning_tokens: ANSWER.reasoningTokens,
          },
          costDetails: ANSWER.cost,
          metadata: { responseId: ANSWER.id, finishReason: ANSWER.finishReason },
          ...(messages !== undefined && { output: ANSWER_MESSAGE }),
        });
      },
      { asType: "generation" },
    );
  const tool = (): Promise<void> =>
    startActiveObservation(
      TOOL.name,
      (observation) => {
        observation.update({ metadata: { callId: TOOL.callId } });
        return callTool();
      },
      { asType: "tool" },
    );
  return {
    record: ({ messages }) =>
      propagateAttributes({ sessionId: CONVERSATION }, () =>
        startActiveObservation(
          "turn",
          async () => {
            await model(messages);
            await tool();
          },
          { asType: "agent" },
        ),
      ),
    flush: () => processor.forceFlush(),
  };
});
