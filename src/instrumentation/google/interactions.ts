import { attempt } from "../../internal/attempt.ts";
import { keepOpenInBackground, settleBackground } from "../background.ts";
import { observedMethod, type PlanCall, type PlannedCall } from "../observed-method.ts";
import { patchMethod, type Restore } from "../patch.ts";
import { readPath } from "../read-path.ts";
import { observeFetcher } from "./attempts.ts";
import { originOf } from "./origin.ts";

/**
 * Patches `interactions`, one object or its prototype. `create()` is one model call: what the client continues by itself it gives as one
 * interaction, with its usage added up; of a stream each request that it makes is one. `get()` and `cancel()` fetch what was stored and are no
 * inference.
 */
export function patchInteractions(interactions: unknown, isOn: () => boolean): (Restore | undefined)[] {
  return [
    patchMethod(interactions, "create", (original) =>
      observedMethod(original, (args, self) => {
        const isStream = readPath(args[0], "stream") === true;
        return isStream ? undefined : plan(args[0], readPath(self, "parentClient"));
      }),
    ),
    patchMethod(interactions, "get", (original) => observedMethod(original, fetchStored)),
    patchMethod(interactions, "cancel", (original) => observedMethod(original, fetchStored)),
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
  const options = { ...originOf(apiClient), operation: "generate_content" as const, request: params };
  if (readPath(params, "background") !== true) return { kind: "llm", options };
  const { onStart, staysOpen } = keepOpenInBackground();
  return { kind: "llm", options: { ...options, staysOpen }, onStart };
}

/** Reads a stored interaction back, or cancels it: no inference, though it may tell what one used that runs in the background. */
const fetchStored: PlanCall = ([id, params], self) => {
  if (typeof id !== "string") return undefined;
  const streamCursor = readPath(params, "last_event_id") as string | undefined;
  const options = { ...originOf(readPath(self, "parentClient")), id, onResponse: settleBackground };
  return { kind: "fetchResponse", options: streamCursor === undefined ? options : { ...options, streamCursor } };
};
