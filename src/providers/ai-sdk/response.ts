import { type AnthropicTerms, readAnthropicTerms } from "../anthropic/usage.ts";
import { attempt, defined, field, has, isList, isRecord, list, path, text, word } from "../fields.ts";
import { textPart } from "../parts.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, type ToolCallName, usageOf } from "../reading.ts";
import { readBilling } from "./billing.ts";
import { toAiSdkParts } from "./messages.ts";
import { readOpenAiTools } from "./openai-tools.ts";
import { rawUsage, readAiSdkUsage } from "./usage.ts";

/** Whether a body is a result of the AI SDK (`generateText`, `generateObject`, one of their steps) or of one of its models. */
export function isAiSdkBody(body: unknown): boolean {
  const usage = field(body, "usage");
  if (!isRecord(usage) || !has(body, "finishReason")) return false;
  return has(usage, "inputTokens") || has(usage, "promptTokens") || has(usage, "outputTokens");
}

/** Reads a result of the AI SDK. When it took several steps, the usage is the sum of theirs and a warning says so. */
export function readAiSdkBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const steps = list(field(body, "steps"));
  const response = field(body, "response");
  const reason =
    word(body, "finishReason") ??
    word(field(body, "finishReason"), "raw") ??
    word(field(body, "finishReason"), "unified");
  const content = list(field(body, "content"));
  const calls = [...list(field(body, "toolCalls")), ...content.filter((part) => word(part, "type") === "tool-call")];
  const written = steps.length > 1 ? steps.flatMap((step) => list(field(step, "content"))) : content;
  const tools = readOpenAiTools(written.length > 0 ? written : content, hint);
  const tokens = steps.length > 1 ? sumOf(steps, hint) : usageOfStep(body, hint);
  const { usage, warnings = [] } = usageOf({ ...tokens, ...defined<ReportedUsage>(tools.usage) });
  const noted = steps.length > 1 ? [...warnings, "usage_of_several_steps"] : warnings;
  return defined<ProviderReading>({
    format: "ai_sdk.result",
    provider: hint.provider,
    operation: hint.operation ?? "chat",
    responseId: word(response, "id"),
    responseModel: word(response, "modelId"),
    finishReasons: reason === undefined ? undefined : [reason],
    usage,
    imageGeneration: tools.imageGeneration,
    ...readBilling(steps.length > 1 ? steps : [body]),
    ...termsOf(body),
    warnings: noted.length > 0 ? noted : undefined,
    toolCalls: uniqueCalls(calls),
    outputMessages: () => attempt(() => [{ role: "assistant", parts: partsOf(body, content) }], []),
  });
}

function termsOf(body: unknown): AnthropicTerms {
  const serviceTier = word(path(body, "providerMetadata", "openai"), "serviceTier");
  return serviceTier === undefined ? readAnthropicTerms(rawUsage(field(body, "usage"), body)) : { serviceTier };
}

function usageOfStep(step: unknown, hint: ReadHint): ReportedUsage {
  return readAiSdkUsage(field(step, "usage"), step, hint.provider);
}

function sumOf(steps: readonly unknown[], hint: ReadHint): ReportedUsage {
  const sum: Record<string, number> = {};
  for (const step of steps) {
    const { usage = {} } = usageOf(usageOfStep(step, hint));
    for (const [name, value] of Object.entries(usage)) sum[name] = (sum[name] ?? 0) + Number(value);
  }
  return sum;
}

function partsOf(body: unknown, content: readonly unknown[]) {
  if (content.length > 0) return toAiSdkParts(content);
  const written = text(body, "text");
  const made = field(body, "object");
  const calls = toAiSdkParts(list(field(body, "toolCalls")).map((call) => asCall(call)));
  if (written !== undefined) return [textPart(written), ...calls];
  return isRecord(made) || isList(made) ? [textPart(JSON.stringify(made).slice(0, MAX_OBJECT_LENGTH))] : calls;
}

const MAX_OBJECT_LENGTH = 1024 * 1024;

function asCall(call: unknown) {
  const input = field(call, "input") ?? field(call, "args");
  return { type: "tool-call", toolCallId: field(call, "toolCallId"), toolName: field(call, "toolName"), input };
}

function uniqueCalls(calls: readonly unknown[]): readonly ToolCallName[] | undefined {
  const unique = new Map<string, ToolCallName>();
  for (const call of calls) {
    const [id, name] = [word(call, "toolCallId"), word(call, "toolName")];
    if (name === undefined || field(call, "providerExecuted") === true) continue;
    unique.set(id ?? `${name}#${unique.size}`, defined<ToolCallName>({ id, name }));
  }
  return unique.size > 0 ? [...unique.values()] : undefined;
}
