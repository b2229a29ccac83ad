import type { AttributeList, SpanDetail } from "../../api.ts";

/** What a cost is made of, in US dollars, and where it comes from. */
export interface CostDetail {
  readonly parts: readonly { readonly name: string; readonly usd: number }[];
  /** Facts about the price, such as the table it stands in. */
  readonly facts: readonly { readonly name: string; readonly text: string }[];
  /** Why there is no cost, or not all of it, in a sentence. */
  readonly reason: string | undefined;
}

const PREFIX = "agentscribe.cost.";

const PARTS: Readonly<Record<string, string>> = {
  input: "input",
  output: "output",
  cache_read: "read from cache",
  cache_write: "written to cache",
  audio_input: "audio input",
  audio_output: "audio output",
  tools: "tools of the provider",
  request: "per request",
};

const FACTS: Readonly<Record<string, string>> = {
  source: "Price from",
  table: "Price table",
  table_date: "Prices as of",
  model_key: "Priced as",
  match: "Matched by",
  status: "Status",
};

const REASONS: Readonly<Record<string, string>> = {
  unknown_model: "No price is known for this model.",
  usage_missing: "The provider sent no token counts, so nothing can be priced.",
};

/** Reads the cost attributes of a span; senders other than agentscribe state a sum at most. */
export function costDetailOf(span: SpanDetail): CostDetail {
  return {
    parts: Object.entries(PARTS).flatMap(([key, name]) => {
      const usd = find(span.attributes, PREFIX + key);
      return typeof usd === "number" ? [{ name, usd }] : [];
    }),
    facts: Object.entries(FACTS).flatMap(([key, name]) => {
      const value = find(span.attributes, PREFIX + key);
      return value === undefined ? [] : [{ name, text: String(value) }];
    }),
    reason: reasonOf(span),
  };
}

function reasonOf(span: SpanDetail): string | undefined {
  if (span.costReason !== null && span.costReason !== "")
    return REASONS[span.costReason] ?? `The sender says: ${span.costReason}.`;
  if (span.costUsd === null && span.kind === "inference")
    return "The sender states no cost. `agentscribe reprice` computes it from the token counts.";
  return undefined;
}

function find(attributes: AttributeList, wanted: string): unknown {
  return attributes.find(([name]) => name === wanted)?.[1];
}
