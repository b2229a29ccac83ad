import { countAttempts, type Fetch } from "../http/attempts.ts";
import { instrumentOnce } from "../instrument.ts";
import { type AnyFunction, observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observedCallModel } from "./call-model.ts";
import { OPENROUTER_METHODS } from "./methods.ts";
import { patchRequests } from "./requests.ts";

/**
 * Records every model call of a client of `@openrouter/sdk`, and every tool that `callModel` runs: `wrapOpenRouter(new OpenRouter({ apiKey }))`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapOpenRouter<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => [
    ...OPENROUTER_METHODS.map(({ path, plan }) =>
      patchMethod(readPath(client, ...path.slice(0, -1)), path.at(-1) ?? "", (original) =>
        observedMethod(original, plan),
      ),
    ),
    patchMethod(client, "callModel", observedCallModel),
    ...patchRequests(client),
    patchMethod(
      readPath(client, "_options", "httpClient"),
      "request",
      (original) => countAttempts(original as Fetch) as AnyFunction,
    ),
  ]);
}

export { unwrap } from "../instrument.ts";
