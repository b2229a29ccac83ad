import { existsSync, statSync } from "node:fs";
import type { StoreStatus } from "../../api.ts";
import { sqliteVersion, versionWarning } from "../sqlite.ts";
import type { Reading } from "./reading.ts";
import { hasFullText } from "./text-search.ts";

/** The newest time is looked for among as many spans that came last, and the beginnings of all sessions. */
const NEWEST_SPANS = 1_000;

/** What is in the file; `maxBytes` is for who opened it to say. */
export function readStatus(reading: Reading): Omit<StoreStatus, "maxBytes"> {
  const counters = new Map(
    reading
      .all<{ name: string; value: number }>("SELECT name, value FROM counters")
      .map(({ name, value }) => [name, value]),
  );
  const count = (name: string): number => counters.get(name) ?? 0;
  const times = reading.get<{ oldestUs: number | null; newestUs: number | null }>(
    `SELECT (SELECT min(start_us) FROM sessions) AS oldestUs, max((SELECT max(start_us) FROM sessions),
       (SELECT coalesce(max(start_us), 0) FROM spans WHERE n > (SELECT max(n) FROM spans) - ${NEWEST_SPANS})) AS newestUs`,
  );
  const warning = versionWarning(sqliteVersion());
  return {
    path: reading.path,
    bytes: [reading.path, `${reading.path}-wal`].reduce(
      (sum, file) => sum + (existsSync(file) ? statSync(file).size : 0),
      0,
    ),
    spans: count("spans"),
    events: count("events"),
    points: count("points"),
    sessions: rows(reading, "sessions"),
    traces: rows(reading, "traces"),
    duplicates: count("duplicates"),
    deleted: count("deleted"),
    oldestUs: times?.oldestUs ?? null,
    newestUs: times?.newestUs ?? null,
    fullText: hasFullText(reading),
    sources: reading.all(
      `SELECT (SELECT text FROM dict WHERE id = s.service) AS service, (SELECT text FROM dict WHERE id = s.agent_kind) AS agentKind, s.spans, s.events
       FROM sources s ORDER BY s.spans + s.events DESC`,
    ),
    warnings: warning === undefined ? [] : [warning],
  };
}

function rows(reading: Reading, table: "sessions" | "traces"): number {
  return reading.get<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0;
}
