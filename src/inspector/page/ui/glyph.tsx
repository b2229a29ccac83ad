import type { ComponentChildren, VNode } from "preact";
import { GLYPHS, KIND_NAMES } from "./glyphs.ts";

/** The sign of a kind in its colour. `label` "" hides it from readers that hear the kind elsewhere. */
export function Glyph({ kind, label }: { readonly kind: string; readonly label?: string }): VNode {
  const known = Object.hasOwn(GLYPHS, kind) ? kind : "other";
  const name = label ?? KIND_NAMES[known] ?? kind;
  return (
    <svg
      class={`glyph k-${known}`}
      viewBox="0 0 16 16"
      role={name === "" ? undefined : "img"}
      aria-label={name === "" ? undefined : name}
      aria-hidden={name === "" ? "true" : undefined}
    >
      <path d={GLYPHS[known]} />
    </svg>
  );
}

/** A short fact in a frame. `tone` says how it turned out; the text says it too. */
export function Badge(props: {
  readonly tone?: "plain" | "good" | "bad" | "warn" | "live";
  readonly title?: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <span class={`badge ${props.tone ?? "plain"}`} title={props.title}>
      {props.children}
    </span>
  );
}

/** How a session or a step turned out. */
export function OutcomeBadge({ outcome }: { readonly outcome: string | null }): VNode | null {
  if (outcome === null || outcome === "") return null;
  const good = /^(success|succeeded|accepted|completed|resolved|ok|done|passed)/i.test(outcome);
  const bad = /^(fail|error|reject|abandon|cancel|timeout|crash)/i.test(outcome);
  return <Badge tone={good ? "good" : bad ? "bad" : "plain"}>{outcome}</Badge>;
}
