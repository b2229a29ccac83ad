import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES } from "../otel-attributes.ts";
import { ANSWER, ANSWER_MESSAGE, CONVERSATION, callModel, callTool, REQUEST, TOOL } from "../work.ts";

interface LlmSpan {
  reportRequest(request: object): void;
  reportResponse(response: object): void;
}
interface Traceloop {
  initialize(options: object): void;
  forceFlush(): Promise<void>;
  withAgent<T>(config: object, fn: () => T): T;
  withLLMCall<T>(config: object, fn: (call: { span: LlmSpan }) => T): T;
  withTool<T>(config: object, fn: () => T): T;
}
interface Api {
  readonly trace: { getActiveSpan(): { setAttributes(attributes: object): void } | undefined };
}

await contend(({ url, content }) => {
  const traceloop = load<Traceloop>("openllmetry", "@traceloop/node-server-sdk");
  const { trace } = load<Api>("openllmetry", "@opentelemetry/api");
  traceloop.initialize({
    appName: "bench",
    apiKey: "bench",
    baseUrl: url,
    traceContent: content,
    traceloopSyncEnabled: false,
    silenceInitializationMessage: true,
  });

  const model = (messages: unknown): Promise<void> =>
    traceloop.withLLMCall({ vendor: REQUEST.provider, type: "chat" }, async ({ span }) => {
      trace.getActiveSpan()?.setAttributes(requestAttributes(CONVERSATION));
      if (messages !== undefined) span.reportRequest({ model: REQUEST.model, messages });
      await callModel();
      trace.getActiveSpan()?.setAttributes(answerAttributes());
      if (messages === undefined) return;
      const completions = [{ finish_reason: ANSWER.finishReason, message: ANSWER_MESSAGE }];
      const { inputTokens, outputTokens } = ANSWER;
      const usage = {
        prompt_tokens: inputTokens,
        completion_tokens: outputTokens,
        total_tokens: inputTokens + outputTokens,
      };
      span.reportResponse({ model: ANSWER.model, usage, completions });
    });
  return {
    record: ({ messages }) =>
      traceloop.withAgent({ name: "turn", conversationId: CONVERSATION }, async () => {
        await model(messages);
        await traceloop.withTool({ name: TOOL.name }, () => {
          trace.getActiveSpan()?.setAttributes(TOOL_ATTRIBUTES);
          return callTool();
        });
      }),
    flush: () => traceloop.forceFlush(),
  };
});
