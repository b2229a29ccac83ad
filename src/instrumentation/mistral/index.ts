import { instrumentOnce } from "../instrument.ts";
import { observedMethod } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { MISTRAL_METHODS } from "./methods.ts";
import { patchHooks, patchTracing, tracingHookOf } from "./observed-hooks.ts";

/**
 * Records every model call of a client of `@mistralai/mistralai`: `wrapMistral(new Mistral({ apiKey }))`.
 *
 * @returns the very object it was given: its class, private fields and helpers stay as they are
 */
export function wrapMistral<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => {
    const hooks = readPath(client, "_options", "hooks");
    return [
      ...MISTRAL_METHODS.map(({ path, plan }) =>
        patchMethod(readPath(client, ...path.slice(0, -1)), path.at(-1) ?? "", (original) =>
          observedMethod(original, plan),
        ),
      ),
      ...patchHooks(hooks),
      patchTracing(tracingHookOf(hooks)),
    ];
  });
}

export { unwrap } from "../instrument.ts";
