import type { VNode } from "preact";
import type { Query } from "../routing/routes.ts";

/** Looks for `query.text` in everything that is stored. */
export function SearchView({ query }: { readonly query: Query }): VNode {
  return <h1 tabIndex={-1}>Search {query.text}</h1>;
}
