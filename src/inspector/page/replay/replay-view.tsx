import "./replay.css";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Conversation, Step } from "../../api.ts";
import { navigate } from "../routing/router.ts";
import { SessionFrame } from "../session/session-frame.tsx";
import { useSteps } from "../session/use-steps.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { useKeys } from "../ui/keyboard.ts";
import { goToFailed, type Speed, showMillis, stepForKey } from "./playback.ts";
import { StepPanel } from "./step-panel.tsx";
import { readThreads, threadAt } from "./thread.ts";
import { ThreadPanel } from "./thread-panel.tsx";
import { Transport } from "./transport.tsx";

/** Steps through a session; `step` is the index of the step that is shown. */
export function ReplayView({ session, step }: { readonly session: string; readonly step: number | null }): VNode {
  const answer = useSteps(session);
  const conversation = answer.value;
  return (
    <SessionFrame of={{ session }} title={undefined} session={conversation?.session ?? null} view="replay">
      <AnswerState answer={answer} what="the steps" />
      {conversation !== undefined &&
        (conversation.steps.length === 0 ? (
          <p class="notice">Nothing was recorded that could be replayed.</p>
        ) : (
          <Player session={session} conversation={conversation} step={step ?? 0} />
        ))}
    </SessionFrame>
  );
}

function Player(props: {
  readonly session: string;
  readonly conversation: Conversation;
  readonly step: number;
}): VNode {
  const { session } = props;
  const { steps, truncated, recording } = props.conversation;
  const index = Math.min(props.step, steps.length - 1);
  const isPlaying = useSignal(false);
  const speed = useSignal<Speed>(1);
  const isCompressed = useSignal(true);
  const threads = useMemo(() => readThreads(steps), [steps]);
  const go = (to: number): void => navigate({ view: "replay", session, step: to }, "replace");
  const toggle = (): void => {
    if (!isPlaying.value && index === steps.length - 1) go(0);
    isPlaying.value = !isPlaying.value;
  };
  usePlayback(steps, index, isPlaying.value, speed.value, isCompressed.value, (to) => {
    if (to === undefined) isPlaying.value = false;
    else go(to);
  });
  const move = ({ key }: KeyboardEvent): void => go(stepForKey(key, index, steps.length) ?? index);
  useKeys("Replay", [
    { key: " ", help: "play or stop", run: ({ target }) => (isControl(target) ? false : toggle()) },
    { key: "ArrowRight", help: "next step", run: move },
    { key: "ArrowLeft", help: "step before", run: move },
    { key: "PageDown", help: "ten steps on", run: move },
    { key: "PageUp", help: "ten steps back", run: move },
    { key: "Home", help: "first step", run: move },
    { key: "End", help: "last step", run: move },
    { key: "e", help: "next failure", run: () => goToFailed(steps, index, go) },
  ]);
  const shown = steps[index];
  return (
    <div class="replay">
      <Transport
        steps={steps}
        index={index}
        isPlaying={isPlaying.value}
        speed={speed.value}
        isCompressed={isCompressed.value}
        onGo={go}
        onToggle={toggle}
        onSpeed={(next) => {
          speed.value = next;
        }}
        onCompressed={(next) => {
          isCompressed.value = next;
        }}
      />
      {truncated > 0 && (
        <p class="notice">The session has more: {truncated} spans and events at its end are no steps here.</p>
      )}
      {recording && (
        <p class="notice">
          Run it again: <code>{recording.command}</code>
        </p>
      )}
      <div class="replay-panes">
        <ThreadPanel state={threadAt(threads, index)} step={index} />
        {shown !== undefined && <StepPanel session={session} steps={steps} step={shown} />}
      </div>
    </div>
  );
}

/** Whether the space bar already means something where it was pressed. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("button,a,summary") !== null;

/** Goes on by itself while it plays; `undefined` is the end. */
function usePlayback(
  steps: readonly Step[],
  index: number,
  isPlaying: boolean,
  speed: Speed,
  isCompressed: boolean,
  onNext: (to: number | undefined) => void,
): void {
  useEffect(() => {
    if (!isPlaying) return;
    const millis = showMillis(steps, index, speed, isCompressed);
    const timer = setTimeout(() => onNext(millis === undefined ? undefined : index + 1), millis ?? 0);
    return () => clearTimeout(timer);
  }, [steps, index, isPlaying, speed, isCompressed]);
}
