import { attempt } from "../../internal/attempt.ts";
import { instrumentOnce } from "../instrument.ts";
import type { AnyFunction } from "../observed-method.ts";
import { patchMethod } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { patchFetch } from "./observed-fetch.ts";

/**
 * Records every model call of a client of `@huggingface/inference`: `wrapHuggingFace(new InferenceClient(token))`.
 *
 * @returns the very object it was given: its class, private fields and methods stay as they are
 */
export function wrapHuggingFace<Client extends object>(client: Client): Client {
  return instrumentOnce(client, () => [
    patchFetch(readPath(client, "defaultOptions")),
    patchMethod(client, "endpoint", wrapsWhatItMakes),
  ]);
}

/** A client for one endpoint is made of this one's options. */
function wrapsWhatItMakes(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const made = Reflect.apply(original, this, args);
    if (typeof made === "object" && made !== null) attempt(() => wrapHuggingFace(made));
    return made;
  };
}

export { unwrap } from "../instrument.ts";
