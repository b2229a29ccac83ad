import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, CONVERSATION, callModel, callTool, TOOL } from "../work.ts";

interface Lmnr {
  readonly Laminar: {
    initialize(options: object): void;
    setSpanAttributes(attributes: object): void;
    flush(): Promise<void>;
  };
  observe<T>(options: object, fn: () => T): T;
}

await contend(({ url, port, content }) => {
  const { Laminar, observe } = load<Lmnr>("laminar", "@lmnr-ai/lmnr");
  const { protocol, hostname } = new URL(url);
  const baseUrl = `${protocol}//${hostname}`;
  Laminar.initialize({ projectApiKey: "bench", baseUrl, httpPort: port, forceHttp: true, instrumentModules: {} });

  const quiet = { ignoreInput: true, ignoreOutput: true };
  const model = (messages: unknown): Promise<unknown> =>
    observe({ name: "chat gpt-5", spanType: "LLM", ...(content ? { input: messages } : quiet) }, async () => {
      Laminar.setSpanAttributes(requestAttributes(CONVERSATION));
      await callModel();
      Laminar.setSpanAttributes(answerAttributes());
      return ANSWER_MESSAGE;
    });
  return {
    record: ({ messages }) =>
      observe({ name: "turn", sessionId: CONVERSATION, ...quiet }, async () => {
        await model(messages);
        await observe({ name: TOOL.name, spanType: "TOOL", ...quiet }, () => {
          Laminar.setSpanAttributes(TOOL_ATTRIBUTES);
          return callTool();
        });
      }),
    flush: () => Laminar.flush(),
  };
});
