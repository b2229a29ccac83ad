import type { Usage } from "../../semconv/usage.ts";
import type { TurnEnd } from "../live/live-turn.ts";
import { readPath } from "../read-path.ts";

/** How a response ended, by `response.done`. */
export function readTurnEnd(response: unknown): TurnEnd {
  const status = readPath(response, "status");
  const details = readPath(response, "status_details");
  const reason = readPath(details, "reason");
  const said = typeof reason === "string" ? reason : undefined;
  const items = readPath(response, "output");
  const output = Array.isArray(items) ? items : [];
  const calls = output.some((item) => readPath(item, "type") === "function_call");
  const usage = readUsage(readPath(response, "usage"));
  const known: TurnEnd = { ...(Object.keys(usage).length > 0 && { usage }), output: toMessages(output) };
  switch (status) {
    case "cancelled":
      return { ...known, finishReason: "cancelled", interruption: said ?? "cancelled" };
    case "failed":
      return { ...known, error: readPath(details, "error") ?? { code: "failed" } };
    case "incomplete":
      return { ...known, finishReason: said ?? "incomplete" };
    default:
      return { ...known, finishReason: calls ? "tool_call" : "stop" };
  }
}

/** `input_tokens` includes what was read from the cache, and each modality. */
export function readUsage(usage: unknown): Usage {
  const input = readPath(usage, "input_token_details");
  const output = readPath(usage, "output_token_details");
  const counts = {
    inputTokens: readPath(usage, "input_tokens"),
    outputTokens: readPath(usage, "output_tokens"),
    cacheReadTokens: readPath(input, "cached_tokens"),
    textInputTokens: readPath(input, "text_tokens"),
    audioInputTokens: readPath(input, "audio_tokens"),
    imageInputTokens: readPath(input, "image_tokens"),
    textCacheReadTokens: readPath(input, "cached_tokens_details", "text_tokens"),
    audioCacheReadTokens: readPath(input, "cached_tokens_details", "audio_tokens"),
    imageCacheReadTokens: readPath(input, "cached_tokens_details", "image_tokens"),
    textOutputTokens: readPath(output, "text_tokens"),
    audioOutputTokens: readPath(output, "audio_tokens"),
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => typeof count === "number")) as Usage;
}

/** What the model said, in one message: written, spoken as its transcript, and functions that it calls. */
function toMessages(items: readonly unknown[]): readonly object[] {
  if (items.length === 0) return [];
  const text = items
    .flatMap((item) => contentOf(item))
    .map((part) => readPath(part, "text") ?? readPath(part, "transcript"))
    .filter((piece) => typeof piece === "string");
  const calls = items
    .filter((item) => readPath(item, "type") === "function_call")
    .map((item) => ({
      id: readPath(item, "call_id"),
      type: "function",
      function: { name: readPath(item, "name"), arguments: readPath(item, "arguments") },
    }));
  return [{ role: "assistant", content: text.join(""), ...(calls.length > 0 && { tool_calls: calls }) }];
}

/** An item that the application adds to the conversation: text, a transcript, or the result of a function. Audio is not kept. */
export function toInput(item: unknown): object {
  if (readPath(item, "type") === "function_call_output") {
    return { role: "tool", tool_call_id: readPath(item, "call_id"), content: readPath(item, "output") };
  }
  const text = contentOf(item).map((part) => readPath(part, "text") ?? readPath(part, "transcript") ?? "[audio]");
  return { role: readPath(item, "role") ?? "user", content: text.join("\n") };
}

function contentOf(item: unknown): readonly unknown[] {
  const content = readPath(item, "content");
  return Array.isArray(content) ? content : [];
}
