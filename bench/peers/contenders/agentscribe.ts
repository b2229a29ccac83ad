import { droppedBy, inTurn, startAgentscribe } from "../agentscribe-client.ts";
import { contend } from "../contend.ts";
import { ANSWER, ANSWER_MESSAGE, callModel, callTool, REQUEST, TOOL } from "../work.ts";

/** Facts told by hand, as a program does that has them already. */
await contend(async (settings) => {
  const telemetry = await startAgentscribe(settings);
  const { provider, model, temperature, maxTokens } = REQUEST;
  return {
    record: ({ messages }) =>
      inTurn(telemetry, async () => {
        const attributes = { "app.temperature": temperature, "app.max_tokens": maxTokens };
        await telemetry.llm({ provider, model, input: messages, attributes }, async (call) => {
          await callModel();
          call.set({ "app.response.id": ANSWER.id, "app.response.model": ANSWER.model });
          call.usage({
            inputTokens: ANSWER.inputTokens,
            outputTokens: ANSWER.outputTokens,
            cacheReadTokens: ANSWER.cacheReadTokens,
            reasoningTokens: ANSWER.reasoningTokens,
          });
          call.finish(ANSWER.finishReason);
          if (messages !== undefined) call.output([ANSWER_MESSAGE]);
        });
        await telemetry.tool(TOOL, callTool);
      }),
    flush: () => telemetry.flush(),
    dropped: () => droppedBy(telemetry),
  };
});
