import { instrumentOnce } from "../instrument.ts";
import { patchClient } from "../stainless/client.ts";
import { GROQ_METHODS } from "./methods.ts";

/**
 * Records every model call of a client of `groq-sdk`: `wrapGroq(new Groq())`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapGroq<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => patchClient(client, GROQ_METHODS, wrapGroq));
}

export { unwrap } from "../instrument.ts";
