import { attempt } from "../../../internal/attempt.ts";
import { markFresh } from "../../../internal/fresh-result.ts";
import { copyWith } from "../../copy-with.ts";
import type { AnyFunction } from "../../observed-method.ts";
import { patchMethod } from "../../patch.ts";
import { readPath } from "../../read-path.ts";
import { recordingClient } from "../../recording-client.ts";
import { type SessionPlace, sessionOf } from "./sessions.ts";
import type { HostedTurn } from "./turn.ts";

/** The same parameters, with functions of ours in the place of the tool handlers, in copies of the caller's objects. */
export function withObservedHandlers(params: unknown, place: Readonly<SessionPlace>): unknown {
  const handlers = readPath(params, "toolHandlers");
  if (typeof params !== "object" || params === null || typeof handlers !== "object" || handlers === null) return params;
  const observed: object = { ...handlers };
  for (const name of Object.keys(observed)) {
    patchMethod(observed, name, (original) => observedHandler(original, name, place));
  }
  return copyWith(params, { toolHandlers: observed });
}

function observedHandler(original: AnyFunction, name: string, place: Readonly<SessionPlace>): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recordingClient();
    if (client === undefined) return Reflect.apply(original, this, args);
    const call = attempt(() => answeredCall(name, place));
    const tool = { name, arguments: args[0], callId: call?.callId, within: call?.turn.scope };
    return client.tool(
      tool,
      markFresh(() => Reflect.apply(original, this, args)),
    );
  };
}

function answeredCall(name: string, { id }: Readonly<SessionPlace>): { turn: HostedTurn; callId: string } | undefined {
  if (id === undefined) return undefined;
  for (const turn of sessionOf(id).open) {
    const callId = turn.takeCall(name);
    if (callId !== undefined) return { turn, callId };
  }
  return undefined;
}
