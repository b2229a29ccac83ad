import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { type Answer, json, openScriptedServer, sse } from "../../support/scripted-answers.ts";

const OUTPUT = 40;

/** What a provider says. Usage tells the calls of a process apart: each has another number of tokens of input. */
export const ANSWERS: Readonly<Record<string, (inputTokens: number) => Answer>> = {
  "openai chat": (input) => (response, request) =>
    json({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1,
      model: (request.json() as { model: string }).model,
      system_fingerprint: null,
      choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
      usage: chatUsage(input),
    })(response, request),
  "openai stream": (input) => {
    const head = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt-4o" };
    const delta = { role: "assistant", content: "Hello" };
    return sse(
      [
        { ...head, choices: [{ index: 0, delta, finish_reason: "stop" }] },
        { ...head, choices: [], usage: chatUsage(input) },
      ],
      "done",
    );
  },
  "openai response": (input) =>
    json({
      id: "resp_1",
      object: "response",
      created_at: 1,
      status: "completed",
      model: "gpt-4o",
      output: [
        {
          id: "msg_1",
          type: "message",
          status: "completed",
          role: "assistant",
          content: [{ type: "output_text", text: "Hello", annotations: [] }],
        },
      ],
      parallel_tool_calls: true,
      tools: [],
      usage: {
        input_tokens: input,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: OUTPUT,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: input + OUTPUT,
      },
    }),
  anthropic: (input) =>
    json({
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-sonnet-5",
      content: [{ type: "text", text: "Hello" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: input, output_tokens: OUTPUT },
    }),
  google: (input) =>
    json({
      candidates: [{ content: { role: "model", parts: [{ text: "Hello" }] }, index: 0, finishReason: "STOP" }],
      usageMetadata: { promptTokenCount: input, candidatesTokenCount: OUTPUT, totalTokenCount: input + OUTPUT },
      modelVersion: "gemini-2.5-flash",
      responseId: "resp_1",
    }),
  bedrock: (input) =>
    json({
      output: { message: { role: "assistant", content: [{ text: "Hello" }] } },
      stopReason: "end_turn",
      usage: { inputTokens: input, outputTokens: OUTPUT, totalTokens: input + OUTPUT },
      metrics: { latencyMs: 5 },
    }),
  cohere: (input) =>
    json({
      id: "c1",
      finish_reason: "COMPLETE",
      message: { role: "assistant", content: [{ type: "text", text: "Hello" }] },
      usage: {
        billed_units: { input_tokens: input, output_tokens: OUTPUT },
        tokens: { input_tokens: input, output_tokens: OUTPUT },
      },
    }),
  ollama: (input) =>
    json({
      model: "llama3.2",
      created_at: "2026-01-01T00:00:00Z",
      message: { role: "assistant", content: "Hello" },
      done: true,
      done_reason: "stop",
      prompt_eval_count: input,
      eval_count: OUTPUT,
    }),
};

function chatUsage(input: number): object {
  return { prompt_tokens: input, completion_tokens: OUTPUT, total_tokens: input + OUTPUT };
}

/** The messages of the executable of Claude Code for one question. */
export function claudeCodeSays(inputTokens: number): object[] {
  const session_id = "0c1d8f6e-6f3a-4e55-9d1a-6b8b1f2f0a11";
  const model = "claude-sonnet-5";
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model,
    content: [{ type: "text", text: "Hello" }],
    stop_reason: null,
    usage: { input_tokens: inputTokens, output_tokens: 1 },
  };
  const used = { inputTokens, outputTokens: OUTPUT, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 };
  return [
    { type: "system", subtype: "init", session_id, uuid: "1", model, tools: [], cwd: "/" },
    { type: "assistant", session_id, uuid: "2", parent_tool_use_id: null, message },
    { type: "result", subtype: "success", is_error: false, session_id, uuid: "3", modelUsage: { [model]: used } },
  ];
}

export interface Provider {
  readonly url: string;
  close(): Promise<void>;
}

/** A provider on loopback, over HTTP/1.1, or over HTTP/2 without TLS. */
export async function openProvider(answer: Answer, isHttp2: boolean): Promise<Provider> {
  if (!isHttp2) return openScriptedServer([answer]);
  const sessions = new Set<{ destroy(): void }>();
  const server = createServer((_request, response) => void answer(response as never, {} as never));
  server.on("session", (session) => sessions.add(session));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const session of sessions) session.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
