import type { LlmCall, Telemetry } from "agentscribe";
import OpenAI from "openai";

export type ChatMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
export type ChatTool = OpenAI.Chat.Completions.ChatCompletionFunctionTool;
export type ChatToolCall = OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall;

type ToolCallPart = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;

export interface ModelAccess {
  readonly telemetry: Telemetry;
  /** With `maxRetries: 0`: retries are the agent's own, so that they are recorded. */
  readonly client: OpenAI;
  readonly model: string;
}

export interface StreamedReply {
  readonly text: string;
  readonly toolCalls: ChatToolCall[];
}

const MAX_ATTEMPTS = 3;
const RETRY_DELAY_MILLIS = 120;

/** One plain call; gives the text of the answer. */
export async function callModel(access: ModelAccess, purpose: string, messages: ChatMessage[]): Promise<string> {
  const request = { model: access.model, messages };
  return access.telemetry.llm({ provider: "openai", purpose, request, ...serverOf(access.client) }, async (call) => {
    const response = await withRetries(call, () => access.client.chat.completions.create(request));
    call.response(response);
    return response.choices[0]?.message.content ?? "";
  });
}

/** One streamed call with tools on offer; gives the text and the tool calls. */
export async function streamModel(
  access: ModelAccess,
  messages: ChatMessage[],
  tools: ChatTool[],
): Promise<StreamedReply> {
  const request = {
    model: access.model,
    messages,
    tools,
    stream: true,
    stream_options: { include_usage: true },
  } as const;
  const options = { provider: "openai", purpose: "main", request, ...serverOf(access.client) };
  return access.telemetry.llm(options, async (call) => {
    const stream = await withRetries(call, () => access.client.chat.completions.create(request));
    let text = "";
    const toolCalls: ChatToolCall[] = [];
    for await (const chunk of stream) {
      call.chunk(chunk);
      const delta = chunk.choices[0]?.delta;
      text += delta?.content ?? "";
      for (const part of delta?.tool_calls ?? []) addPart(toolCalls, part);
    }
    return { text, toolCalls };
  });
}

/** A tool call comes in pieces: its name first, then its arguments. */
function addPart(toolCalls: ChatToolCall[], { index, id = "", function: part }: ToolCallPart): void {
  const { name = "", arguments: text = "" } = part ?? {};
  const known = toolCalls[index];
  if (known === undefined) toolCalls[index] = { id, type: "function", function: { name, arguments: text } };
  else known.function.arguments += text;
}

/** Tries again after a rate limit or a server error; the whole is one call with its retries noted. */
async function withRetries<T>(call: LlmCall, request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const status = error instanceof OpenAI.APIError ? error.status : undefined;
      if (status === undefined || (status !== 429 && status < 500) || attempt === MAX_ATTEMPTS) throw error;
      const delayMillis = RETRY_DELAY_MILLIS * attempt;
      call.retry({ attempt, delayMillis, error });
      await new Promise((resolve) => setTimeout(resolve, delayMillis));
    }
  }
}

function serverOf(client: OpenAI): { serverAddress: string; serverPort: number } {
  const { hostname, port, protocol } = new URL(client.baseURL);
  return { serverAddress: hostname, serverPort: Number(port) || (protocol === "http:" ? 80 : 443) };
}
