import { describe, expect, it } from "vitest";
import { readResponse } from "../../../src/providers/response.ts";
import { createStreamReader } from "../../../src/providers/stream.ts";
import { chatChunks, chatCompletion, response, responseEvents } from "./fixtures/openai.ts";

const chatUsage = {
  inputTokens: 120,
  outputTokens: 45,
  cacheReadTokens: 64,
  cacheWriteTokens: 32,
  reasoningTokens: 20,
  audioInputTokens: 3,
  audioOutputTokens: 4,
};

describe("readResponse() of the chat API", () => {
  it("reads ids, reasons of each choice, usage and tool calls", () => {
    expect(readResponse(chatCompletion)).toMatchObject({
      format: "openai.chat",
      operation: "chat",
      responseId: "chatcmpl-A1",
      responseModel: "gpt-6-2026-08-01",
      finishReasons: ["tool_calls", "stop"],
      usage: chatUsage,
      serviceTier: "default",
      systemFingerprint: "fp_11",
      apiType: "chat_completions",
      toolCalls: [{ id: "call_1", name: "find_boat" }],
    });
  });

  it("gives one message for each choice, arguments as an object", () => {
    expect(readResponse(chatCompletion)?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "Let me look that up." },
          { type: "tool_call", id: "call_1", name: "find_boat", arguments: { harbour: "Oban" } },
        ],
      },
      { role: "assistant", parts: [{ type: "text", content: "Which harbour?" }] },
    ]);
  });

  it("names a refusal without its text", () => {
    const refused = { ...chatCompletion, choices: [{ message: { role: "assistant", refusal: "I cannot." } }] };
    expect(readResponse(refused)).toMatchObject({ refusal: {} });
  });

  it("keeps usage absent when there is none", () => {
    expect(readResponse({ ...chatCompletion, usage: null })).not.toHaveProperty("usage");
  });
});

