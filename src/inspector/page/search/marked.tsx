import type { VNode } from "preact";
import { highlight } from "./highlight.ts";

/** A text with what was searched for marked. */
export function Marked({ text, query }: { readonly text: string; readonly query: string }): VNode {
  return <>{highlight(text, query).map((part, at) => (part.isHit ? <mark key={at}>{part.text}</mark> : part.text))}</>;
}
