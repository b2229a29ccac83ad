import { type Query, withQuery } from "../routing/routes.ts";

/** Filters that stand in the address under the server's own names. */
const PASSED = [
  "service",
  "agent",
  "model",
  "user",
  "tool",
  "outcome",
  "taskType",
  "decision",
  "failed",
  "text",
  "fromUs",
  "toUs",
  "sort",
] as const;

/** How far back `since` reaches, in minutes, by what a reader calls it. */
export const SINCE: readonly (readonly [minutes: string, name: string])[] = [
  ["", "any time"],
  ["15", "last 15 min"],
  ["60", "last hour"],
  ["1440", "last day"],
  ["10080", "last week"],
];

const PAGE_SIZE = 100;

/** The path that answers a query of the address. `since` becomes a time, by the minute, so that the path stays the same for a while. */
export function sessionsPath(query: Query, nowUs: number, cursor?: string): string {
  const asked: Record<string, string | number | undefined> = {};
  for (const name of PASSED) asked[name] = query[name];
  const minutes = Number(query.since ?? 0);
  if (minutes > 0) asked.fromUs = Math.floor(nowUs / 60e6 - minutes) * 60e6;
  return withQuery("/api/sessions", { ...asked, limit: PAGE_SIZE, cursor });
}

/** A query with one filter changed; "" takes it away. */
export function changed(query: Query, name: string, value: string): Query {
  return Object.fromEntries(Object.entries({ ...query, [name]: value }).filter(([, kept]) => kept !== ""));
}
