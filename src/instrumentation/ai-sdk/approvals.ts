import type { RecordClient } from "../../record/client.ts";
import { readPath } from "../read-path.ts";

/**
 * Records what was decided of tool calls since the run before: the answers to the AI SDK's requests for approval. It takes those of the last message alone, as
 * earlier ones were acted upon, and so does this. Who decided is not said.
 */
export function recordApprovals(client: RecordClient, messages: unknown): void {
  if (!Array.isArray(messages)) return;
  const last = contentOf(messages.at(-1), "tool");
  const answers = last.filter((part) => readPath(part, "type") === "tool-approval-response");
  if (answers.length === 0) return;
  const earlier = messages.flatMap((message) => contentOf(message, "assistant"));
  const done = new Set(last.map((part) => readPath(part, "type") === "tool-result" && readPath(part, "toolCallId")));
  for (const answer of answers) {
    const request = find(earlier, "tool-approval-request", "approvalId", readPath(answer, "approvalId"));
    const callId = readPath(request, "toolCallId");
    const tool = readPath(find(earlier, "tool-call", "toolCallId", callId), "toolName");
    if (typeof callId !== "string" || typeof tool !== "string" || done.has(callId)) continue;
    const decision = readPath(answer, "approved") === true ? "accept" : "reject";
    client.record("tool.decision", { tool, callId, decision });
    // A call that is answered for twice is decided by the first.
    done.add(callId);
  }
}

function contentOf(message: unknown, role: string): readonly unknown[] {
  const content = readPath(message, "role") === role ? readPath(message, "content") : undefined;
  return Array.isArray(content) ? content : [];
}

function find(parts: readonly unknown[], type: string, key: string, value: unknown): unknown {
  return parts.find((part) => readPath(part, "type") === type && readPath(part, key) === value);
}
