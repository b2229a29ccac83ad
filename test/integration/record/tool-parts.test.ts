import { describe, expect, it } from "vitest";
import type { CaptureOption } from "../../../src/privacy/capture-policy.ts";
import { startRecording } from "../../support/recording.ts";

const ARGUMENT = "the canary flies south";
const RESULT = "the canary came back";

/** A call and its result as one turn after another, in the shapes of providers and frameworks. */
const TURNS: Readonly<Record<string, readonly unknown[]>> = {
  conventions: [
    { role: "assistant", parts: [{ type: "tool_call", id: "t1", name: "fly", arguments: { to: ARGUMENT } }] },
    { role: "tool", parts: [{ type: "tool_call_response", id: "t1", response: RESULT }] },
  ],
  "text of a tool": [
    { role: "assistant", parts: [{ type: "tool_call", id: "t1", name: "fly", arguments: ARGUMENT }] },
    { role: "tool", parts: [{ type: "text", content: RESULT }] },
  ],
  "tools of a provider": [
    {
      role: "assistant",
      parts: [
        { type: "server_tool_call", id: "t1", name: "fly", server_tool_call: { type: "fly", to: ARGUMENT } },
        { type: "server_tool_call_response", id: "t1", server_tool_call_response: { type: "fly", was: RESULT } },
      ],
    },
  ],
  "OpenAI chat": [
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "t1", type: "function", function: { name: "fly", arguments: `{"to":"${ARGUMENT}"}` } }],
    },
    { role: "tool", tool_call_id: "t1", content: RESULT },
  ],
  "OpenAI functions": [
    { role: "assistant", content: null, function_call: { name: "fly", arguments: `{"to":"${ARGUMENT}"}` } },
    { role: "function", name: "fly", content: RESULT },
  ],
  "OpenAI responses": [
    { type: "function_call", call_id: "t1", name: "fly", arguments: `{"to":"${ARGUMENT}"}` },
    { type: "function_call_output", call_id: "t1", output: RESULT },
  ],
  "OpenAI code": [
    { type: "code_interpreter_call", id: "t1", code: ARGUMENT, outputs: [{ type: "logs", logs: RESULT }] },
  ],
  "OpenAI shell": [
    { type: "shell_call", call_id: "t1", action: { commands: [ARGUMENT] } },
    { type: "shell_call_output", call_id: "t1", output: [{ stdout: RESULT, stderr: "" }] },
  ],
  "OpenAI program": [
    { type: "program", call_id: "t1", code: ARGUMENT },
    { type: "program_output", call_id: "t1", result: RESULT },
  ],
  "OpenAI failed MCP": [{ type: "mcp_call", id: "t1", name: "fly", arguments: `{"to":"${ARGUMENT}"}`, error: RESULT }],
  Anthropic: [
    { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "fly", input: { to: ARGUMENT } }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: RESULT, is_error: true }] },
  ],
  Gemini: [
    { role: "model", parts: [{ functionCall: { id: "t1", name: "fly", args: { to: ARGUMENT } } }] },
    { role: "user", parts: [{ functionResponse: { id: "t1", name: "fly", response: { was: RESULT } } }] },
  ],
  "Gemini's code": [
    { role: "model", parts: [{ executableCode: { id: "t1", language: "PYTHON", code: ARGUMENT } }] },
    { role: "model", parts: [{ codeExecutionResult: { id: "t1", outcome: "OUTCOME_OK", output: RESULT } }] },
  ],
  Bedrock: [
    { role: "assistant", content: [{ toolUse: { toolUseId: "t1", name: "fly", input: { to: ARGUMENT } } }] },
    { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ text: RESULT }] } }] },
  ],
  "AI SDK": [
    {
      role: "assistant",
      content: [{ type: "tool-call", toolCallId: "t1", toolName: "fly", input: { to: ARGUMENT } }],
    },
    {
      role: "tool",
      content: [
        { type: "tool-result", toolCallId: "t1", toolName: "fly", output: { type: "error-text", value: RESULT } },
      ],
    },
  ],
  "LangChain as JSON": [
    {
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "AIMessage"],
      kwargs: { content: "", tool_calls: [{ id: "t1", name: "fly", args: { to: ARGUMENT }, type: "tool_call" }] },
    },
    {
      lc: 1,
      type: "constructor",
      id: ["langchain_core", "messages", "ToolMessage"],
      kwargs: { content: RESULT, tool_call_id: "t1" },
    },
  ],
};

