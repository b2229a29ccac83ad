import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES, toMessages } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, CONVERSATION, callModel, callTool, TOOL } from "../work.ts";

interface Span {
  setAttribute(name: string, value: unknown): void;
  setAttributes(attributes: object): void;
}
interface Autotel {
  init(options: object): void;
  span<T>(options: { name: string; attributes?: object }, fn: (span: Span) => T): T;
  flush(): Promise<void>;
}

await contend(({ url }) => {
  const { init, span, flush } = load<Autotel>("autotel", "autotel");
  // Its default keeps a tenth of what is healthy; that would be a tenth of the work.
  init({ service: "bench", endpoint: url, sampling: "development" });
  return {
    record: ({ messages }) =>
      span({ name: "turn", attributes: { "session.id": CONVERSATION } }, async () => {
        await span({ name: "chat gpt-5", attributes: requestAttributes(CONVERSATION) }, async (chat) => {
          if (messages !== undefined) chat.setAttribute("gen_ai.input.messages", JSON.stringify(toMessages(messages)));
          await callModel();
          chat.setAttributes(answerAttributes());
          if (messages === undefined) return;
          chat.setAttribute("gen_ai.output.messages", JSON.stringify(toMessages([ANSWER_MESSAGE])));
        });
        await span({ name: `execute_tool ${TOOL.name}`, attributes: TOOL_ATTRIBUTES }, callTool);
      }),
    flush: () => flush(),
  };
});
