import type { Exchange } from "../../unit/providers/recorded/exchanges.ts";
import { parseRequest } from "../../unit/providers/recorded/exchanges.ts";

/** How one kind of exchange is made with the vendor's own client. */
export interface Driver {
  readonly client: string;
  /** Makes the client's call, reads all of its answer, and throws what the client throws. `wrap` is what the test observes the client with. */
  call(exchange: Exchange, wrap: Wrap): Promise<void>;
}

export type Wrap = <C extends object>(name: WrapperName, client: C) => Promise<C>;

export type WrapperName =
  | "openai"
  | "anthropic"
  | "google"
  | "bedrock"
  | "mistral"
  | "cohere"
  | "groq"
  | "together"
  | "ollama"
  | "openrouter"
  | "huggingface";

/** The recorded request, or the least that the client takes. */
export function requestOf(exchange: Exchange): Record<string, unknown> {
  const recorded = parseRequest(exchange) as Record<string, unknown> | undefined;
  const model = (exchange as { model?: string }).model ?? "model";
  return { model, ...recorded };
}

/** Reads a stream to its end, or does nothing with a whole answer. */
export async function drain(answer: unknown): Promise<void> {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return;
  if (typeof (answer as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] !== "function") return;
  for await (const _chunk of answer as AsyncIterable<unknown>) {
    // Only its end matters.
  }
}

export const HELLO = [{ role: "user", content: "hello" }] as const;