describe("createStreamReader() on chat chunks", () => {
  it("puts interleaved calls and choices together as the whole response has them", () => {
    const reader = createStreamReader();
    const first = chatChunks.map((chunk) => reader.chunk(chunk)?.firstOutput ?? false);
    expect(first.indexOf(true)).toBe(1);
    expect(first.filter(Boolean)).toHaveLength(1);
    const reading = reader.reading();
    expect(reading).toMatchObject({
      finishReasons: ["tool_calls", "stop"],
      usage: chatUsage,
      responseId: "chatcmpl-A1",
    });
    expect(reading?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "tool_call", id: "call_1", name: "find_boat", arguments: { harbour: "Oban" } },
          { type: "tool_call", id: "call_2", name: "tide", arguments: { day: 2 } },
        ],
      },
      { role: "assistant", parts: [{ type: "text", content: "Which harbour?" }] },
    ]);
  });

  it("takes the one call of functions, and arguments that come as an object", () => {
    const callsOf = (...deltas: object[]) => {
      const reader = createStreamReader();
      for (const delta of deltas) reader.chunk({ ...chatChunks[0], choices: [{ index: 0, delta }] });
      return reader.reading()?.outputMessages()[0]?.parts;
    };
    const sail = { type: "tool_call", name: "sail", arguments: { knots: 4 } };
    expect(
      callsOf({ function_call: { name: "sail", arguments: '{"kn' } }, { function_call: { arguments: 'ots":4}' } }),
    ).toEqual([sail]);
    const whole = { index: 0, id: "t1", function: { name: "sail", arguments: { knots: 4 } } };
    expect(callsOf({ tool_calls: [whole] })).toEqual([{ ...sail, id: "t1" }]);
  });

  it("keeps images and thoughts as the whole response has them", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
    const thought = { type: "thinking", thinking: "Hm." };
    const message = { role: "assistant", content: [thought, { type: "text", text: "Look." }], images: [image] };
    const reader = createStreamReader();
    const told = [{ images: [image] }, { content: [thought] }, { content: [{ type: "text", text: "Look." }] }].map(
      (delta) => reader.chunk({ ...chatChunks[0], choices: [{ index: 0, delta }] })?.firstOutput,
    );
    expect(told).toEqual([true, undefined, undefined]);
    const whole = readResponse({ object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] });
    expect(reader.reading()?.outputMessages()).toEqual(whole?.outputMessages());
  });

  it.each([
    ["whole triples of bytes", ["QUJD", "REVG"], "QUJDREVG"],
    ["pieces that are padded each", ["QQ==", "QkM="], "QUJD"],
  ])("keeps speech, of %s, with what it says", (_, pieces, data) => {
    const said = [{ id: "audio_1", transcript: "A" }, { transcript: "ye." }, ...pieces.map((data) => ({ data }))];
    const reader = createStreamReader({ provider: "openai" });
    const first = said.map((audio) =>
      reader.chunk({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { audio } }] }),
    );
    expect(first[0]).toEqual({ firstOutput: true });
    reader.chunk({ object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
    const audio = { transcript: "Aye.", data };
    const whole = { choices: [{ message: { role: "assistant", audio }, finish_reason: "stop" }] };
    expect(reader.reading("complete")?.outputMessages()).toEqual(readResponse(whole)?.outputMessages());
    expect(JSON.stringify(reader.reading("complete")?.outputMessages())).toContain(data);
  });

  it("gives what a cut stream delivered, and `error` for the choices it cut only when told so", () => {
    const reader = createStreamReader();
    for (const chunk of chatChunks.slice(0, 8)) reader.chunk(chunk);
    expect(reader.reading()).not.toHaveProperty("finishReasons");
    expect(reader.reading("cancelled")?.finishReasons).toEqual(["error", "stop"]);
    expect(reader.reading()).not.toHaveProperty("usage");
    expect(reader.reading()?.outputMessages()[1]?.parts).toEqual([{ type: "text", content: "Which harbour?" }]);
  });

  it("keeps one mebibyte of each choice and says that it cut", () => {
    const reader = createStreamReader();
    for (let i = 0; i < 30; i++)
      reader.chunk({ ...chatChunks[0], choices: [{ index: 0, delta: { content: "x".repeat(50_000) } }] });
    const reading = reader.reading();
    expect(reading?.warnings).toEqual(["output_cut"]);
    expect(reading?.outputMessages()[0]?.parts).toEqual([{ type: "text", content: "x".repeat(1024 * 1024) }]);
  });
});

