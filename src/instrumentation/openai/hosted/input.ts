import { attempt } from "../../../internal/attempt.ts";
import type { RecordClient } from "../../../record/client.ts";
import type { AnyFunction } from "../../observed-method.ts";
import { readPath } from "../../read-path.ts";
import { originOf } from "../origin.ts";
import { answered, followed, recorder } from "./observing.ts";
import { failRun, type Sent } from "./sent.ts";
import { askSession, sessionOf } from "./sessions.ts";

/** `events.create()`: what is sent to a session is what its next turn was asked. */
export function observedInput(original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    const client = recorder();
    const sent = client && attempt(() => sentWith(client, this, args));
    const result = Reflect.apply(original, this, args);
    if (sent === undefined) return result;
    const refused = (error: unknown): void => {
      const session = sessionOf(sent.place.id);
      // A turn that took it up in spite of that, its answer having been lost, is what failed or not.
      if (session.asked !== sent.asked) return;
      session.asked = undefined;
      failRun(sent, error);
    };
    return followed(
      result,
      answered(() => undefined, refused),
    );
  };
}

/** Absent where nothing is asked, or a turn is under way that takes it up. */
function sentWith(
  client: RecordClient,
  resource: unknown,
  [sessionId, params]: readonly unknown[],
): (Sent & { readonly place: { readonly id: string } }) | undefined {
  const events = readPath(params, "events");
  if (typeof sessionId !== "string" || !Array.isArray(events)) return undefined;
  const input = events.flatMap((event: unknown) =>
    readPath(event, "type") === "agent.session.input.message" ? (readPath(event, "input") ?? []) : [],
  );
  const open = [...sessionOf(sessionId).open];
  if (input.length === 0 || open.some(({ subagentId }) => subagentId === undefined)) return undefined;
  const asked = { input, at: client.now() };
  askSession(sessionId, asked);
  return { client, origin: originOf(readPath(resource, "_client")), place: { id: sessionId }, asked };
}
