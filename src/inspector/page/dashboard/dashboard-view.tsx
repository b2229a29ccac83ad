import type { VNode } from "preact";
import type { Query } from "../routing/routes.ts";

/** Questions and series over all sessions that the filters of `query` leave. */
export function DashboardView({ query }: { readonly query: Query }): VNode {
  return <h1 tabIndex={-1}>Dashboard {query.service}</h1>;
}
