import { contend } from "../contend.ts";
import { load } from "../installed.ts";
import { answerAttributes, requestAttributes, TOOL_ATTRIBUTES } from "../otel-attributes.ts";
import { ANSWER_MESSAGE, CONVERSATION, callModel, callTool, TOOL } from "../work.ts";

interface Span {
  setAttributes(attributes: object): void;
}
interface Logfire {
  configure(options: object): void;
  forceFlush(): Promise<void>;
  span<T>(name: string, options: { attributes?: object; callback: (span: Span) => T }): T;
  serializeAttributes(attributes: object): object;
}

await contend(({ url }) => {
  const logfire = load<Logfire>("logfire", "@pydantic/logfire-node");
  logfire.configure({ token: "bench", serviceName: "bench", advanced: { baseUrl: url }, console: false });

  const model = (messages: unknown): Promise<void> =>
    logfire.span("chat gpt-5", {
      attributes: {
        ...requestAttributes(CONVERSATION),
        ...(messages !== undefined && { "gen_ai.input.messages": messages }),
      },
      callback: async (span) => {
        await callModel();
        const output = messages !== undefined && { "gen_ai.output.messages": [ANSWER_MESSAGE] };
        span.setAttributes(logfire.serializeAttributes({ ...answerAttributes(), ...output }));
      },
    });
  return {
    record: ({ messages }) =>
      logfire.span("turn", {
        attributes: { "session.id": CONVERSATION },
        callback: async () => {
          await model(messages);
          await logfire.span(`execute_tool ${TOOL.name}`, { attributes: TOOL_ATTRIBUTES, callback: callTool });
        },
      }),
    flush: () => logfire.forceFlush(),
    // It sends a pending span ahead of each.
    spansATurn: 6,
  };
});