describe("readResponse() of the Responses API", () => {
  it.each([
    ["client", { finishReasons: ["tool_call"], toolCalls: [{ id: "t1", name: "tool_search" }] }],
    ["server", { finishReasons: ["stop"] }],
  ])("takes a search for tools for a call of one where the %s makes it", (execution, expected) => {
    const item = { type: "tool_search_call", id: "ts1", call_id: "t1", execution, arguments: {} };
    const reading = readResponse({ object: "response", id: "resp_1", status: "completed", output: [item] });
    expect(reading).toMatchObject(expected);
    expect(reading?.toolCalls).toEqual("toolCalls" in expected ? expected.toolCalls : undefined);
  });

  it("reads usage, counts searches and not the pages opened after them, and derives the reason", () => {
    expect(readResponse(response)).toMatchObject({
      format: "openai.responses",
      apiType: "responses",
      status: "completed",
      finishReasons: ["tool_call"],
      serviceTier: "priority",
      toolCalls: [{ id: "call_9", name: "book" }],
      usage: {
        inputTokens: 300,
        outputTokens: 70,
        cacheReadTokens: 128,
        cacheWriteTokens: 100,
        reasoningTokens: 30,
        webSearches: 1,
      },
    });
  });

  it("tells searches of the preview tool from those of the newer one", () => {
    const tools = [{ type: "web_search_preview_2025_03_11" }];
    const searches = { webSearches: 1, previewWebSearches: 1 };
    expect(readResponse({ ...response, tools })?.usage).toMatchObject(searches);
    expect(readResponse({ ...response, tools: [] }, { tools })?.usage).toMatchObject(searches);
    expect(readResponse({ ...response, tools: [{ type: "web_search" }] })?.usage).not.toHaveProperty(
      "previewWebSearches",
    );
    expect(readResponse({ ...response, output: [], tools })?.usage).not.toHaveProperty("previewWebSearches");
  });

  it("counts searches of files", () => {
    const call = { type: "file_search_call", id: "fs_1", status: "completed", queries: ["a", "b"] };
    expect(readResponse({ ...response, output: [call, call] })?.usage).toMatchObject({ fileSearches: 2 });
    expect(readResponse(response)?.usage).not.toHaveProperty("fileSearches");
  });

  it("counts runs of the code interpreter", () => {
    const call = { type: "code_interpreter_call", id: "ci_1", status: "completed", code: "1", container_id: "cntr_1" };
    expect(readResponse({ ...response, output: [call] })?.usage).toMatchObject({ codeInterpreterCalls: 1 });
    expect(readResponse(response)?.usage).not.toHaveProperty("codeInterpreterCalls");
  });

  it("reads what the image generation tool used, apart from the usage of the call", () => {
    const details = { image_tokens: 4160, text_tokens: 0 };
    const used = { input_tokens: 2000, output_tokens: 4160, total_tokens: 6160, output_tokens_details: details };
    const drawn = { ...response, tool_usage: { image_gen: used, web_search: { num_requests: 0 } } };
    const tools = [{ type: "image_generation", model: "gpt-image-1", quality: "auto" }];
    const usage = { inputTokens: 2000, outputTokens: 4160, imageOutputTokens: 4160 };
    const reading = readResponse({ ...drawn, tools });
    expect(reading?.imageGeneration).toEqual({ model: "gpt-image-1", usage });
    expect(reading?.usage).toMatchObject({ inputTokens: 300, outputTokens: 70 });
    expect(readResponse(drawn, { tools })?.imageGeneration?.model).toBe("gpt-image-1");
    expect(
      readResponse({ ...drawn, tools: [...tools, { ...tools[0], model: "gpt-image-2" }] })?.imageGeneration,
    ).toEqual({
      usage,
    });
  });

  it("takes what a stream of images used for images, where it is not split", () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { image_tokens: 0, text_tokens: 100 },
      output_tokens: 10_000,
    };
    const counts = { inputTokens: 100, outputTokens: 10_000, imageOutputTokens: 10_000 };
    for (const type of ["image_generation.completed", "image_edit.completed"]) {
      const reader = createStreamReader();
      reader.chunk({ type, b64_json: "aGk=", usage });
      expect(reader.reading()?.usage).toMatchObject(counts);
    }
    const split = { ...usage, output_tokens_details: { image_tokens: 9_000, text_tokens: 1_000 } };
    const whole = (sent: object): unknown =>
      readResponse({ created: 1, data: [{ b64_json: "aGk=" }], usage: sent })?.usage;
    expect(whole(usage)).toMatchObject(counts);
    expect(whole(split)).toMatchObject({ imageOutputTokens: 9_000, textOutputTokens: 1_000 });
    const reader = createStreamReader();
    reader.chunk({ type: "transcript.text.done", text: "Aye.", usage });
    expect(reader.reading()?.usage?.imageOutputTokens).toBeUndefined();
  });

  it("tells of images without usage, and not of none", () => {
    const made = { type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA" };
    const unused = { image_gen: { input_tokens: 0, output_tokens: 0, total_tokens: 0 } };
    expect(readResponse({ ...response, output: [made] })?.imageGeneration).toEqual({});
    expect(readResponse({ ...response, output: [{ ...made, status: "failed" }] })?.imageGeneration).toBeUndefined();
    expect(readResponse({ ...response, tool_usage: unused })?.imageGeneration).toBeUndefined();
  });

  it("gives the provider's reason when the response is incomplete", () => {
    const cut = { ...response, status: "incomplete", incomplete_details: { reason: "max_output_tokens" } };
    expect(readResponse(cut)?.finishReasons).toEqual(["max_output_tokens"]);
  });
});

