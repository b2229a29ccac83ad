import { ANSWER, type Message, REQUEST, TOOL } from "./work.ts";

/** The facts of a call under the names of the conventions, for contenders that take attributes. */
export function requestAttributes(conversationId: string): Record<string, string | number> {
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": REQUEST.provider,
    "gen_ai.request.model": REQUEST.model,
    "gen_ai.request.temperature": REQUEST.temperature,
    "gen_ai.request.max_tokens": REQUEST.maxTokens,
    "server.address": REQUEST.serverAddress,
    "server.port": REQUEST.serverPort,
    "gen_ai.conversation.id": conversationId,
    "session.id": conversationId,
  };
}

export function answerAttributes(): Record<string, string | number | string[]> {
  return {
    "gen_ai.response.id": ANSWER.id,
    "gen_ai.response.model": ANSWER.model,
    "gen_ai.response.finish_reasons": [ANSWER.finishReason],
    "gen_ai.usage.input_tokens": ANSWER.inputTokens,
    "gen_ai.usage.output_tokens": ANSWER.outputTokens,
    "gen_ai.usage.cache_read.input_tokens": ANSWER.cacheReadTokens,
    "gen_ai.usage.reasoning.output_tokens": ANSWER.reasoningTokens,
    "openai.api.type": "chat_completions",
    "app.cost.total": ANSWER.cost.total,
    "app.cost.input": ANSWER.cost.input,
    "app.cost.output": ANSWER.cost.output,
  };
}

export const TOOL_ATTRIBUTES: Readonly<Record<string, string>> = {
  "gen_ai.operation.name": "execute_tool",
  "gen_ai.tool.name": TOOL.name,
  "gen_ai.tool.call.id": TOOL.callId,
  "gen_ai.tool.type": "function",
};

/** Messages in the shape of the conventions. */
export function toMessages(messages: readonly Message[]): object[] {
  return messages.map(({ role, content }) => ({ role, parts: [{ type: "text", content }] }));
}
