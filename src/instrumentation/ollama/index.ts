import { countAttempts, type Fetch } from "../http/attempts.ts";
import { instrumentOnce } from "../instrument.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { OLLAMA_METHODS } from "./methods.ts";

/**
 * Records every model call of a client of `ollama`: `wrapOllama(new Ollama())`, or the client that the package exports.
 *
 * @returns the very object it was given: its class and helpers stay as they are
 */
export function wrapOllama<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => [
    ...OLLAMA_METHODS.map(({ name, plan }) => patchMethod(client, name, (original) => observedMethod(original, plan))),
    patchMethod(client, "fetch", (original) => countAttempts(original as Fetch) as AnyFunction),
  ]);
}

export { unwrap } from "../instrument.ts";
