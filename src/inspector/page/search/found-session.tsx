import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { Conversation, SessionRow } from "../../api.ts";
import { sessionPath } from "../../model/session-path.ts";
import { useAnswer } from "../data/use-answer.ts";
import { failureOf } from "../session/session-facts.tsx";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatDuration } from "../ui/format.ts";
import { Badge, OutcomeBadge } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { Money, Time } from "../ui/values.tsx";
import { findExcerpts } from "./excerpts.ts";
import { Marked } from "./marked.tsx";

/** A session in which a text was found. Where in it is looked up when asked for. */
export function FoundSession({ session, query }: { readonly session: SessionRow; readonly query: string }): VNode {
  const isOpen = useSignal(false);
  const { id, agent, service, models, user, taskType, decisionPath } = session;
  const facts = [agent, service, ...models, user, taskType, decisionPath].filter(
    (fact) => fact !== null && fact !== "",
  );
  return (
    <li class="found">
      <header>
        <Link to={{ view: "trace", of: { session: id }, span: null }}>
          <Marked text={id} query={query} />
        </Link>
        <OutcomeBadge outcome={session.outcome} />
        {session.failed && <Badge tone="bad">{failureOf(session)}</Badge>}
        <span class="muted">
          <Time us={session.startUs} withDate /> · {formatDuration(session.endUs - session.startUs)} ·{" "}
          <Money usd={session.costUsd} unpricedCalls={session.unpricedCalls} />
        </span>
        <button
          type="button"
          class="quiet"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {isOpen.value ? "hide where" : "show where"}
        </button>
      </header>
      <p>
        <Marked text={facts.join(" · ")} query={query} />
      </p>
      {isOpen.value && <Places session={id} query={query} />}
    </li>
  );
}

function Places({ session, query }: { readonly session: string; readonly query: string }): VNode {
  const answer = useAnswer<Conversation>(`${sessionPath(session)}/steps`).value;
  const found = findExcerpts(answer.value?.steps ?? [], query);
  return (
    <ul>
      <AnswerState answer={answer} what="the steps" />
      {answer.value !== undefined && found.length === 0 && (
        <li class="muted">In none of its steps; in an attribute or an event.</li>
      )}
      {found.map(({ step, name, text }) => (
        <li key={step}>
          <Link to={{ view: "replay", session, step }}>
            step {step + 1} {name}
          </Link>{" "}
          <Marked text={text} query={query} />
        </li>
      ))}
    </ul>
  );
}
