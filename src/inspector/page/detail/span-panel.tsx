import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SpanDetail } from "../../api.ts";
import { useAnswer } from "../data/use-answer.ts";
import type { SpanRef } from "../routing/routes.ts";
import type { Mark } from "../trace/marks.ts";
import type { Trace } from "../trace/use-trace.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { Glyph } from "../ui/glyph.tsx";
import { AttributeTable } from "./attribute-table.tsx";
import { CostSection, TokenSection } from "./cost-section.tsx";
import { FailureBox } from "./failure-box.tsx";
import { SpanEvents, SpanLinks } from "./span-events.tsx";
import { SpanFacts } from "./span-facts.tsx";
import { ToolSection } from "./tool-section.tsx";

/** All that is known of the selected span; what failed comes first. */
export function SpanPanel(props: {
  readonly span: SpanRef;
  readonly trace: Trace;
  readonly marks: readonly Mark[];
  readonly onClose: () => void;
}): VNode {
  const { trace, span } = props.span;
  const session = props.trace.tree.table.session?.id;
  const answer = useAnswer<SpanDetail>(
    `/api/spans/${encodeURIComponent(trace)}/${encodeURIComponent(span)}`,
    ({ sessions }) => session === undefined || sessions.includes(session),
  ).value;
  // What was shown last stays until the next is there, so that moving through rows does not flicker.
  const last = useRef<SpanDetail | undefined>(undefined);
  useEffect(() => {
    if (answer.value !== undefined) last.current = answer.value;
  });
  const detail = answer.value ?? (answer.isLoading ? last.current : undefined);
  return (
    <aside class="span-panel" aria-label="Span details">
      <header>
        {detail !== undefined && <Glyph kind={detail.kind} />}
        <h2 id="span-title" tabIndex={-1}>
          {detail?.name ?? "Span"}
        </h2>
        <button type="button" class="quiet" aria-label="Close the details" title="Esc" onClick={props.onClose}>
          ✕
        </button>
      </header>
      <div class="span-body" tabIndex={0} role="region" aria-label="Facts of the span" aria-busy={answer.isLoading}>
        {last.current === undefined || answer.error !== undefined ? (
          <AnswerState answer={answer} what="the span" />
        ) : null}
        {detail !== undefined && <Detail {...props} detail={detail} />}
      </div>
    </aside>
  );
}

function Detail(props: { readonly detail: SpanDetail; readonly trace: Trace; readonly marks: readonly Mark[] }): VNode {
  const { detail, trace, marks } = props;
  return (
    <>
      <FailureBox detail={detail} />
      {marks.map(({ kind, text }) => (
        <p class="mark-line" key={text}>
          <Glyph kind={kind} label="" /> {text}
        </p>
      ))}
      <CostSection detail={detail} trace={trace} />
      <ToolSection detail={detail} />
      <TokenSection detail={detail} />
      <SpanFacts detail={detail} trace={trace} />
      <section>
        <h3>Attributes</h3>
        <AttributeTable title="Attributes" list={detail.attributes} />
      </section>
      <SpanEvents detail={detail} />
      <SpanLinks detail={detail} />
      <section>
        <h3>
          Resource
          <span class="none">
            {" "}
            {detail.scope.name} {detail.scope.version}
          </span>
        </h3>
        <AttributeTable title="Resource attributes" list={detail.resource} />
      </section>
    </>
  );
}
