import type { QuoteRequest } from "./quote.ts";

/** What decides the price of a request, as the request names it. */
export type QuoteNames = Omit<QuoteRequest, "names"> & { readonly model: string; readonly requestModel: string };

const NONE: QuoteNames = {
  provider: "",
  model: "",
  requestModel: "",
  serviceTier: "",
  region: "",
  upstreamProvider: "",
  searchContextSize: "low",
};

/**
 * Makes one text of the names. The last one is given again while they are the same, as they are in most requests in a row: whoever looks something up
 * by a text that is new has to read all of it first.
 */
export function createQuoteKeys(): (names: QuoteNames) => string {
  let last = NONE;
  let key = keyOf(NONE);
  return (names) => {
    if (!areEqual(names, last)) {
      last = names;
      key = keyOf(names);
    }
    return key;
  };
}

function areEqual(one: QuoteNames, other: QuoteNames): boolean {
  return (
    one.model === other.model &&
    one.requestModel === other.requestModel &&
    one.provider === other.provider &&
    one.serviceTier === other.serviceTier &&
    one.region === other.region &&
    one.upstreamProvider === other.upstreamProvider &&
    one.searchContextSize === other.searchContextSize
  );
}

function keyOf(names: QuoteNames): string {
  const { provider, model, requestModel, serviceTier, region, upstreamProvider, searchContextSize } = names;
  return `${provider}\n${model}\n${requestModel}\n${serviceTier}\n${region}\n${upstreamProvider}\n${searchContextSize}`;
}
