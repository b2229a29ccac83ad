import { describe, expect, it } from "vitest";
import { toMessage, toMessages, toSystemInstructions, toToolDefinitions } from "../../../src/providers/messages.ts";

const blob = { type: "blob", modality: "image", mime_type: "image/png", content: "AAAA" };
const call = { type: "tool_call", id: "t1", name: "sail", arguments: { knots: 4 } };
const answer = (response: unknown) => ({ role: "tool", parts: [{ type: "tool_call_response", id: "t1", response }] });
const searched = {
  type: "server_tool_call",
  id: "t1",
  name: "web_search",
  server_tool_call: { type: "web_search", arguments: { q: "x" } },
};
const searchedResult = (result: unknown) => ({
  type: "server_tool_call_response",
  id: "t1",
  server_tool_call_response: { type: "web_search", result },
});

describe("toMessage()", () => {
  it.each([
    ["text", "Aye?", { role: "user", parts: [{ type: "text", content: "Aye?" }] }],
    [
      "an image of the chat API",
      { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }] },
      { role: "user", parts: [blob] },
    ],
    [
      "a refusal of the chat API",
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "assistant", parts: [{ type: "text", content: "No." }] },
    ],
    [
      "what the chat API said aloud before",
      { role: "assistant", audio: { id: "audio-1" } },
      { role: "assistant", parts: [{ type: "file", modality: "audio", file_id: "audio-1" }] },
    ],
    [
      "a call of the chat API",
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "t1", function: { name: "sail", arguments: '{"knots":4}' } }],
      },
      { role: "assistant", parts: [call] },
    ],
    ["a result of the chat API", { role: "tool", tool_call_id: "t1", content: "4 knots" }, answer("4 knots")],
    [
      "arguments that are no JSON",
      { role: "assistant", tool_calls: [{ id: "t1", function: { name: "sail", arguments: "{knots" } }] },
      { role: "assistant", parts: [{ ...call, arguments: "{knots" }] },
    ],
    [
      "an item of the Responses API",
      { type: "function_call", call_id: "t1", name: "sail", arguments: '{"knots":4}' },
      { role: "assistant", parts: [call] },
    ],
    ["a result of the Responses API", { type: "function_call_output", call_id: "t1", output: "4" }, answer("4")],
    [
      "a result of a search and a document of blocks for Anthropic",
      {
        role: "user",
        content: [
          { type: "search_result", source: "log", title: "Log", content: [{ type: "text", text: "4 knots" }] },
          {
            type: "document",
            source: {
              type: "content",
              content: [
                { type: "text", text: "North" },
                { type: "text", text: "west" },
              ],
            },
          },
        ],
      },
      {
        role: "user",
        parts: [
          { type: "text", content: "4 knots" },
          { type: "text", content: "North\nwest" },
        ],
      },
    ],
    [
      "a result of a search for Bedrock",
      { role: "user", content: [{ searchResult: { source: "log", title: "Log", content: [{ text: "4 knots" }] } }] },
      { role: "user", parts: [{ type: "text", content: "4 knots" }] },
    ],
    [
      "a plan of Cohere",
      {
        role: "assistant",
        toolPlan: "Sail.",
        toolCalls: [{ id: "t1", function: { name: "sail", arguments: '{"knots":4}' } }],
      },
      { role: "assistant", parts: [{ type: "reasoning", content: "Sail." }, call] },
    ],
    [
      "what a shell printed",
      { type: "shell_call_output", call_id: "t1", output: [{ stdout: "4 knots", outcome: { type: "exit" } }] },
      answer([{ stdout: "4 knots", outcome: { type: "exit" } }]),
    ],
    [
      "a search for tools that the application is to make",
      { type: "tool_search_call", id: "ts1", call_id: "t1", execution: "client", arguments: { for: "wind" } },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "t1", name: "tool_search", arguments: { for: "wind" } }],
      },
    ],
    [
      "the tools that it found, without what they are for",
      { type: "tool_search_output", call_id: "t1", execution: "client", tools: [{ name: "sail", description: "d" }] },
      answer(["sail"]),
    ],
    [
      "a call of MCP that failed",
      { type: "mcp_call", id: "t1", name: "sail", arguments: "{}", output: null, error: "aground" },
      {
        role: "assistant",
        parts: [
          { type: "server_tool_call", id: "t1", name: "sail", server_tool_call: { type: "mcp_call", arguments: {} } },
          {
            type: "server_tool_call_response",
            id: "t1",
            server_tool_call_response: { type: "mcp_call", result: "aground" },
          },
        ],
      },
    ],
    [
      "a program that calls tools",
      { type: "program", call_id: "t1", code: "sail()" },
      {
        role: "assistant",
        parts: [
          {
            type: "server_tool_call",
            id: "t1",
            name: "program",
            server_tool_call: { type: "program", code: "sail()" },
          },
        ],
      },
    ],
    [
      "what a program gave",
      { type: "program_output", call_id: "t1", result: "4 knots" },
      {
        role: "assistant",
        parts: [
          {
            type: "server_tool_call_response",
            id: "t1",
            server_tool_call_response: { type: "program", result: "4 knots" },
          },
        ],
      },
    ],
    [
      "input of the Responses API",
      {
        role: "user",
        content: [
          { type: "input_text", text: "Aye?" },
          { type: "input_image", file_id: "f1" },
        ],
      },
      {
        role: "user",
        parts: [
          { type: "text", content: "Aye?" },
          { type: "file", modality: "image", file_id: "f1" },
        ],
      },
    ],
    [
      "a call of Anthropic",
      { role: "assistant", content: [{ type: "tool_use", id: "t1", name: "sail", input: { knots: 4 } }] },
      { role: "assistant", parts: [call] },
    ],
    [
      "a result of Anthropic",
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1", content: [{ type: "text", text: "4" }] }] },
      answer([{ type: "text", content: "4" }]),
    ],
    [
      "an image of Anthropic",
      { role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } }] },
      { role: "user", parts: [blob] },
    ],
    [
      "documents of Anthropic",
      {
        role: "user",
        content: [
          { type: "document", source: { type: "text", media_type: "text/plain", data: "Aye." } },
          { type: "document", source: { type: "url", url: "https://x.example/a.pdf" } },
          { type: "document", source: { type: "file", file_id: "file-1" } },
          { type: "tool_result", tool_use_id: "t1", content: "4" },
        ],
      },
      {
        role: "user",
        parts: [
          { type: "text", content: "Aye." },
          { type: "uri", modality: "document", uri: "https://x.example/a.pdf" },
          { type: "file", modality: "document", file_id: "file-1" },
          ...answer("4").parts,
        ],
      },
    ],
    [
      "a content of Gemini",
      { role: "model", parts: [{ functionCall: { id: "t1", name: "sail", args: { knots: 4 } } }] },
      { role: "assistant", parts: [call] },
    ],
    [
      "a result of Gemini",
      { role: "user", parts: [{ functionResponse: { id: "t1", name: "sail", response: { knots: 4 } } }] },
      answer({ knots: 4 }),
    ],
    [
      "a tool of Google's own in a content of Gemini",
      {
        role: "model",
        parts: [
          { toolCall: { id: "t1", toolType: "WEB_SEARCH", args: { q: "x" } } },
          { toolResponse: { id: "t1", toolType: "WEB_SEARCH", response: { y: 1 } } },
        ],
      },
      { role: "assistant", parts: [searched, searchedResult({ y: 1 })] },
    ],
    [
      "media of Gemini",
      { role: "user", parts: [{ fileData: { fileUri: "gs://b/a.mp4", mimeType: "video/mp4" } }] },
      { role: "user", parts: [{ type: "uri", modality: "video", mime_type: "video/mp4", uri: "gs://b/a.mp4" }] },
    ],
    [
      "a result of Converse",
      { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ json: { knots: 4 } }] } }] },
      answer([{ knots: 4 }]),
    ],
    [
      "a tool of Bedrock's own in a message of Converse",
      {
        role: "assistant",
        content: [
          { toolUse: { toolUseId: "t1", name: "web_search", type: "server_tool_use", input: { q: "x" } } },
          { toolResult: { toolUseId: "t1", type: "web_search", content: [{ json: { y: 1 } }] } },
        ],
      },
      { role: "assistant", parts: [searched, searchedResult([{ y: 1 }])] },
    ],
    [
      "text of Converse that a guardrail is to look at",
      { role: "user", content: [{ guardContent: { text: { text: "Aye?" } } }] },
      { role: "user", parts: [{ type: "text", content: "Aye?" }] },
    ],
    [
      "a call of the AI SDK",
      { role: "assistant", content: [{ type: "tool-call", toolCallId: "t1", toolName: "sail", input: { knots: 4 } }] },
      { role: "assistant", parts: [call] },
    ],
    [
      "a result of the AI SDK",
      {
        role: "tool",
        content: [{ type: "tool-result", toolCallId: "t1", output: { type: "json", value: { knots: 4 } } }],
      },
      answer({ knots: 4 }),
    ],
    [
      "a file of the AI SDK",
      { role: "user", content: [{ type: "file", data: "AAAA", mediaType: "image/png" }] },
      { role: "user", parts: [blob] },
    ],
    [
      "files of the AI SDK in other forms",
      {
        role: "user",
        content: [
          { type: "file", data: { type: "data", data: "AAAA" }, mediaType: "image/png" },
          {
            type: "file",
            data: { type: "url", url: new URL("https://x.example/a.pdf") },
            mediaType: "application/pdf",
          },
          { type: "file", data: { type: "text", text: "Aye." }, mediaType: "text/plain" },
          { type: "reasoning-file", data: { type: "data", data: "AAAA" }, mediaType: "image/png" },
          { type: "file", data: { type: "reference", reference: { openai: "file-1" } }, mediaType: "application/pdf" },
          { type: "file", data: { openai: "file-1" }, mediaType: "application/pdf" },
          { type: "image", image: { openai: "file-2" }, mediaType: "image/png" },
        ],
      },
      {
        role: "user",
        parts: [
          blob,
          { type: "uri", modality: "document", mime_type: "application/pdf", uri: "https://x.example/a.pdf" },
          { type: "text", content: "Aye." },
          blob,
          { type: "file", modality: "document", mime_type: "application/pdf", file_id: "file-1" },
          { type: "file", modality: "document", mime_type: "application/pdf", file_id: "file-1" },
          { type: "file", modality: "image", mime_type: "image/png", file_id: "file-2" },
        ],
      },
    ],
    [
      "a tool of the provider in a message of the AI SDK",
      {
        role: "assistant",
        content: [
          { type: "tool-call", toolCallId: "t1", toolName: "web_search", input: { q: "x" }, providerExecuted: true },
          { type: "tool-result", toolCallId: "t1", toolName: "web_search", output: ["y"], providerExecuted: true },
        ],
      },
      { role: "assistant", parts: [searched, searchedResult(["y"])] },
    ],
    [
      "a message of LangChain",
      { lc_serializable: true, lc_kwargs: {}, type: "human", content: "Aye?" },
      { role: "user", parts: [{ type: "text", content: "Aye?" }] },
    ],
    [
      "a turn of Cohere's first API",
      { role: "CHATBOT", message: "Aye." },
      { role: "assistant", parts: [{ type: "text", content: "Aye." }] },
    ],
    [
      "audio beside other media, as the chat API takes it",
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
          { type: "file", file: { file_id: "file-1" } },
          { type: "input_audio", input_audio: { data: "BBBB", format: "wav" } },
        ],
      },
      {
        role: "user",
        parts: [
          blob,
          { type: "file", modality: "document", file_id: "file-1" },
          { type: "blob", modality: "audio", mime_type: "audio/wav", content: "BBBB" },
        ],
      },
    ],
    [
      "audio of Mistral",
      { role: "user", content: [{ type: "input_audio", inputAudio: "BBBB" }] },
      { role: "user", parts: [{ type: "blob", modality: "audio", content: "BBBB" }] },
    ],
    [
      "files and audio beside text of the Responses API",
      {
        role: "user",
        content: [
          { type: "input_text", text: "Aye?" },
          { type: "input_file", file_url: "https://x.example/a.pdf" },
          { type: "input_file", file_data: "data:application/pdf;base64,AAAA" },
          { type: "input_audio", input_audio: { data: "BBBB", format: "wav" } },
        ],
      },
      {
        role: "user",
        parts: [
          { type: "text", content: "Aye?" },
          { type: "uri", modality: "document", uri: "https://x.example/a.pdf" },
          { type: "blob", modality: "document", mime_type: "application/pdf", content: "AAAA" },
          { type: "blob", modality: "audio", mime_type: "audio/wav", content: "BBBB" },
        ],
      },
    ],
    [
      "a refusal of the Responses API",
      { type: "message", role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "assistant", parts: [{ type: "text", content: "No." }] },
    ],
    [
      "audio of the Responses API",
      { role: "user", content: [{ type: "input_audio", data: "BBBB", format: "wav" }] },
      { role: "user", parts: [{ type: "blob", modality: "audio", mime_type: "audio/wav", content: "BBBB" }] },
    ],
    [
      "a result of Cohere",
      {
        role: "tool",
        tool_call_id: "t1",
        content: [
          { type: "document", document: { id: "d1", data: '{"knots":4}' } },
          { type: "text", text: "4" },
        ],
      },
      answer([
        { id: "d1", data: '{"knots":4}' },
        { type: "text", content: "4" },
      ]),
    ],
    [
      "images of Ollama, as text and as bytes",
      { role: "user", content: "Aye?", images: ["AAAA", Uint8Array.of(1, 2)] },
      {
        role: "user",
        parts: [
          { type: "text", content: "Aye?" },
          { type: "blob", modality: "image", content: "AAAA" },
          { type: "blob", modality: "image", content: Uint8Array.of(1, 2) },
        ],
      },
    ],
  ])("converts %s", (_what, given, expected) => {
    expect(toMessage(given)).toEqual(expected);
  });

  it("leaves a message of the conventions as it is", () => {
    const message = { role: "user", parts: [{ type: "text", content: "Aye?" }, blob] };
    expect(toMessage(message)).toBe(message);
  });

  it("leaves it so with a part that the conventions do not name", () => {
    const message = { role: "assistant", parts: [{ type: "text", content: "Aye." }, { type: "mcp_list_tools" }] };
    expect(toMessage(message)).toBe(message);
  });

  it("takes the parts of a message of the AI SDK's interface for what they are", () => {
    const message = { role: "user", parts: [{ type: "step-start" }, { type: "text", text: "Aye?" }] };
    expect(toMessage(message)?.parts).toContainEqual({ type: "text", content: "Aye?" });
  });

  it("gives nothing for what is no message", () => {
    expect([toMessage(7), toMessage({ a: 1 }), toMessage(null)]).toEqual([undefined, undefined, undefined]);
  });
});

