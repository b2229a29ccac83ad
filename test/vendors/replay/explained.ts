import type { Exchange } from "../../unit/providers/recorded/exchanges.ts";

/** Exchanges that do not come out right, one by one, with why. */
const EXPLAINED: readonly { readonly id: RegExp; readonly faults: RegExp; readonly why: string }[] = [
  {
    id: /test_interactions_instrumentation\/test_agent_stream\.yaml#0$/,
    faults: /^0 spans of model calls$/,
    why: "an interaction in the background: its call is open until the interaction is fetched, and only its start was recorded",
  },
  {
    id: /mistral-v[12]-latest\.cassette\.json#1[45]$/,
    faults: /^(input|output)Tokens undefined, expected \d+/,
    why: "a moderation: Mistral's client drops the usage of its body before anybody sees the answer",
  },
  {
    id: /rerank|cohere-v[78]-latest\.cassette\.json#3$|ai-sdk-v6-latest\.cassette\.json#4$|ai-sdk-v7-latest\.cassette\.json#5$|openrouter-v1-latest\.cassette\.json#6$/i,
    faults: /^0 spans of model calls$/,
    why: "a rerank by a bare client: it is no model call, and only wrappers record it",
  },
  {
    id: /parallel-tool-call-wrapper\.1\.chunks\.txt#0$/,
    faults: /^(input|output)Tokens \d+, expected undefined$/,
    why: "a stream whose last event is no JSON in the recording: without it the answer broke off, and its usage is an estimate",
  },
];

/** Why this exchange does not come out right; absent when nobody knows. */
export function explained(exchange: Exchange, faults: readonly string[]): string | undefined {
  return EXPLAINED.find((one) => one.id.test(exchange.id) && faults.every((fault) => one.faults.test(fault)))?.why;
}
