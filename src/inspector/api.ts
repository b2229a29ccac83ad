/**
 * What the inspector's server answers and its page, its commands and its MCP endpoint read. All of it is JSON: ids in hex, times in microseconds since
 * 1970, money in US dollars, `null` for what is not known.
 */
export type * from "./api/alerts.ts";
export type * from "./api/comparison.ts";
export type * from "./api/events.ts";
export type * from "./api/json.ts";
export type * from "./api/live.ts";
export type * from "./api/metrics.ts";
export type * from "./api/questions.ts";
export type * from "./api/series.ts";
export type * from "./api/sessions.ts";
export type * from "./api/span-detail.ts";
export type * from "./api/span-table.ts";
export type * from "./api/steps.ts";
export type * from "./api/store-status.ts";
