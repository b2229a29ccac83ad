import { expect, it } from "vitest";
import { startRecording } from "../../support/recording.ts";

const anthropic = (block: object) => ({
  type: "message",
  role: "assistant",
  model: "claude-opus-4-6",
  content: [{ type: "text", text: "Aye." }, block],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 1 },
});
const responses = (item: object) => ({
  id: "r",
  object: "response",
  status: "completed",
  output: [{ type: "message", role: "assistant", content: [{ type: "output_text", text: "Aye." }] }, item],
});
const converse = (block: object) => ({
  output: { message: { role: "assistant", content: [{ text: "Aye." }, block] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
});
const gemini = (part: object) => ({
  candidates: [{ content: { role: "model", parts: [{ text: "Aye." }, part] }, finishReason: "STOP" }],
});
const mistral = (chunk: object) => ({
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: [{ type: "text", text: "Aye." }, chunk] } }],
});

it.each([
  ["anthropic", anthropic({ type: "compaction", content: "Sailed." }), { type: "compaction", content: "Sailed." }],
  [
    "anthropic",
    anthropic({ type: "container_upload", file_id: "f1" }),
    { type: "file", modality: "document", file_id: "f1" },
  ],
  ["anthropic", anthropic({ type: "fallback", from: {}, to: {} }), { type: "fallback" }],
  ["openai", responses({ type: "mcp_list_tools", id: "m", tools: [] }), { type: "mcp_list_tools" }],
  ["openai", responses({ type: "compaction", id: "m" }), { type: "compaction", id: "m" }],
  [
    "openai",
    responses({ type: "tool_search_output", id: "m", tools: [{ type: "function", name: "sail" }] }),
    {
      type: "server_tool_call_response",
      id: "m",
      server_tool_call_response: { type: "tool_search", result: ["sail"] },
    },
  ],
  [
    "openai",
    responses({ type: "program_output", call_id: "t1", result: "4 knots" }),
    {
      type: "server_tool_call_response",
      id: "t1",
      server_tool_call_response: { type: "program", result: "4 knots" },
    },
  ],
  [
    "openai",
    responses({ type: "image_generation_call", id: "m", status: "failed", result: null }),
    { type: "image_generation_call" },
  ],
  [
    "aws.bedrock",
    converse({ citationsContent: { content: [{ text: "North" }, { text: "west." }], citations: [] } }),
    { type: "text", content: "Northwest." },
  ],
  ["aws.bedrock", converse({ newBlock: {} }), { type: "newBlock" }],
  [
    "gcp.gemini",
    gemini({
      toolCall: { id: "t1", toolType: "GOOGLE_SEARCH_WEB", args: { queries: ["wind"] } },
      thoughtSignature: "s",
    }),
    {
      type: "server_tool_call",
      id: "t1",
      name: "google_search_web",
      server_tool_call: { type: "google_search_web", arguments: { queries: ["wind"] } },
    },
  ],
  ["gcp.gemini", gemini({ thoughtSignature: "s", newPart: {} }), { type: "newPart" }],
  ["mistral_ai", mistral({ type: "reference", referenceIds: [1] }), { type: "reference" }],
  ["mistral_ai", mistral({ type: "tool_reference", tool: "web_search", title: "Wind" }), { type: "tool_reference" }],
])("a part of an answer of %s leaves the text beside it as it is: %#", async (provider, body, part) => {
  const { telemetry, finish } = await startRecording({ capture: "full" });
  telemetry.llm({ provider, model: "m" }, (call) => call.response(body));
  const { span } = await finish();
  const output = JSON.parse(String(span("chat m").attributes["gen_ai.output.messages"]));
  expect(output[0].parts).toEqual([{ type: "text", content: "Aye." }, part]);
});
