import { describe, expect, it } from "vitest";
import type { AttributeList, JsonValue } from "../../../../src/inspector/api.ts";
import { readMessages } from "../../../../src/inspector/understand/index.ts";

const QUESTION = [{ role: "user", name: null, parts: [{ type: "text", text: "How many sheep?" }] }];
const CALL = { type: "tool_call", id: "c1", name: "count", arguments: { of: "sheep" } };
const ASKS = [{ role: "assistant", name: null, parts: [CALL] }];
const ANSWERED = { role: "tool", name: null, parts: [{ type: "tool_result", id: "c1", result: { sheep: 4 } }] };

const call = (
  attributes: Readonly<Record<string, JsonValue>>,
  events: Parameters<typeof readMessages>[0]["events"] = [],
) => readMessages({ kind: "inference", attributes: Object.entries(attributes), events });
const tool = (attributes: Readonly<Record<string, JsonValue>>) =>
  readMessages({ kind: "tool", attributes: Object.entries(attributes) });

/** The same question and the same answer, a call of a tool, as each convention has them. */
const RECORDED: readonly (readonly [string, Readonly<Record<string, JsonValue>>])[] = [
  [
    "the GenAI conventions, structured",
    {
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "How many sheep?" }] }],
      "gen_ai.output.messages": [
        { role: "assistant", parts: [{ type: "tool_call", id: "c1", name: "count", arguments: { of: "sheep" } }] },
      ],
    },
  ],
  [
    "OpenLLMetry",
    {
      "gen_ai.prompt.name": "no message",
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": "How many sheep?",
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.finish_reason": "tool_calls",
      "gen_ai.completion.0.tool_calls.0.id": "c1",
      "gen_ai.completion.0.tool_calls.0.name": "count",
      "gen_ai.completion.0.tool_calls.0.arguments": '{"of":"sheep"}',
    },
  ],
  [
    "OpenInference",
    {
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.contents.0.message_content.type": "text",
      "llm.input_messages.0.message.contents.0.message_content.text": "How many sheep?",
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "count",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"of":"sheep"}',
      "input.value": '{"messages":[]}',
    },
  ],
  [
    "the AI SDK",
    {
      "ai.prompt.messages": '[{"role":"user","content":[{"type":"text","text":"How many sheep?"}]}]',
      "ai.response.text": "",
      "ai.response.toolCalls": '[{"toolCallId":"c1","toolName":"count","input":{"of":"sheep"}}]',
    },
  ],
  [
    "Langfuse, with a request and an answer of OpenAI",
    {
      "langfuse.observation.input": '{"messages":[{"role":"user","content":"How many sheep?"}]}',
      "langfuse.observation.output":
        '{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"count","arguments":"{\\"of\\":\\"sheep\\"}"}}]}',
    },
  ],
  [
    "Laminar, with OpenAI's Responses",
    {
      "lmnr.span.input": '[{"role":"user","content":[{"type":"input_text","text":"How many sheep?"}]}]',
      "lmnr.span.output":
        '[{"type":"function_call","call_id":"c1","name":"count","arguments":"{\\"of\\":\\"sheep\\"}"}]',
    },
  ],
  [
    "LangSmith, with LangChain's serialised messages",
    {
      "gen_ai.prompt":
        '{"messages":[[{"lc":1,"type":"constructor","id":["langchain_core","messages","HumanMessage"],"kwargs":{"content":"How many sheep?"}}]]}',
      "gen_ai.completion":
        '{"generations":[[{"text":"","message":{"lc":1,"type":"constructor","id":["langchain_core","messages","AIMessage"],"kwargs":{"content":"","tool_calls":[{"name":"count","args":{"of":"sheep"},"id":"c1","type":"tool_call"}]}}}]]}',
    },
  ],
  [
    "Gemini CLI, with a request and an answer of Gemini",
    {
      request_text: '[{"role":"user","parts":[{"text":"How many sheep?"}]}]',
      response_text:
        '[{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"id":"c1","name":"count","args":{"of":"sheep"}}}]},"finishReason":"STOP"}]}]',
    },
  ],
  [
    "Braintrust, with Anthropic's blocks",
    {
      "braintrust.input_json": '[{"role":"user","content":"How many sheep?"}]',
      "braintrust.output_json":
        '[{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"count","input":{"of":"sheep"}}]}]',
    },
  ],
  [
    "Pydantic AI's events",
    {
      events:
        '[{"event.name":"gen_ai.user.message","role":"user","content":"How many sheep?"},{"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"count","arguments":{"of":"sheep"}}}]}}]',
    },
  ],
];

