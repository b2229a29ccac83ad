import type { Usage } from "../../semconv/usage.ts";
import { header } from "../headers.ts";
import { usageOf } from "../reading.ts";

/**
 * The counts that Bedrock puts into the headers of InvokeModel's answers, for vendors whose bodies have none.
 *
 * @returns `undefined` when there are none. Never throws.
 */
export function readInvokeHeaders(headers: unknown): Usage | undefined {
  const counted = (name: string): number | undefined => {
    const value = header(headers, `x-amzn-bedrock-${name}-token-count`);
    return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
  };
  const input = counted("input");
  if (input === undefined) return undefined;
  const cacheReadTokens = counted("cache-read-input");
  const cacheWriteTokens = counted("cache-write-input");
  return usageOf({
    inputTokens: input + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens: counted("output"),
    cacheReadTokens,
    cacheWriteTokens,
  }).usage;
}
