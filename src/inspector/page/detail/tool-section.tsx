import type { VNode } from "preact";
import type { SpanDetail } from "../../api.ts";
import { textOf } from "../ui/json-text.ts";
import { LongText } from "../ui/long-text.tsx";

const SHOWN: readonly (readonly [attribute: string, title: string])[] = [
  ["gen_ai.tool.call.arguments", "Arguments"],
  ["gen_ai.tool.call.result", "Result"],
];

/** What a tool was given and what it gave, where that was recorded. */
export function ToolSection({ detail }: { readonly detail: SpanDetail }): VNode {
  return (
    <>
      {SHOWN.map(([attribute, title]) => {
        const value = detail.attributes.find(([name]) => name === attribute)?.[1];
        if (value === undefined) return null;
        return (
          <section key={title}>
            <h3>{title}</h3>
            <LongText text={textOf(value)} label={title} />
          </section>
        );
      })}
    </>
  );
}
