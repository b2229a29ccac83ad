import { markFresh } from "../../internal/fresh-result.ts";
import { type AnyFunction, attempt, observedMethod, type PlannedCall, recordingClient } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observeFetcher } from "./attempts.ts";
import { originOf } from "./origin.ts";

/**
 * Patches `interactions`, one object or its prototype. `create()` is one model call: what the client continues by itself it gives as one
 * interaction, with its usage added up; of a stream each request that it makes is one. `get()` fetches what was stored and is no inference.
 */
export function patchInteractions(interactions: unknown, isOn: () => boolean): (Restore | undefined)[] {
  return [
    patchMethod(interactions, "create", (original) =>
      observedMethod(original, (args, self) => {
        const isStream = readPath(args[0], "stream") === true;
        return isStream ? undefined : plan(args[0], readPath(self, "parentClient"));
      }),
    ),
    patchMethod(interactions, "get", observedGet),
    patchMethod(
      interactions,
      "getClient",
      (original) =>
        function (this: unknown, ...args: unknown[]): unknown {
          const made = Reflect.apply(original, this, args);
          attempt(() => observeRequests(made, readPath(this, "parentClient"), isOn));
          return made;
        },
    ),
  ];
}

/** The client below, whose `create()` makes one request and gives its stream as it comes: what the caller reads is made of such. */
function observeRequests(client: unknown, apiClient: unknown, isOn: () => boolean): void {
  observeFetcher(readPath(client, "_httpClient"));
  patchMethod(readPath(client, "interactions"), "create", (original) =>
    observedMethod(original, ([params]) => (isOn() ? plan(params, apiClient) : undefined)),
  );
}

function plan(params: unknown, apiClient: unknown): PlannedCall {
  return {
    kind: "llm",
    options: { ...originOf(apiClient), operation: "generate_content", request: params },
  };
}

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
