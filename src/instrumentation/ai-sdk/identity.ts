import { readPath } from "../read-path.ts";
import type { Identity } from "./run.ts";

const CONVERSATION_KEYS = ["conversationId", "threadId", "sessionId", "chatId", "session.id", "session_id"];
const USER_KEYS = ["userId", "user.id", "user_id"];

/** User and conversation in the context or metadata that the application gives to telemetry. Other values stay where they are. */
export function identityIn(context: unknown): Identity {
  const userId = idIn(context, USER_KEYS) ?? asId(readPath(context, "user", "id"));
  const conversationId = idIn(context, CONVERSATION_KEYS) ?? asId(readPath(context, "session", "id"));
  return { ...(userId !== undefined && { userId }), ...(conversationId !== undefined && { conversationId }) };
}

function idIn(context: unknown, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const id = asId(readPath(context, key));
    if (id !== undefined) return id;
  }
  return undefined;
}

function asId(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 256 ? value : undefined;
}
