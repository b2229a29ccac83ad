import type { Reading } from "./reading.ts";

/** More are not named. */
const MAX_SESSIONS = 1_000;

export interface Changes {
  readonly revision: number;
  /** Rows that ever were. */
  readonly spans: number;
  readonly events: number;
  /** Sessions that changed since the revision that was asked for. */
  readonly sessions: readonly string[];
}

export function readChanges(reading: Reading, since?: number): Changes {
  const counters = new Map(
    reading
      .all<{ name: string; value: number }>("SELECT name, value FROM counters")
      .map(({ name, value }) => [name, value]),
  );
  const revision = counters.get("revision") ?? 0;
  const sessions =
    since === undefined || since === revision
      ? []
      : reading
          .all<{ id: string }>(`SELECT id FROM sessions WHERE revision > ? LIMIT ${MAX_SESSIONS}`, since)
          .map(({ id }) => id);
  return { revision, spans: counters.get("last_span") ?? 0, events: counters.get("last_event") ?? 0, sessions };
}
