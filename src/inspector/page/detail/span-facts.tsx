import type { ComponentChildren, VNode } from "preact";
import type { SpanDetail } from "../../api.ts";
import { rowOf } from "../trace/span-tree.ts";
import type { Trace } from "../trace/use-trace.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import { KIND_NAMES } from "../ui/glyphs.ts";
import { Link } from "../ui/link.tsx";
import { Duration, Fact, Time } from "../ui/values.tsx";

/** Who did what, when, for how long. */
export function SpanFacts({ detail, trace }: { readonly detail: SpanDetail; readonly trace: Trace }): VNode {
  const { tree } = trace;
  const row = rowOf(tree, detail.traceId, detail.spanId);
  const { selfUs, gapUs } = tree.times();
  const self = selfUs[row] ?? detail.durationUs;
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    [
      "Kind",
      `${KIND_NAMES[detail.kind] ?? detail.kind}${detail.source === "span" ? "" : `, told by a ${detail.source}`}`,
    ],
    ["Tool", detail.tool],
    ["Model", [detail.model, detail.provider].filter((fact) => fact !== null).join(" · ")],
    ["Agent", detail.agent],
    ["Service", detail.service],
    ["Status", detail.status === "unset" ? null : detail.status],
    ["Started", <Time us={detail.startUs} withDate />],
    ["Duration", <Duration us={detail.durationUs} />],
    ["Of it itself", self < detail.durationUs ? <Duration us={self} /> : null],
    ["Waited before", (gapUs[row] ?? 0) > 1000 ? <Duration us={gapUs[row] ?? 0} /> : null],
    ["Sent by", detail.agentKind],
    [
      "Trace",
      <>
        <Link
          to={{ view: "trace", of: { trace: detail.traceId }, span: { trace: detail.traceId, span: detail.spanId } }}
        >
          <code>{detail.traceId.slice(0, 16)}…</code>
        </Link>
        <CopyButton text={detail.traceId} label="trace id" />
      </>,
    ],
    [
      "Span",
      <>
        <code>{detail.spanId}</code>
        <CopyButton text={detail.spanId} label="span id" />
      </>,
    ],
  ];
  return (
    <section>
      <h3>Facts</h3>
      <dl class="pairs">
        {facts
          .filter(([, fact]) => fact !== null && fact !== "")
          .map(([name, fact]) => (
            <Fact key={name} name={name}>
              {fact}
            </Fact>
          ))}
      </dl>
    </section>
  );
}
