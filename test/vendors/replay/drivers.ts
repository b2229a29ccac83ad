import type { Exchange } from "../../unit/providers/recorded/exchanges.ts";
import type { Driver } from "./driver.ts";
import { anthropicDriver } from "./drivers/anthropic.ts";
import { bedrockDriver } from "./drivers/bedrock.ts";
import { googleDriver } from "./drivers/google.ts";
import { openaiDriver } from "./drivers/openai.ts";
import { otherDriver } from "./drivers/others.ts";

const DRIVERS = [anthropicDriver, openaiDriver, googleDriver, bedrockDriver, otherDriver];

/** The client that makes this exchange; absent when it cannot be replayed. */
export function driverOf(exchange: Exchange, serverUrl: string): Driver | undefined {
  if (notReplayable(exchange) !== undefined) return undefined;
  for (const driver of DRIVERS) {
    const found = driver(exchange, serverUrl);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Why an exchange is not replayed. */
export function notReplayed(exchange: Exchange): string {
  return notReplayable(exchange) ?? `${exchange.provider}/${exchange.endpoint}: no client is driven for it`;
}

function notReplayable(exchange: Exchange): string | undefined {
  const where = `${exchange.provider}/${exchange.endpoint}`;
  const text = exchange.body ?? "";
  if (exchange.url.endsWith("/v1/complete")) return `${where}: an API that no supported client has`;
  if (exchange.endpoint === "other" && !exchange.url.endsWith("openai/images")) return `${where}: no model call`;
  if (exchange.bodyBase64 === undefined && text === "") return `${where}: no body was recorded`;
  if (text.includes('"kind":"binary"')) return `${where}: a reference to a file that was not recorded`;
  if (text.includes('"type":"session.') || text.includes('"serverContent"'))
    return `${where}: a session over WebSocket`;
  return undefined;
}
