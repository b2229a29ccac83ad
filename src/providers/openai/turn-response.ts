import { attempt, cased, casedWord, defined, field, isRecord, list, word } from "../fields.ts";
import { type ProviderReading, type ReadHint, type ReportedUsage, usageOf } from "../reading.ts";
import { itemParts } from "./responses-items.ts";
import { failureOf } from "./responses-response.ts";
import { webSearches } from "./responses-tools.ts";

/** Whether a body is a turn of an agent that OpenAI hosts. */
export function isTurnBody(body: unknown): boolean {
  return word(body, "object") === "agent.session.turn";
}

/**
 * Reads a turn of a hosted agent, whose usage is that of all requests it made. It names no tier and has no items: `service_tier` and `output` are read
 * where who followed the session put them beside, and `searches_unseen` where some of the items may be missing.
 */
export function readTurnBody(body: unknown, hint: ReadHint = {}): ProviderReading {
  const status = word(body, "status");
  const reason = status === "completed" ? "stop" : status === "failed" || status === "cancelled" ? "error" : undefined;
  const items = list(field(body, "output"));
  return defined<ProviderReading>({
    format: "openai.turn",
    provider: hint.provider ?? "openai",
    operation: hint.operation ?? "chat",
    responseId: word(body, "id"),
    finishReasons: reason === undefined ? undefined : [reason],
    ...usageOf(readTurnUsage(body, items)),
    isSum: true,
    uncounted: field(body, "searches_unseen") === true ? "searches_uncounted" : undefined,
    serviceTier: casedWord(body, "service_tier"),
    status,
    conversationId: word(body, "session_id"),
    failure: failureOf(body),
    outputMessages: () =>
      attempt(() => {
        const parts = items.flatMap((item) => itemParts(item));
        return parts.length > 0 ? [{ role: "assistant", parts }] : [];
      }, []),
  });
}

/** Searches alone are no usage: tokens that are not known were used all the same. */
function readTurnUsage(body: unknown, items: readonly unknown[]): ReportedUsage {
  const usage = field(body, "usage");
  if (!isRecord(usage)) return {};
  const input = cased(usage, "input_tokens_details");
  return {
    inputTokens: cased(usage, "input_tokens"),
    outputTokens: cased(usage, "output_tokens"),
    cacheReadTokens: cased(input, "cached_tokens"),
    cacheWriteTokens: cased(input, "cache_write_tokens"),
    reasoningTokens: cased(cased(usage, "output_tokens_details"), "reasoning_tokens"),
    webSearches: webSearches(body, usage, items),
  };
}
