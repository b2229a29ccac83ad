import type { Telemetry } from "agentscribe";
import type OpenAI from "openai";

export type ChatMessage = OpenAI.Chat.Completions.ChatCompletionMessageParam;
export type ChatTool = OpenAI.Chat.Completions.ChatCompletionFunctionTool;
export type ChatToolCall = OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall;

type ToolCallPart = OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta.ToolCall;

export interface ModelAccess {
  readonly telemetry: Telemetry;
  /** Wrapped by `wrapOpenAI()`, so that its retries and its server are recorded too. */
  readonly client: OpenAI;
  readonly model: string;
}

export interface StreamedReply {
  readonly text: string;
  readonly toolCalls: ChatToolCall[];
}

/** One plain call; gives the text of the answer. The scope says what the call is for; the wrapped client makes no second one of it. */
export async function callModel(access: ModelAccess, purpose: string, messages: ChatMessage[]): Promise<string> {
  const request = { model: access.model, messages };
  const response = await access.telemetry.llm({ provider: "openai", purpose, request }, () =>
    access.client.chat.completions.create(request),
  );
  return response.choices[0]?.message.content ?? "";
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
  const stream = await access.telemetry.llm({ provider: "openai", purpose: "main", request }, () =>
    access.client.chat.completions.create(request),
  );
  let text = "";
  const toolCalls: ChatToolCall[] = [];
  for await (const chunk of stream) {
    const delta = chunk.choices[0]?.delta;
    text += delta?.content ?? "";
    for (const part of delta?.tool_calls ?? []) addPart(toolCalls, part);
  }
  return { text, toolCalls };
}

/** A tool call comes in pieces: its name first, then its arguments. */
function addPart(toolCalls: ChatToolCall[], { index, id = "", function: part }: ToolCallPart): void {
  const { name = "", arguments: text = "" } = part ?? {};
  const known = toolCalls[index];
  if (known === undefined) toolCalls[index] = { id, type: "function", function: { name, arguments: text } };
  else known.function.arguments += text;
}