describe("toMessages()", () => {
  it("takes text, one message or many, and leaves out what is none", () => {
    expect(toMessages("Aye?")).toHaveLength(1);
    expect(toMessages({ role: "user", content: "Aye?" })).toHaveLength(1);
    expect(toMessages([{ role: "system", content: "Be brief." }, 7, "Aye?"]).map((one) => one.role)).toEqual([
      "system",
      "user",
    ]);
  });
});

describe("toSystemInstructions()", () => {
  it.each([
    ["text", "Be brief."],
    ["blocks", [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } }]],
    ["blocks of Converse", [{ text: "Be brief." }, { cachePoint: { type: "default" } }]],
    ["a content of Gemini", { parts: [{ text: "Be brief." }] }],
    ["a message", { role: "system", content: "Be brief." }],
    ["parts that were converted already", [{ type: "text", content: "Be brief." }]],
  ])("takes %s", (_what, system) => {
    expect(toSystemInstructions(system)).toEqual([{ type: "text", content: "Be brief." }]);
  });

  it("gives none for nothing", () => {
    expect([toSystemInstructions(undefined), toSystemInstructions(""), toSystemInstructions([])]).toEqual([[], [], []]);
  });
});

describe("toToolDefinitions()", () => {
  const schema = { type: "object", properties: { knots: { type: "number" } } };
  const sail = { type: "function", name: "sail", description: "Sails.", parameters: schema };

  it.each([
    ["the chat API", [{ type: "function", function: { name: "sail", description: "Sails.", parameters: schema } }]],
    [
      "the Responses API",
      [{ type: "function", name: "sail", description: "Sails.", parameters: schema, strict: true }],
    ],
    ["Anthropic", [{ name: "sail", description: "Sails.", input_schema: schema }]],
    ["Gemini", [{ functionDeclarations: [{ name: "sail", description: "Sails.", parametersJsonSchema: schema }] }]],
    ["Bedrock", { tools: [{ toolSpec: { name: "sail", description: "Sails.", inputSchema: { json: schema } } }] }],
    [
      "Bedrock, with a point of its cache",
      {
        tools: [
          { toolSpec: { name: "sail", description: "Sails.", inputSchema: { json: schema } } },
          { cachePoint: { type: "default" } },
        ],
      },
    ],
    ["the AI SDK", { sail: { description: "Sails.", inputSchema: { jsonSchema: schema } } }],
  ])("reads those of %s", (_what, tools) => {
    expect(toToolDefinitions(tools)).toEqual([sail]);
  });

  it("names the tools that the provider runs", () => {
    expect(
      toToolDefinitions([{ type: "web_search_20260101", name: "web_search", max_uses: 2 }, { googleSearch: {} }]),
    ).toEqual([
      { type: "web_search_20260101", name: "web_search" },
      { type: "googleSearch", name: "googleSearch" },
    ]);
  });

  it("keeps tools of the chat API that take text apart from functions", () => {
    const custom = { name: "sail", description: "Sails." };
    expect(toToolDefinitions([{ type: "custom", custom }])).toEqual([{ type: "custom", ...custom }]);
  });
});