describe("createStreamReader() on events of the Responses API", () => {
  it("ends with the completed response", () => {
    const reader = createStreamReader();
    const first = responseEvents.map((event) => reader.chunk(event)?.firstOutput ?? false);
    expect(first.indexOf(true)).toBe(2);
    expect(reader.reading()).toMatchObject({ responseId: "resp_1", finishReasons: ["tool_call"] });
    expect(reader.reading()?.outputMessages()).toEqual(readResponse(response)?.outputMessages());
  });

  it("gives the partial output of a cut stream", () => {
    const reader = createStreamReader();
    for (const event of responseEvents.slice(0, -1)) reader.chunk(event);
    expect(reader.reading("error")).toMatchObject({ status: "failed", finishReasons: ["error"] });
    expect(reader.reading()?.outputMessages()).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "Take the early one." },
          { type: "tool_call", id: "call_9", name: "book", arguments: { seat: 4 } },
        ],
      },
    ]);
  });

  it("keeps the reasoning of a stream that was cut while the model thought", () => {
    const reader = createStreamReader();
    const thought = { output_index: 0, item_id: "rs_1", summary_index: 0 };
    for (const event of [
      { type: "response.created", response: { id: "resp_1", status: "in_progress", output: [] } },
      { type: "response.output_item.added", output_index: 0, item: { type: "reasoning", id: "rs_1", summary: [] } },
      { type: "response.reasoning_summary_text.delta", ...thought, delta: "Count" },
      { type: "response.reasoning_summary_text.delta", ...thought, delta: "ing." },
    ]) {
      reader.chunk(event);
    }
    expect(reader.reading("cancelled")?.outputMessages()).toEqual([
      { role: "assistant", parts: [{ type: "reasoning", content: "Counting." }] },
    ]);
  });

  it("reads the same where the last event leaves the output out, as some servers do", () => {
    const output = [
      { type: "reasoning", id: "rs_1", summary: ["One.", "Two."].map((text) => ({ type: "summary_text", text })) },
      { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "tides" } },
      { type: "image_generation_call", id: "ig_1", status: "completed", result: "AAAA" },
      { type: "mcp_call", id: "mcp_1", status: "failed", name: "sail", arguments: '{"knots":4}', error: { code: 500 } },
    ];
    const tools = [{ type: "web_search_preview" }, { type: "image_generation", model: "gpt-image-1" }];
    const whole = readResponse({ ...response, output, tools });
    const events = [
      { type: "response.created", response: { ...response, status: "in_progress", usage: null, output: [], tools } },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 0, delta: "One." },
      { type: "response.reasoning_summary_text.delta", output_index: 0, summary_index: 1, delta: "Two." },
      { type: "response.mcp_call_arguments.delta", output_index: 3, delta: '{"knots":4}' },
      ...output.map((item, output_index) => ({ type: "response.output_item.done", output_index, item })),
    ];
    const readerOf = (hint: object, ...more: object[]) => {
      const reader = createStreamReader(hint);
      for (const event of [...events, ...more]) reader.chunk(event);
      return reader;
    };
    const told = readerOf({}, { type: "response.completed", response: { ...response, output: [], tools } }).reading();
    expect(told?.outputMessages()).toEqual(whole?.outputMessages());
    expect(told).toMatchObject({ usage: whole?.usage, imageGeneration: { model: "gpt-image-1" } });
    const cut = readerOf({ tools }, { type: "response.in_progress", response: { ...response, output: [], tools: [] } });
    expect(cut.reading("error")).toMatchObject({
      usage: { previewWebSearches: 1 },
      imageGeneration: { model: "gpt-image-1" },
    });
  });
});
