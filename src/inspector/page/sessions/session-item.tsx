import type { VNode } from "preact";
import type { SessionRow } from "../../api.ts";
import { DecisionPath, failureOf, nameOf } from "../session/session-facts.tsx";
import { formatAgo, formatCount } from "../ui/format.ts";
import { Badge, Glyph, OutcomeBadge } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { TokenBar } from "../ui/token-bar.tsx";
import { Duration, Money, Time, Tokens } from "../ui/values.tsx";

export const ITEM_HEIGHT = 48;

/** One session of the list, on two lines. */
export function SessionItem(props: {
  readonly session: SessionRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly isMarked: boolean;
  readonly maxTokens: number;
  readonly nowUs: number;
  readonly onPick: () => void;
  readonly onOpen: () => void;
}): VNode {
  const { session, index, isActive } = props;
  return (
    <div
      role="row"
      id={`session-${index}`}
      class={`row session-item${isActive ? " chosen" : ""}`}
      style={{ transform: `translateY(${index * ITEM_HEIGHT}px)` }}
      aria-rowindex={index + 2}
      aria-selected={isActive}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        props.onPick();
        props.onOpen();
      }}
    >
      <div role="gridcell" class="who">
        <Glyph kind={session.failed ? "error" : "session"} label={session.failed ? "with errors" : ""} />
        <div>
          <Link to={{ view: "trace", of: { session: session.id }, span: null }} class="title">
            {nameOf(session) || session.id}
          </Link>
          {session.isOpen && <Badge tone="live">running</Badge>}
          {props.isMarked && <Badge tone="warn">to compare</Badge>}
          <span class="second">
            {[session.id, session.user, session.taskType].filter((fact) => fact !== null).join(" · ")}
          </span>
        </div>
      </div>
      <div role="gridcell" class="path">
        {session.decisionPath === "" ? (
          <span class="none">no decisions</span>
        ) : (
          <DecisionPath path={session.decisionPath} />
        )}
        <span class="second">{session.models.join(", ")}</span>
      </div>
      <div role="gridcell">
        <OutcomeBadge outcome={session.outcome} />
        {session.failed && <span class="second bad">{failureOf(session)}</span>}
      </div>
      <div role="gridcell" class="num">
        <b>
          <Money usd={session.costUsd} unpricedCalls={session.unpricedCalls} />
        </b>
      </div>
      <div role="gridcell">
        <span class="num">
          <Tokens input={session.inputTokens || null} output={session.outputTokens || null} />
        </span>
        <TokenBar counts={session} max={props.maxTokens} />
      </div>
      <div role="gridcell" class="num">
        <span title={`${session.inferenceCalls} model calls, ${session.toolCalls} tool calls`}>
          {formatCount(session.inferenceCalls)} <span class="none">/</span> {formatCount(session.toolCalls)}
        </span>
        <span class="second">{formatCount(session.spans)} spans</span>
      </div>
      <div role="gridcell" class="num">
        <Duration us={session.endUs - session.startUs} />
      </div>
      <div role="gridcell" class="num">
        {formatAgo(session.startUs, props.nowUs)}
        <span class="second">
          <Time us={session.startUs} withDate />
        </span>
      </div>
    </div>
  );
}