const CALL = { provider: "openai", model: "gpt-5-mini" };

/** What a span and the details event say of a call whose prompt or answer are these messages. */
async function captured(capture: CaptureOption, turns: readonly unknown[], isAnswer = false): Promise<string> {
  const { telemetry, finish } = await startRecording({ capture });
  telemetry.llm({ ...CALL, ...(isAnswer ? {} : { input: turns }) }, (call) => {
    if (isAnswer) call.output(turns);
  });
  const { span, events } = await finish();
  const key = isAnswer ? "gen_ai.output.messages" : "gen_ai.input.messages";
  const { [key]: messages } = span("chat gpt-5-mini").attributes;
  return `${messages ?? ""} ${JSON.stringify(events)}`;
}

describe("tools inside messages", () => {
  it.each(Object.entries(TURNS))("are withheld where only messages are captured: %s", async (_name, turns) => {
    const hidden = await captured({ prompts: true, errorText: true, where: "span_and_event" }, turns);
    expect(hidden).not.toContain(ARGUMENT);
    expect(hidden).not.toContain(RESULT);
    expect(hidden).toMatch(/tool_call/);
    const answer = await captured({ responses: true, where: "span_and_event" }, turns, true);
    expect(answer).not.toContain(ARGUMENT);
    expect(answer).not.toContain(RESULT);
  });

  it.each(Object.entries(TURNS))("obey a gate each: %s", async (_name, turns) => {
    const called = await captured({ prompts: true, toolArguments: true }, turns);
    expect([called.includes(ARGUMENT), called.includes(RESULT)]).toEqual([true, false]);
    const answered = await captured({ prompts: true, toolResults: true }, turns);
    expect([answered.includes(ARGUMENT), answered.includes(RESULT)]).toEqual([false, true]);
    const both = await captured({ prompts: true, toolArguments: true, toolResults: true }, turns);
    expect([both.includes(ARGUMENT), both.includes(RESULT)]).toEqual([true, true]);
  });

  it("keep names, ids and types, and the rest of the message", async () => {
    const turns = [
      { role: "user", content: "Where?" },
      {
        role: "assistant",
        content: "I look",
        tool_calls: [{ id: "t1", type: "function", function: { name: "fly", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "t1", content: RESULT },
    ];
    const [messages] = (await captured({ prompts: true }, turns)).split(" [");
    expect(JSON.parse(messages ?? "")).toEqual([
      { role: "user", parts: [{ type: "text", content: "Where?" }] },
      {
        role: "assistant",
        parts: [
          { type: "text", content: "I look" },
          { type: "tool_call", id: "t1", name: "fly" },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "t1", response: null }] },
    ]);
  });

  it("stay as they are with full capture, to the byte", async () => {
    const messages = TURNS.conventions ?? [];
    expect(await captured("full", messages)).toBe(`${JSON.stringify(messages)} []`);
  });

  it("stay withheld when a conversation is sent again, whole or as what is new", async () => {
    for (const delta of [false, true]) {
      const { telemetry, finish } = await startRecording({ capture: { prompts: true, delta } });
      const input = [...(TURNS["OpenAI chat"] ?? [])];
      telemetry.session({ id: "s-1" }, () => {
        telemetry.llm({ ...CALL, input }, () => {});
        input.push({ role: "user", content: "And now?" }, ...(TURNS.Anthropic ?? []));
        telemetry.llm({ ...CALL, input }, () => {});
      });
      const text = JSON.stringify(await finish());
      expect(text).toContain("And now?");
      expect(text).not.toMatch(/the canary/);
    }
  });
});
