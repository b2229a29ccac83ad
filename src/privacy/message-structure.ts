import type { RedactInfo } from "./redactor.ts";

/**
 * Whether a text is a word that makes the structure of a message: its role, why it ended, the type of a part. Nothing that anybody wrote is in it,
 * and without it the rest cannot be read.
 */
export function isStructure(text: string, { kind, path }: RedactInfo): boolean {
  return path !== undefined && KINDS.has(kind) && WORDS.has(text) && PATH.test(path);
}

const KINDS: ReadonlySet<string> = new Set<RedactInfo["kind"]>(["prompts", "responses", "system", "toolDescriptions"]);
/** Of one message, of a list of them, of instructions or tools. */
const PATH = /^(?:\d+\.)?(?:role|finish_reason|type|parts\.\d+\.type)$/;
const WORDS: ReadonlySet<string> = new Set([
  ...["system", "developer", "user", "assistant", "model", "tool", "function"],
  ...["stop", "length", "tool_call", "tool_calls", "content_filter", "error"],
  ...["text", "reasoning", "tool_call_response", "server_tool_call", "server_tool_call_response"],
  ...["blob", "file", "uri", "compaction"],
]);
