import type { VNode } from "preact";
import type { Query } from "../routing/routes.ts";

export function SessionsView({ query }: { readonly query: Query }): VNode {
  return <h1 tabIndex={-1}>Sessions {query.text}</h1>;
}
