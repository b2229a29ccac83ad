import { writtenFor } from "../bedrock/cache-details.ts";
import { add, count, field, has, isRecord, path } from "../fields.ts";
import { serverToolSearches } from "../openai/dialect.ts";
import type { ReportedUsage } from "../reading.ts";

/**
 * Usage of the AI SDK. Since version 6 `inputTokens` is the total and details stand beside it, or, at the providers' side, it is an
 * object. In version 5 it is what the provider says, and Anthropic and Bedrock leave cached tokens out.
 */
export function readAiSdkUsage(usage: unknown, result: unknown, provider: string | undefined): ReportedUsage {
  const input = field(usage, "inputTokens");
  if (isRecord(input)) return readNested(usage);
  if (has(usage, "inputTokenDetails") || has(usage, "outputTokenDetails")) return readDetailed(usage, result);
  const cacheRead = count(usage, "cachedInputTokens");
  const apart = leavesCacheOut(result, provider);
  const cacheWrite = apart ? cacheWritten(result) : undefined;
  const own = count(usage, "inputTokens") ?? count(usage, "promptTokens");
  return {
    inputTokens: apart ? add(own, cacheRead, cacheWrite) : own,
    outputTokens: count(usage, "outputTokens") ?? count(usage, "completionTokens"),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    reasoningTokens: count(usage, "reasoningTokens"),
  };
}

function readDetailed(usage: unknown, result: unknown): ReportedUsage {
  const details = field(usage, "inputTokenDetails");
  return {
    inputTokens: count(usage, "inputTokens"),
    outputTokens: count(usage, "outputTokens"),
    cacheReadTokens: count(details, "cacheReadTokens") ?? count(usage, "cachedInputTokens"),
    cacheWriteTokens: count(details, "cacheWriteTokens"),
    reasoningTokens: count(field(usage, "outputTokenDetails"), "reasoningTokens") ?? count(usage, "reasoningTokens"),
    ...fromRaw(rawUsage(usage, result)),
  };
}

/** What a model of the provider interface reports. */
function readNested(usage: unknown): ReportedUsage {
  const [input, output] = [field(usage, "inputTokens"), field(usage, "outputTokens")];
  return {
    inputTokens:
      count(input, "total") ?? add(count(input, "noCache"), count(input, "cacheRead"), count(input, "cacheWrite")),
    outputTokens: count(output, "total") ?? add(count(output, "text"), count(output, "reasoning")),
    cacheReadTokens: count(input, "cacheRead"),
    cacheWriteTokens: count(input, "cacheWrite"),
    reasoningTokens: count(output, "reasoning"),
    ...fromRaw(field(usage, "raw")),
  };
}

/** The provider's own usage; Anthropic's stands beside the result too. */
export function rawUsage(usage: unknown, result: unknown): unknown {
  return field(usage, "raw") ?? path(result, "providerMetadata", "anthropic", "usage");
}

/** The AI SDK lumps lifetimes together and drops searches; the provider's own object has them. */
function fromRaw(raw: unknown): ReportedUsage {
  const creation = field(raw, "cache_creation");
  return {
    cacheWrite5mTokens: count(creation, "ephemeral_5m_input_tokens") ?? writtenFor("5m", raw),
    cacheWrite1hTokens: count(creation, "ephemeral_1h_input_tokens") ?? writtenFor("1h", raw),
    webSearches: serverToolSearches(raw),
  };
}

function leavesCacheOut(result: unknown, provider: string | undefined): boolean {
  if (provider === "anthropic" || provider === "aws.bedrock") return true;
  const metadata = field(result, "providerMetadata");
  return isRecord(field(metadata, "anthropic")) || isRecord(field(metadata, "bedrock"));
}

function cacheWritten(result: unknown): number | undefined {
  const metadata = field(result, "providerMetadata");
  return (
    count(field(metadata, "anthropic"), "cacheCreationInputTokens") ??
    count(path(metadata, "bedrock", "usage"), "cacheWriteInputTokens")
  );
}
