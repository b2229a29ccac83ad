import { expect, it } from "vitest";
import { instrumentOpenAIAgents, unwrap } from "../../../src/instrumentation/openai-agents/index.ts";
import { startRecording } from "../../support/recording.ts";
import { loadVendor, vendorVersion } from "../load.ts";

it(`lets no name that is hidden out of a run of OpenAI Agents ${vendorVersion("newest", "@openai/agents")}`, async () => {
  const agents = await loadVendor("newest", "@openai/agents");
  agents.setTraceProcessors([]);
  agents.setTracingDisabled(false);
  instrumentOpenAIAgents(agents);
  const { finish } = await startRecording({ names: { otherwise: "hide" } });
  const usage = new agents.Usage({ inputTokens: 5, outputTokens: 2 });
  const handOver = { type: "function_call", callId: "c1", name: "transfer_to_CANARY_second", arguments: "{}" };
  const answer = { type: "message", role: "assistant", content: [{ type: "output_text", text: "ok" }] };
  const outputs = [handOver, answer];
  const getResponse = async () => ({ usage, responseId: "r", output: [{ ...outputs.shift(), status: "completed" }] });
  const second = new agents.Agent({ name: "CANARY_second", model: { getResponse } });
  const guardrail = { name: "CANARY_guard", execute: async () => ({ outputInfo: {}, tripwireTriggered: false }) };
  const first = agents.Agent.create({
    name: "CANARY_first",
    model: { getResponse },
    handoffs: [second],
    inputGuardrails: [guardrail],
  });
  const runner = new agents.Runner({ workflowName: "CANARY_flow" });
  expect((await runner.run(first, "hi")).finalOutput).toBe("ok");
  const all = await finish();
  unwrap(agents);
  expect(JSON.stringify(all)).not.toContain("CANARY");
  expect(all.spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      "invoke_workflow custom_workflow",
      "step handoff custom_agent",
      "step guardrail custom_step",
    ]),
  );
  expect(all.event("agentscribe.handoff").attributes).toMatchObject({ "agentscribe.handoff.to": "custom_agent" });
});
