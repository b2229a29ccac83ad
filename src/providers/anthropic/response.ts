import { attempt, defined, field, has, isList, list, text, word } from "../fields.ts";
import { reportedCostUsd, upstreamProviderOf } from "../openai/dialect.ts";
import { textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type ToolCallName, usageOf } from "../reading.ts";
import { toAnthropicMessage } from "./messages.ts";
import { readAnthropicTerms, readAnthropicUsage } from "./usage.ts";

/** Whether a body is a message of the Messages API, or an answer of the older completions API. */
export function isAnthropicBody(body: unknown): boolean {
  const type = word(body, "type");
  if (type === "completion") return typeof field(body, "completion") === "string";
  if (type !== "message") return typeof field(body, "completion") === "string" && has(body, "stop_reason");
  return isList(field(body, "content")) && (has(body, "stop_reason") || has(body, "usage"));
}

/** Reads an answer of Anthropic, whoever serves it. */
export function readAnthropicBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const plain = typeof field(body, "completion") === "string";
  const reported = field(body, "usage");
  const { usage, warnings } = usageOf(readAnthropicUsage(reported));
  const blocks = list(field(body, "content"));
  const reason = word(body, "stop_reason");
  const provider = hint.provider ?? servedBy(word(body, "id"));
  const calls = blocks.filter((block) => word(block, "type") === "tool_use").map(toToolCall);
  return defined<ProviderReading>({
    format: plain ? "anthropic.completions" : "anthropic.messages",
    provider,
    operation: hint.operation ?? (plain ? "text_completion" : "chat"),
    responseId: word(body, "id"),
    responseModel: word(body, "model"),
    finishReasons: reason === undefined ? undefined : [reason],
    usage,
    ...readAnthropicTerms(reported),
    reportedCostUsd: reportedCostUsd(reported),
    upstreamProvider: upstreamProviderOf(body, provider),
    refusal: refusalOf(body, reason),
    warnings,
    toolCalls: calls.length > 0 ? calls : undefined,
    conversationCompacted: isCompacted(body, blocks) ? true : undefined,
    outputMessages: () => attempt(() => [plain ? plainMessage(body) : toAnthropicMessage(body)], []),
  });
}

function plainMessage(body: unknown) {
  return { role: "assistant", parts: [textPart(text(body, "completion") ?? "")] };
}

function servedBy(id: string | undefined): string | undefined {
  if (id === undefined) return undefined;
  if (id.startsWith("msg_bdrk_")) return "aws.bedrock";
  return id.startsWith("msg_vrtx_") ? "gcp.vertex_ai" : "anthropic";
}

function refusalOf(body: unknown, reason: string | undefined): { category?: string } | undefined {
  const details = field(body, "stop_details");
  if (reason !== "refusal" && word(details, "type") !== "refusal") return undefined;
  return defined<{ category?: string }>({ category: word(details, "category") });
}

function isCompacted(body: unknown, blocks: readonly unknown[]): boolean {
  if (blocks.some((block) => word(block, "type") === "compaction")) return true;
  const edits = list(field(field(body, "context_management"), "applied_edits"));
  return edits.some((edit) => word(edit, "type")?.startsWith("compact") === true);
}

function toToolCall(block: unknown): ToolCallName {
  return defined<ToolCallName>({ id: word(block, "id"), name: word(block, "name") ?? "" });
}
