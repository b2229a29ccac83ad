import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { EventRow, SpanTable } from "../../api.ts";
import { sessionPath } from "../../model/session-path.ts";
import { useAnswer } from "../data/use-answer.ts";
import { SpanPanel } from "../detail/span-panel.tsx";
import type { SpanRef, Target } from "../routing/routes.ts";
import { SessionFrame } from "../session/session-frame.tsx";
import { AnswerState } from "../ui/answer-state.tsx";
import { useKeys } from "../ui/keyboard.ts";
import { ErrorLine } from "./error-line.tsx";
import { marksOf } from "./marks.ts";
import { Minimap } from "./minimap.tsx";
import { TraceGrid } from "./trace-grid.tsx";
import { TraceToolbar } from "./trace-toolbar.tsx";
import { useTrace } from "./use-trace.ts";

/** The spans of a session or a trace, and the details of the one that is selected. */
export function TraceView({ of, span }: { readonly of: Target; readonly span: SpanRef | null }): VNode {
  const session = "session" in of ? of.session : null;
  const path = "session" in of ? sessionPath(of.session) : `/api/traces/${encodeURIComponent(of.trace)}`;
  const concerns = ({ sessions }: { readonly sessions: readonly string[] }): boolean =>
    session === null || sessions.includes(session);
  const answer = useAnswer<SpanTable>(`${path}/spans`, concerns).value;
  const events = useAnswer<readonly EventRow[]>(session === null ? null : `${path}/events`, concerns).value;
  const table = answer.value;
  return (
    <SessionFrame of={of} title={table?.title} session={table?.session ?? null} view="trace">
      <AnswerState answer={answer} what="the spans" />
      {table?.id.length === 0 && <p class="notice">No spans have been received yet.</p>}
      {table !== undefined && table.id.length > 0 && (
        <TraceBody table={table} of={of} span={span} events={events.value ?? []} />
      )}
    </SessionFrame>
  );
}

function TraceBody(props: {
  readonly table: SpanTable;
  readonly of: Target;
  readonly span: SpanRef | null;
  readonly events: readonly EventRow[];
}): VNode {
  const trace = useTrace(props.table, props.of, props.span);
  const marks = useMemo(() => marksOf(trace.tree, props.events), [trace.tree, props.events]);
  const close = (): void => {
    trace.select(-1);
    document.getElementById("trace-grid")?.focus();
  };
  useKeys("Details", [{ key: "Escape", help: "close the details", run: () => trace.selected !== -1 && close() }]);
  return (
    <div class="trace">
      <div class="trace-main">
        <ErrorLine trace={trace} />
        <TraceToolbar trace={trace} />
        <Minimap trace={trace} />
        <TraceGrid trace={trace} marks={marks} onOpen={() => document.getElementById("span-title")?.focus()} />
      </div>
      {props.span !== null && (
        <SpanPanel span={props.span} trace={trace} marks={marks.get(trace.selected) ?? []} onClose={close} />
      )}
    </div>
  );
}
