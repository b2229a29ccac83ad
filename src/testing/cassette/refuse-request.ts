import type { Reply } from "./play-exchange.ts";
import type { CassetteMismatch } from "./tape.ts";

/**
 * Tells a client that its request is not in the cassette, as a provider tells that it cannot be answered: clients show the message, and do not try again.
 */
export function refuseRequest({ message }: CassetteMismatch, reply: Reply): void {
  const text = `agentscribe: ${message}`;
  reply.head(400, {
    "content-type": "application/json",
    "x-should-retry": "false",
    "x-amzn-errortype": "CassetteMismatch",
  });
  // Where the clients of OpenAI, Anthropic, Google, AWS and those like them look for it.
  const error = { type: "cassette_mismatch", code: "cassette_mismatch", status: "CASSETTE_MISMATCH", message: text };
  reply.write(Buffer.from(JSON.stringify({ type: "error", message: text, error })));
  reply.end();
}
