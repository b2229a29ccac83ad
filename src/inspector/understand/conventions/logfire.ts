import type { Table } from "../field.ts";

/** Logfire. Its spans of model calls follow the GenAI conventions. Source: the package `@pydantic/logfire-node` 0.18.25, November 2026. */
export const LOGFIRE: Table = {
  "logfire.span_type": "logfireType",
};
