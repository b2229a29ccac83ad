import type { ComponentChildren, VNode } from "preact";
import { href, type Route } from "../routing/routes.ts";

/** A link to a view. */
export function Link(props: {
  readonly to: Route;
  readonly class?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <a href={href(props.to)} class={props.class} title={props.title} aria-current={props.current ? "page" : undefined}>
      {props.children}
    </a>
  );
}
