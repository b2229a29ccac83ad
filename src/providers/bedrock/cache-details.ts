import { add, count, field, list, word } from "../fields.ts";

/** Tokens that were written to the cache for a lifetime, such as `5m`, as Converse tells them apart in `cacheDetails`; absent when it does not. */
export function writtenFor(ttl: string, usage: unknown): number | undefined {
  const details = list(field(usage, "cacheDetails"));
  return add(...details.filter((one) => word(one, "ttl") === ttl).map((one) => count(one, "inputTokens")));
}
