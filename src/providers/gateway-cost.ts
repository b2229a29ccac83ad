import { header } from "./headers.ts";

/** In US dollars. */
const HEADER = "x-litellm-response-cost";

/**
 * What LiteLLM's gateway says that the answer behind these headers cost. They leave before a streamed answer is made, and a model that it knows no price of costs 0 there:
 * neither says anything. Never throws.
 */
export function readGatewayCost(headers: unknown): number | undefined {
  const stated = header(headers, HEADER);
  if (stated === undefined || !/^\d{1,9}(\.\d{1,30})?(e[+-]?\d{1,2})?$/i.test(stated)) return undefined;
  if (header(headers, "content-type")?.startsWith("text/event-stream") === true) return undefined;
  const usd = Number(stated);
  return usd > 0 && Number.isFinite(usd) ? usd : undefined;
}
