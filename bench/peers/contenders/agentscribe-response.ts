import { ANSWER as RESPONSE } from "../../support/raw-otel.ts";
import { droppedBy, inTurn, startAgentscribe } from "../agentscribe-client.ts";
import { contend } from "../contend.ts";
import { callModel, callTool, REQUEST, TOOL } from "../work.ts";

/** The request and the response as the client of the provider has them: everything is read from them. */
await contend(async (settings) => {
  const telemetry = await startAgentscribe(settings);
  const { provider, model, temperature, maxTokens } = REQUEST;
  return {
    record: ({ messages = [] }) =>
      inTurn(telemetry, async () => {
        const request = { model, temperature, max_completion_tokens: maxTokens, messages };
        await telemetry.llm({ provider, request }, async (call) => {
          await callModel();
          call.response(RESPONSE);
        });
        await telemetry.tool(TOOL, callTool);
      }),
    flush: () => telemetry.flush(),
    dropped: () => droppedBy(telemetry),
  };
});
