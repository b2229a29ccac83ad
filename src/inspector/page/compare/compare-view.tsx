import type { VNode } from "preact";
import type { Query } from "../routing/routes.ts";

/** Two runs side by side: `query.a` and `query.b` are sessions. */
export function CompareView({ query }: { readonly query: Query }): VNode {
  return <h1 tabIndex={-1}>Compare {query.a}</h1>;
}
