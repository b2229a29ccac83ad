import type { CollectedSpan } from "../../integration/conventions/collecting-exporter.ts";
import { type Exchange, parseBody, providerName, readFrames } from "../../unit/providers/recorded/exchanges.ts";
import { schemaErrors } from "../../unit/providers/recorded/schema.ts";
import { type ExpectedUsage, expectedStreamUsage, expectedUsage } from "../../unit/providers/recorded/usage-oracle.ts";

/** Where a span says each part of the usage that the oracle knows. */
const ATTRIBUTES: Readonly<Record<keyof ExpectedUsage, string>> = {
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  cacheReadTokens: "gen_ai.usage.cache_read.input_tokens",
  cacheWriteTokens: "gen_ai.usage.cache_write.input_tokens",
  cacheWrite5mTokens: "agentscribe.usage.cache_write_5m.input_tokens",
  cacheWrite1hTokens: "agentscribe.usage.cache_write_1h.input_tokens",
  reasoningTokens: "gen_ai.usage.reasoning.output_tokens",
};

/** What is wrong with what was recorded of one exchange; empty when all is right. */
export function faultsOf(exchange: Exchange, spans: readonly CollectedSpan[], thrown: unknown): readonly string[] {
  const calls = spans.filter(({ attributes }) => attributes["gen_ai.provider.name"] !== undefined);
  const [span] = calls;
  if (span === undefined || calls.length > 1) return [`${calls.length} spans of model calls`];
  const { attributes } = span;
  const faults: string[] = [];
  const failed = exchange.status !== 200;
  if (failed && thrown === undefined) faults.push("the client did not throw");
  if ((attributes["error.type"] !== undefined) !== (thrown !== undefined)) {
    faults.push(`error.type ${attributes["error.type"]}, thrown ${thrown}`);
  }
  if (failed) return faults;
  const isEmbeddings = attributes["gen_ai.operation.name"] === "embeddings";
  const expected = expectedOf(exchange);
  for (const [field, name] of Object.entries(ATTRIBUTES) as [keyof ExpectedUsage, string][]) {
    if (isEmbeddings && field !== "inputTokens") continue;
    if (attributes[name] !== expected[field]) faults.push(`${field} ${attributes[name]}, expected ${expected[field]}`);
  }
  if (attributes["agentscribe.cost.status"] === undefined) faults.push("neither a cost nor a reason for none");
  if (attributes["agentscribe.cost.usd"] === undefined && attributes["agentscribe.cost.reason"] === undefined) {
    faults.push("no cost, and no reason");
  }
  for (const kind of ["input", "output"] as const) {
    const text = attributes[`gen_ai.${kind}.messages`];
    if (typeof text !== "string") continue;
    for (const error of schemaErrors(`gen-ai-${kind}-messages`, JSON.parse(text))) faults.push(`${kind}: ${error}`);
  }
  return faults;
}

function expectedOf(exchange: Exchange): ExpectedUsage {
  const provider = providerName(exchange);
  if (exchange.streaming) return expectedStreamUsage(provider, readFrames(exchange));
  const parsed = parseBody(exchange);
  return "skipped" in parsed ? {} : expectedUsage(provider, parsed.body);
}
