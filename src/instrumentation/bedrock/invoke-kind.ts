import type { InferenceOperation } from "../../semconv/operations.ts";
import { readPath } from "../read-path.ts";

/** What a vendor's request asks for: chat has messages, text models a prompt; what draws or films has neither, or a task beside it. */
export function invokeKind(model: string, body: unknown): InferenceOperation | "embeddings" | "rerank" {
  if (/embed|marengo/.test(model)) return "embeddings";
  if (model.includes("rerank")) return "rerank";
  if (/image|canvas|stability|stable-|reel/.test(model) || readPath(body, "taskType") !== undefined) {
    return "generate_content";
  }
  const isChat = readPath(body, "messages") !== undefined || typeof readPath(body, "message") === "string";
  return isChat || body === undefined ? "chat" : "text_completion";
}
