import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Conversation, Step } from "../../api.ts";
import { goToFailed } from "../replay/playback.ts";
import { navigate, settle } from "../routing/router.ts";
import { SessionFrame } from "../session/session-frame.tsx";
import { useSteps } from "../session/use-steps.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatExact } from "../ui/format.ts";
import { useKeys } from "../ui/keyboard.ts";
import { useMeasuredWindow } from "../ui/use-measured-window.ts";
import { CaptureNote } from "./capture-note.tsx";
import { StepCard } from "./step-card.tsx";

/** What was said and done in a session, step by step. */
export function ConversationView({ session, step }: { readonly session: string; readonly step: number | null }): VNode {
  const answer = useSteps(session);
  const { value } = answer;
  const row = value?.session ?? null;
  return (
    <SessionFrame of={{ session }} title={undefined} session={row} view="conversation">
      <AnswerState answer={answer} what="the conversation" />
      {value !== undefined && value.steps.length === 0 && <p class="notice">No steps have been received yet.</p>}
      {value !== undefined && value.steps.length > 0 && <StepFeed conversation={value} step={step} />}
    </SessionFrame>
  );
}

const SETTLE_MILLIS = 150;

function StepFeed({
  conversation,
  step,
}: {
  readonly conversation: Conversation;
  readonly step: number | null;
}): VNode {
  const { session, steps } = conversation;
  const view = useMeasuredWindow(steps.length, 90);
  const active = useSignal(step ?? -1);
  const go = (index: number): void => {
    const to = Math.max(0, Math.min(steps.length - 1, index));
    active.value = to;
    view.reveal(to);
  };
  useEffect(() => {
    if (step !== null && step !== active.peek()) active.value = step;
    if (step !== null && (step < view.first || step >= view.end || view.first === 0)) view.reveal(step);
  }, [step]);
  useEffect(() => {
    const shown = active.value === -1 ? null : active.value;
    return settle({ view: "conversation", session: session.id, step: shown }, SETTLE_MILLIS);
  }, [active.value]);
  useKeys("Conversation", [
    { key: "j", help: "next step", run: () => go(active.value + 1) },
    { key: "k", help: "step before", run: () => go(active.value - 1) },
    { key: "e", help: "next step that failed", run: () => goToFailed(steps, active.value, go) },
    { key: "o", help: "open or fold all of the step", run: () => toggleFolds(active.value) },
    {
      key: "Enter",
      help: "show the span",
      run: () => document.activeElement?.tagName !== "A" && openSpan(session.id, steps[active.value]),
    },
  ]);
  return (
    <>
      <CaptureNote agentKind={session.agentKind} steps={steps} />
      <div ref={view.ref} class="feed-scroll" tabIndex={0} role="region" aria-label="Conversation">
        <div class="feed-whole" style={{ height: `${view.whole}px` }}>
          <div
            ref={view.items}
            class="feed"
            role="feed"
            aria-label="Steps"
            style={{ transform: `translateY(${view.above}px)` }}
          >
            {steps.slice(view.first, view.end).map((each) => (
              <StepCard
                key={each.index}
                step={each}
                session={session.id}
                startUs={session.startUs}
                count={steps.length}
                isActive={each.index === active.value}
                onPick={() => (active.value = each.index)}
              />
            ))}
          </div>
        </div>
        {conversation.truncated > 0 && (
          <p class="notice">{formatExact(conversation.truncated)} more spans and events are in the trace.</p>
        )}
      </div>
    </>
  );
}

function toggleFolds(index: number): unknown {
  const folds = [...document.querySelectorAll<HTMLDetailsElement>(`#step-${index} details`)];
  if (folds.length === 0) return false;
  const isOpening = folds.some(({ open }) => !open);
  for (const fold of folds) fold.open = isOpening;
  return true;
}

function openSpan(session: string, step: Step | undefined): unknown {
  if (step?.traceId == null || step.spanId === null) return false;
  return navigate({ view: "trace", of: { session }, span: { trace: step.traceId, span: step.spanId } });
}
