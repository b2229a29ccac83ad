import { attempt } from "../../../internal/attempt.ts";
import type { RecordClient } from "../../../record/client.ts";
import type { AnyFunction } from "../../observed-method.ts";
import { readPath } from "../../read-path.ts";
import { originOf } from "../origin.ts";
import { withObservedHandlers } from "./handlers.ts";
import { followed, recorder } from "./observing.ts";
import type { Sent } from "./sent.ts";
import { SessionEvents } from "./session-events.ts";
import { type SessionPlace, textIn } from "./sessions.ts";

/** Where sessions are made. */
const SESSIONS = "/agents/sessions";

/** What `sessions.create()` is about to ask for: its request is made before it returns. */
let creating: Creation | undefined;

type Creation = Sent & { readonly place: SessionPlace };

export function observedCreate(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recorder();
    const sent = client && attempt(() => sentWith(client, this, args[0]));
    if (sent === undefined) return Reflect.apply(original, this, args);
    const [body, ...rest] = args;
    const given = attempt(() => withObservedHandlers(body, sent.place)) ?? body;
    const before = creating;
    creating = sent;
    try {
      return Reflect.apply(original, this, [given, ...rest]);
    } finally {
      creating = before;
    }
  };
}

function sentWith(client: RecordClient, resource: unknown, body: unknown): Creation {
  const input = readPath(body, "input") ?? undefined;
  return {
    client,
    origin: originOf(readPath(resource, "_client")),
    place: { id: undefined },
    asked: input === undefined ? undefined : { input, at: client.now() },
    agent: { id: textIn(body, "agent_id"), model: textIn(readPath(body, "agent"), "model") },
  };
}

/** The request that makes a session. What `create()` gives of it reads its events past the stream that the caller has. */
export function observedPost(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const sent = creating;
    const result = Reflect.apply(original, this, args);
    if (sent === undefined || args[0] !== SESSIONS) return result;
    creating = undefined;
    return followed(result, new SessionEvents(sent, sent.place));
  };
}
