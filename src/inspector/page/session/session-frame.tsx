import { useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { SessionRow } from "../../api.ts";
import { ExportDialog } from "../export/export-dialog.tsx";
import type { Target, View } from "../routing/routes.ts";
import { Link } from "../ui/link.tsx";
import { nameOf, SessionFacts } from "./session-facts.tsx";

/** The head that all views of one session or trace share: what it is, its sums, its views. `session` is null until it is known. */
export function SessionFrame(props: {
  readonly of: Target;
  /** Of a trace. A session is called by its service and agent; the id stands in while nothing is known. */
  readonly title: string | undefined;
  readonly session: SessionRow | null;
  readonly view: View;
  readonly children: ComponentChildren;
}): VNode {
  const isExporting = useSignal(false);
  const id = "session" in props.of ? props.of.session : null;
  const { session } = props;
  const title =
    (session === null ? props.title : nameOf(session)) || id || ("trace" in props.of ? `Trace ${props.of.trace}` : "");
  useEffect(() => {
    document.title = `${title} · agentscribe`;
  }, [title]);
  return (
    <div class="session">
      <header class="session-head">
        <div class="session-title">
          <h1 tabIndex={-1}>{title}</h1>
          {id !== null && id !== title && <code class="muted">{id}</code>}
          {id !== null && (
            <nav aria-label="Views of the session" class="tabs">
              <Link to={{ view: "trace", of: props.of, span: null }} current={props.view === "trace"}>
                Trace
              </Link>
              <Link to={{ view: "conversation", session: id, step: null }} current={props.view === "conversation"}>
                Conversation
              </Link>
              <Link to={{ view: "replay", session: id, step: null }} current={props.view === "replay"}>
                Replay
              </Link>
              <Link to={{ view: "compare", query: { a: id } }}>Compare</Link>
            </nav>
          )}
          <button
            type="button"
            onClick={() => {
              isExporting.value = true;
            }}
          >
            Export
          </button>
        </div>
        {session !== null && <SessionFacts session={session} />}
      </header>
      {props.children}
      {isExporting.value && (
        <ExportDialog
          of={props.of}
          onClose={() => {
            isExporting.value = false;
          }}
        />
      )}
    </div>
  );
}
