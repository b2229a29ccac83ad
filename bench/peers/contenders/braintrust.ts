import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { ANSWER, ANSWER_MESSAGE, CONVERSATION, callModel, callTool, REQUEST, TOOL } from "../work.ts";

interface Span {
  log(event: object): void;
}
interface Braintrust {
  initLogger(options: object): { flush(): Promise<void> };
  traced<T>(fn: (span: Span) => T, options: object): T;
}

await contend(({ url }) => {
  const { initLogger, traced } = load<Braintrust>("braintrust", "braintrust");
  const logger = initLogger({ projectName: "bench", apiKey: "sk-bench", appUrl: url, asyncFlush: true });

  const model = (messages: unknown): Promise<void> =>
    traced(
      async (span) => {
        const { provider, model, temperature, maxTokens, serverAddress, serverPort } = REQUEST;
        const metadata = {
          provider,
          model,
          temperature,
          max_tokens: maxTokens,
          serverAddress,
          serverPort,
          operation: "chat",
        };
        span.log({ metadata, ...(messages !== undefined && { input: messages }) });
        await callModel();
        span.log({
          metadata: { responseId: ANSWER.id, responseModel: ANSWER.model, finishReason: ANSWER.finishReason },
          metrics: {
            prompt_tokens: ANSWER.inputTokens,
            completion_tokens: ANSWER.outputTokens,
            prompt_cached_tokens: ANSWER.cacheReadTokens,
            completion_reasoning_tokens: ANSWER.reasoningTokens,
            cost: ANSWER.cost.total,
            cost_input: ANSWER.cost.input,
            cost_output: ANSWER.cost.output,
          },
          ...(messages !== undefined && { output: ANSWER_MESSAGE }),
        });
      },
      { name: "chat gpt-5", type: "llm" },
    );
  return {
    record: ({ messages }) =>
      traced(
        async () => {
          await model(messages);
          await traced(callTool, { name: TOOL.name, type: "tool", event: { metadata: { callId: TOOL.callId } } });
        },
        { name: "turn", type: "task", event: { metadata: { sessionId: CONVERSATION } } },
      ),
    flush: () => logger.flush(),
  };
});
