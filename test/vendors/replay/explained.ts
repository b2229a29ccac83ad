import type { Exchange } from "../../unit/providers/recorded/exchanges.ts";

/** Exchanges that do not come out right, one by one, with why. */
const EXPLAINED: readonly { readonly id: RegExp; readonly faults: RegExp; readonly why: string }[] = [];

/** Why this exchange does not come out right; absent when nobody knows. */
export function explained(exchange: Exchange, faults: readonly string[]): string | undefined {
  return EXPLAINED.find((one) => one.id.test(exchange.id) && faults.every((fault) => one.faults.test(fault)))?.why;
}
