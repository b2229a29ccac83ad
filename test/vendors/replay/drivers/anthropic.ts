import type { Exchange } from "../../../unit/providers/recorded/exchanges.ts";
import { loadVendor } from "../../load.ts";
import { type Driver, drain, HELLO, requestOf } from "../driver.ts";

/** Anthropic's client: messages and their beta. */
export function anthropicDriver(exchange: Exchange): Driver | undefined {
  if (exchange.provider !== "anthropic") return undefined;
  if (exchange.endpoint !== "messages") return undefined;
  return {
    client: "@anthropic-ai/sdk",
    async call(one, wrap) {
      const { default: Anthropic } = await loadVendor("newest", "@anthropic-ai/sdk");
      const client = await wrap("anthropic", new Anthropic({ apiKey: "none", maxRetries: 0, authToken: null }));
      const request = { max_tokens: 100, messages: HELLO, ...requestOf(one), stream: one.streaming };
      if (one.url.includes("beta=true")) await drain(await client.beta.messages.create(request));
      else await drain(await client.messages.create(request));
    },
  };
}
