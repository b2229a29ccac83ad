import { instrumentOnce } from "../instrument.ts";
import { patchClient } from "../stainless/client.ts";
import { TOGETHER_METHODS } from "./methods.ts";

/**
 * Records every model call of a client of `together-ai`: `wrapTogether(new Together())`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapTogether<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => patchClient(client, TOGETHER_METHODS, wrapTogether));
}

export { unwrap } from "../instrument.ts";
