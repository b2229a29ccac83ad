import { markFresh } from "../../internal/fresh-result.ts";
import { type AnyFunction, attempt, observedMethod, type PlanCall, recordingClient } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observeFetcher } from "./attempts.ts";
import { originOf } from "./origin.ts";

/**
 * Patches `interactions`, one object or its prototype. One `create()` is one model call: what the client continues by itself it gives as one
 * interaction, with its usage added up. `get()` fetches what was stored and is no inference.
 */
export function patchInteractions(interactions: unknown): (Restore | undefined)[] {
  return [
    patchMethod(interactions, "create", (original) => observedMethod(original, create)),
    patchMethod(interactions, "get", observedGet),
    patchMethod(
      interactions,
      "getClient",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const made = Reflect.apply(original, this, args);
          attempt(() => observeFetcher(readPath(made, "_httpClient")));
          return made;
        },
    ),
  ];
}

const create: PlanCall = ([params], self) => ({
  kind: "llm",
  options: {
    ...originOf(readPath(self, "parentClient")),
    operation: "generate_content",
    request: params,
  },
});

function observedGet(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const [id] = args;
    const client = recordingClient();
    const run = (): unknown => Reflect.apply(original, this, args);
    if (client === undefined || typeof id !== "string") return run();
    const origin = attempt(() => originOf(readPath(this, "parentClient")));
    return client.fetchResponse({ provider: "gcp.gemini", ...origin, id }, markFresh(run));
  };
}
