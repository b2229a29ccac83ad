import { sharedRegistry } from "../shared-registry.ts";

/** More sessions than one process has at once. */
const MAX_SESSIONS = 1_000;

/** The connection that records a session of the Live API, for all copies of this package. A session that is over has none, and gets none. */
const recorders = sharedRegistry("agentscribe live sessions.1", () => new Map<string, object | undefined>());

/** A connection started a session: it records what all connections to it are told. */
export function sessionStarted(id: string, connection: object): void {
  const [oldest] = recorders.keys();
  if (recorders.size >= MAX_SESSIONS && oldest !== undefined) recorders.delete(oldest);
  recorders.set(id, connection);
}

/** A connection is attached to a session, which is not over then. */
export function sessionAttached(id: string): void {
  if (recorders.get(id) === undefined) recorders.delete(id);
}

/** Whether this is the connection that records a session: the first one that asks, where none started it here. */
export function recordsSession(id: string | undefined, connection: object): boolean {
  if (id === undefined) return true;
  if (!recorders.has(id)) sessionStarted(id, connection);
  return recorders.get(id) === connection;
}

/** The connection that records a session records no more of it. Unless the session is over, another connection to it may. */
export function sessionLeft(id: string | undefined, connection: object, isOver: boolean): void {
  if (id === undefined || recorders.get(id) !== connection) return;
  if (isOver) recorders.set(id, undefined);
  else recorders.delete(id);
}
