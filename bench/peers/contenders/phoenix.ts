import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES } from "../otel-attributes.ts";
import { ANSWER, ANSWER_MESSAGE, CONVERSATION, callModel, callTool, type Message, REQUEST, TOOL } from "../work.ts";

type Wrap = <Args extends readonly unknown[]>(
  fn: (...args: Args) => Promise<void>,
  options: { readonly name: string; readonly attributes?: object },
) => (...args: Args) => Promise<void>;
interface Phoenix {
  register(options: object): { forceFlush(): Promise<void> };
  readonly traceAgent: Wrap;
  readonly traceLLM: Wrap;
  readonly traceTool: Wrap;
  getLLMAttributes(facts: object): object;
  setSession(context: unknown, session: { sessionId: string }): unknown;
}
interface Api {
  readonly trace: { getActiveSpan(): { setAttributes(attributes: object): void } | undefined };
  readonly context: { active(): unknown; with<T>(context: unknown, fn: () => T): T };
}

await contend(({ url }) => {
  const phoenix = load<Phoenix>("phoenix", "@arizeai/phoenix-otel");
  const { trace, context } = load<Api>("phoenix", "@opentelemetry/api");
  const provider = phoenix.register({ projectName: "bench", url });

  let messages: readonly Message[] | undefined;
  const model = phoenix.traceLLM(
    async () => {
      const inputMessages = messages;
      await callModel();
      const { inputTokens, outputTokens } = ANSWER;
      trace.getActiveSpan()?.setAttributes({
        ...phoenix.getLLMAttributes({
          provider: REQUEST.provider,
          modelName: ANSWER.model,
          tokenCount: { prompt: inputTokens, completion: outputTokens, total: inputTokens + outputTokens },
          invocationParameters: { temperature: REQUEST.temperature, max_tokens: REQUEST.maxTokens },
          ...(inputMessages !== undefined && { inputMessages, outputMessages: [ANSWER_MESSAGE] }),
        }),
        ...answerAttributes(),
      });
    },
    { name: "chat gpt-5", attributes: requestAttributes(CONVERSATION) },
  );
  const tool = phoenix.traceTool(callTool, { name: TOOL.name, attributes: TOOL_ATTRIBUTES });
  const agent = phoenix.traceAgent(
    async () => {
      await model();
      await tool();
    },
    { name: "turn" },
  );
  return {
    record: (turn) => {
      messages = turn.messages;
      return context.with(phoenix.setSession(context.active(), { sessionId: CONVERSATION }), () => agent());
    },
    flush: () => provider.forceFlush(),
  };
});
