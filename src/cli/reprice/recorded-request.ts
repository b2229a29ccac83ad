import type { AttributeList, UnpricedCall } from "../../inspector/index.ts";
import type { PriceRequest } from "../../pricing/cost.ts";
import { recordedTerms } from "./recorded-terms.ts";

/** A model call as the rows of a store have it. */
export type RecordedCall = Omit<UnpricedCall, "traceId" | "spanId" | "attributes">;

/** What there is to price of a call: its row, and with it what only the attributes of its span say, such as the tier. */
export function recordedRequest(call: RecordedCall, attributes: AttributeList): PriceRequest {
  const { usage, ...terms } = recordedTerms(attributes);
  return {
    provider: call.provider ?? "",
    model: call.model,
    ...(call.requestModel !== null && { requestModel: call.requestModel }),
    usage: {
      ...known("inputTokens", call.inputTokens),
      ...known("outputTokens", call.outputTokens),
      ...known("cacheReadTokens", call.cacheReadTokens),
      ...known("cacheWriteTokens", call.cacheWriteTokens),
      ...known("reasoningTokens", call.reasoningTokens),
      ...usage,
    },
    at: call.startUs / 1_000,
    ...terms,
  };
}

function known<K extends string>(name: K, value: number | null): { readonly [name in K]?: number } {
  return value === null ? {} : ({ [name]: value } as { readonly [name in K]?: number });
}
