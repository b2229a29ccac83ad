import { providerOf } from "../providers/index.ts";
import type { LlmCall } from "../record/scopes/llm.ts";

/** The endpoint costs nothing at OpenAI, whatever it is asked. What it costs at a host of one's own, nobody knows. */
export function freeModeration(serverAddress: string | undefined): { readonly onStart?: (call: LlmCall) => void } {
  const isFree = serverAddress !== undefined && providerOf(serverAddress) === "openai";
  return isFree ? { onStart: (call) => call.cost(0) } : {};
}
