import { type Asked, type SessionAgent, type SessionPlace, sessionOf } from "./sessions.ts";
import { type RunStart, startRun } from "./turn.ts";

/** A request that makes a session, sends something to one, or streams its events. */
export interface Sent extends Pick<RunStart, "client" | "origin"> {
  readonly place: Readonly<SessionPlace>;
  /** What it asks the agent. */
  readonly asked?: Asked | undefined;
  /** The agent of a session that it makes, as far as it says it. */
  readonly agent?: SessionAgent | undefined;
}

/** Records a run that was asked for and came to nothing. */
export function failRun({ client, origin, place, asked, agent = {} }: Sent, error: unknown): void {
  if (asked === undefined) return;
  const known = place.id === undefined ? {} : sessionOf(place.id).agent;
  startRun({ client, origin, sessionId: place.id, agent: { ...agent, ...known }, asked, startTime: asked.at }).end({
    error,
  });
}