describe("messages of a model call", () => {
  it.each(RECORDED)("are read from %s", (_, attributes) => {
    const { input, output, withheld } = call(attributes);
    expect({ input, output, withheld }).toEqual({ input: QUESTION, output: ASKS, withheld: [] });
  });

  it.each([
    ["attributes", (message: Readonly<Record<string, JsonValue>>) => ({ attributes: Object.entries(message) })],
    ["a body", (message: Readonly<Record<string, JsonValue>>) => ({ attributes: [], body: message })],
    [
      "JSON in one attribute",
      (message: Readonly<Record<string, JsonValue>>) => ({
        attributes: [["gen_ai.event.content", JSON.stringify(message)]] as AttributeList,
      }),
    ],
  ])("are read from events of the conventions of 1.36 with %s", (_, held) => {
    const { input, output } = call({}, [
      { name: "gen_ai.user.message", ...held({ content: "How many sheep?" }) },
      { name: "gen_ai.tool.message", ...held({ id: "c1", content: '{"sheep":4}' }) },
      {
        name: "gen_ai.choice",
        ...held({
          index: 0,
          finish_reason: "tool_calls",
          message: { tool_calls: [{ id: "c1", function: { name: "count", arguments: '{"of":"sheep"}' } }] },
        }),
      },
    ]);
    expect(input).toEqual([...QUESTION, ANSWERED]);
    expect(output).toEqual(ASKS);
  });

  it("are read from the event with the details of the call", () => {
    const details = call({}, [
      { name: "gen_ai.client.inference.operation.details", attributes: Object.entries(RECORDED[0]?.[1] ?? {}) },
    ]);
    expect(details.input).toEqual(QUESTION);
  });

  it("have reasoning, media and instructions apart", () => {
    const { system, input, output } = call({
      "gen_ai.system_instructions": '"Be brief."',
      "gen_ai.input.messages": JSON.stringify([
        {
          role: "user",
          parts: [
            { type: "blob", modality: "image", mime_type: "image/png", content: "aGVsbG8=" },
            { type: "image_url", image_url: { url: "https://a/b.png" } },
            { type: "x_own", more: 1 },
          ],
        },
      ]),
      "gen_ai.output.messages": JSON.stringify([
        {
          role: "assistant",
          parts: [
            { type: "reasoning", content: "Let me count." },
            { type: "text", content: "4" },
          ],
        },
      ]),
    });
    expect(system).toBe("Be brief.");
    expect(input[0]?.parts).toEqual([
      { type: "media", modality: "image", mimeType: "image/png", note: "8 characters of data" },
      { type: "media", modality: "image", mimeType: null, note: "https://a/b.png" },
      { type: "other", label: "x_own", value: { type: "x_own", more: 1 } },
    ]);
    expect(output[0]?.parts).toEqual([
      { type: "reasoning", text: "Let me count." },
      { type: "text", text: "4" },
    ]);
  });

  it("that are cut off in the middle of their JSON are shown as they are", () => {
    const { input } = call({ "gen_ai.input.messages": '[{"role":"user","par...[TRUNCATED: original length 70000]' });
    expect(input).toEqual([
      {
        role: "user",
        name: null,
        parts: [{ type: "text", text: '[{"role":"user","par...[TRUNCATED: original length 70000]' }],
      },
    ]);
  });
});

