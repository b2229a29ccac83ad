import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES, toMessages } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, CONVERSATION, callModel, callTool, TOOL } from "../work.ts";

interface Span {
  setResult(result: string): void;
  setMetadata(attributes: object): void;
}
interface OpenLit {
  readonly Openlit: { init(options: object): void };
  startTrace<T>(name: string, fn: (span: Span) => T): T;
}
interface Api {
  readonly trace: { getTracerProvider(): { getDelegate(): { forceFlush(): Promise<void> } } };
}

await contend(({ url, content }) => {
  const { Openlit, startTrace } = load<OpenLit>("openlit", "openlit");
  const { trace } = load<Api>("openlit", "@opentelemetry/api");
  // Its default sends each span in a request of its own.
  Openlit.init({ applicationName: "bench", otlpEndpoint: url, disableBatch: false, traceContent: content });

  const model = (messages: Parameters<typeof toMessages>[0] | undefined): Promise<void> =>
    startTrace("chat gpt-5", async (span) => {
      span.setMetadata(requestAttributes(CONVERSATION));
      if (messages !== undefined) span.setMetadata({ "gen_ai.input.messages": JSON.stringify(toMessages(messages)) });
      await callModel();
      span.setMetadata(answerAttributes());
      if (messages !== undefined) span.setResult(JSON.stringify(toMessages([ANSWER_MESSAGE])));
    });
  return {
    record: ({ messages }) =>
      startTrace("turn", async (span) => {
        span.setMetadata({ "session.id": CONVERSATION });
        await model(messages);
        await startTrace(`execute_tool ${TOOL.name}`, (tool) => {
          tool.setMetadata(TOOL_ATTRIBUTES);
          return callTool();
        });
      }),
    flush: () => trace.getTracerProvider().getDelegate().forceFlush(),
  };
});
