import { readPath } from "../read-path.ts";
import { serverOfClient } from "../stainless/client.ts";

const OLLAMA_PORT = 11_434;
const LOOPBACK: readonly unknown[] = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Who serves a client of `openai`, by its base URL: OpenAI, Azure, or one of the many who speak the same API. A host that is nobody's (vLLM,
 * LM Studio, a gateway) is `openai`, with its address beside it.
 */
export function originOf(client: unknown): ReturnType<typeof serverOfClient> {
  const origin = serverOfClient(client, "openai");
  if (typeof readPath(client, "apiVersion") === "string") return { ...origin, provider: "azure.ai.openai" };
  const isOllama = origin.serverPort === OLLAMA_PORT && LOOPBACK.includes(origin.serverAddress);
  return isOllama ? { ...origin, provider: "ollama" } : origin;
}