describe("arguments and results of a tool", () => {
  it.each([
    [
      "the GenAI conventions",
      { "gen_ai.tool.call.arguments": '{"of":"sheep"}', "gen_ai.tool.call.result": '{"sheep":4}' },
    ],
    ["the AI SDK", { "ai.toolCall.args": '{"of":"sheep"}', "ai.toolCall.result": '{"sheep":4}' }],
    ["OpenInference", { "input.value": '{"of":"sheep"}', "output.value": '{"sheep":4}' }],
    ["OpenLLMetry", { "traceloop.entity.input": '{"of":"sheep"}', "traceloop.entity.output": '{"sheep":4}' }],
    ["Langfuse", { "langfuse.observation.input": '{"of":"sheep"}', "langfuse.observation.output": '{"sheep":4}' }],
    [
      "Gemini CLI's spans",
      {
        "gen_ai.input.messages": '{"callId":"c1","name":"count","args":{"of":"sheep"},"display":{}}',
        "gen_ai.output.messages": '{"sheep":4}',
      },
    ],
    ["Codex CLI", { arguments: '{"of":"sheep"}', output: '{"sheep":4}' }],
    ["Pydantic AI", { tool_arguments: '{"of":"sheep"}', tool_response: '{"sheep":4}' }],
  ])("are read from %s", (_, attributes) => {
    const { toolArguments, toolResult, withheld } = tool(attributes);
    expect({ toolArguments, toolResult, withheld }).toEqual({
      toolArguments: { of: "sheep" },
      toolResult: { sheep: 4 },
      withheld: [],
    });
  });
});

it("Claude Code has what a tool wrote in an event of its span", () => {
  const { toolArguments, toolResult } = readMessages({
    kind: "tool",
    attributes: Object.entries({ "span.type": "tool", tool_name: "Bash", full_command: "echo four-sheep" }),
    events: [
      {
        name: "tool.output",
        attributes: [
          ["bash_command", "echo four-sheep"],
          ["output", "four-sheep"],
        ],
      },
    ],
  });
  expect({ toolArguments, toolResult }).toEqual({
    toolArguments: { full_command: "echo four-sheep" },
    toolResult: "four-sheep",
  });
});

describe("what was not recorded", () => {
  it("is said of a model call and of a tool without any content, whoever recorded it", () => {
    expect(call({ "gen_ai.operation.name": "chat" }).withheld).toEqual([
      { what: "prompts", characters: null },
      { what: "responses", characters: null },
    ]);
    expect(tool({}).withheld).toEqual([
      { what: "toolArguments", characters: null },
      { what: "toolResults", characters: null },
    ]);
    expect(readMessages({ kind: "agent", attributes: [] }).withheld).toEqual([]);
  });

  it("is said with its size where the sender says it", () => {
    expect(tool({ tool_input_size_bytes: "52", tool_result_size_bytes: "10" }).withheld).toEqual([
      { what: "toolArguments", characters: 52 },
      { what: "toolResults", characters: 10 },
    ]);
    const half = call({ "agentscribe.input.size": 180, "gen_ai.output.messages": '[{"role":"assistant","parts":[]}]' });
    expect(half.withheld).toEqual([{ what: "prompts", characters: 180 }]);
  });

  it("is what Claude Code writes in its place", () => {
    const messages = call({ user_prompt: "<REDACTED>", response: "<REDACTED>" });
    expect([messages.input, messages.output, messages.withheld.length]).toEqual([[], [], 2]);
  });
});

describe("hostile data", () => {
  it("reaches no prototype and ends", () => {
    const deep = "[".repeat(5_000) + "]".repeat(5_000);
    const messages = call({
      "gen_ai.prompt.0.__proto__.polluted": "yes",
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.999999999.content": "far",
      "gen_ai.completion.0.content": deep,
      "ai.prompt.messages": '{"__proto__":{"role":"x"},"constructor":{"prototype":1}}',
    });
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
    expect(messages.input.map(({ role }) => role)).toEqual(["user", "user"]);
  });

  it.each([
    [null],
    [0],
    [true],
    [[]],
    [{}],
    ["{}"],
    [[[null]]],
    [{ role: 1, parts: "x" }],
    [{ content: { parts: 5 } }],
  ])("%o is no message that breaks anything", (value) => {
    const attributes: AttributeList = [
      ["gen_ai.input.messages", value],
      ["gen_ai.system_instructions", value],
      ["ai.response.toolCalls", value],
      ["langfuse.observation.output", value],
    ];
    for (const kind of ["inference", "tool", "other"]) expect(() => readMessages({ kind, attributes })).not.toThrow();
  });
});
