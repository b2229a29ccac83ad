import { instrumentOnce } from "../instrument.ts";
import { patchClient } from "../stainless/client.ts";
import { OPENAI_METHODS } from "./methods.ts";

/**
 * Records every model call of a client of `openai`: `wrapOpenAI(new OpenAI())`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapOpenAI<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => patchClient(client, OPENAI_METHODS, wrapOpenAI));
}

export { unwrap } from "../instrument.ts";
