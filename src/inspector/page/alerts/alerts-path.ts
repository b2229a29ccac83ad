import type { BoardFilter } from "../dashboard/board-filter.ts";
import { withQuery } from "../routing/routes.ts";

/** What tells of alerts in the time and the service of a board. */
export function alertsPath({ time, service }: BoardFilter): string {
  return withQuery("/api/alerts", { fromUs: time.fromUs, toUs: time.toUs, service });
}
