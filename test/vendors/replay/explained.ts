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
];

/** Why this exchange does not come out right; absent when nobody knows. */
export function explained(exchange: Exchange, faults: readonly string[]): string | undefined {
  return EXPLAINED.find((one) => one.id.test(exchange.id) && faults.every((fault) => one.faults.test(fault)))?.why;
}
