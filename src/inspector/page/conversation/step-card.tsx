import type { VNode } from "preact";
import type { Step } from "../../api.ts";
import { formatDuration } from "../ui/format.ts";
import { Badge, Glyph, OutcomeBadge } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { LongText } from "../ui/long-text.tsx";
import { TokenBar } from "../ui/token-bar.tsx";
import { Duration, Money, Tokens } from "../ui/values.tsx";
import { describeWithheld } from "./capture-help.ts";
import { Fold, Message, Value } from "./message.tsx";

/** One step of a session: what was said or done, what it cost, where it stands in the trace. */
export function StepCard(props: {
  readonly step: Step;
  readonly session: string;
  readonly startUs: number;
  readonly count: number;
  readonly isActive: boolean;
  readonly onPick: () => void;
}): VNode {
  const { step } = props;
  return (
    <article
      id={`step-${step.index}`}
      class={`step-card of-${step.type}${props.isActive ? " chosen" : ""}${step.failed ? " failed" : ""}`}
      style={{ marginLeft: `${Math.min(step.depth, 8) * 18}px` }}
      aria-posinset={step.index + 1}
      aria-setsize={props.count}
      aria-label={`Step ${step.index + 1}: ${step.type} ${step.name}`}
      aria-current={props.isActive ? "step" : undefined}
      tabIndex={-1}
      onPointerDown={props.onPick}
    >
      <StepHead step={step} session={props.session} startUs={props.startUs} />
      {step.system !== null && (
        <Fold label="Instructions" short={step.system.slice(0, 120)}>
          <LongText text={step.system} label="instructions" />
        </Fold>
      )}
      {step.repeatedMessages > 0 && <p class="note">{step.repeatedMessages} messages as in the call before, then</p>}
      {step.input.map((message, index) => (
        <Message key={index} message={message} />
      ))}
      {step.output.map((message, index) => (
        <Message key={`out ${index}`} message={message} />
      ))}
      {step.arguments !== null && <Value label="Arguments" value={step.arguments} />}
      {step.result !== null && <Value label="Result" value={step.result} isOpen={step.failed} />}
      {step.withheld.length > 0 && <p class="left-out">Not recorded: {describeWithheld(step.withheld)}</p>}
    </article>
  );
}

function StepHead(props: { readonly step: Step; readonly session: string; readonly startUs: number }): VNode {
  const { step, session } = props;
  const { traceId, spanId } = step;
  return (
    <header>
      <Glyph kind={step.failed ? "error" : step.type} />
      <span class="what">
        <Title step={step} />
        {step.failed && <Badge tone="bad">{step.errorType ?? "failed"}</Badge>}
        {step.type === "outcome" && <OutcomeBadge outcome={step.outcome} />}
        {step.summary !== null && step.decision === null && <span class="note">{step.summary}</span>}
      </span>
      {step.inputTokens !== null && (
        <span class="step-usage">
          <span>
            <Tokens input={step.inputTokens} output={step.outputTokens} />
          </span>
          <TokenBar counts={step} />
        </span>
      )}
      {(step.type === "inference" || step.inputTokens !== null) && (
        <b class="cost" title={step.costReason ?? undefined}>
          {step.type === "inference" && <Money usd={step.costUsd} unpricedCalls={step.costUsd === null ? 1 : 0} />}
        </b>
      )}
      <span class="when">
        {step.durationUs > 0 && <Duration us={step.durationUs} />}
        <span class="none" title="since the session began">
          +{formatDuration(Math.max(0, step.startUs - props.startUs))}
        </span>
      </span>
      <span class="to-span">
        {traceId !== null && spanId !== null && (
          <Link
            to={{ view: "trace", of: { session }, span: { trace: traceId, span: spanId } }}
            title="Show the span in the trace"
          >
            span
          </Link>
        )}
      </span>
    </header>
  );
}

function Title({ step }: { readonly step: Step }): VNode {
  const { decision } = step;
  if (decision !== null)
    return (
      <>
        <span class="none">{decision.type}:</span> <b>{decision.choice}</b>
        {decision.confidence !== null && <span class="none"> {Math.round(100 * decision.confidence)}% sure</span>}
        {decision.options.length > 0 && <span class="note"> of {decision.options.join(", ")}</span>}
      </>
    );
  return (
    <>
      <b>{step.name}</b>
      {step.agent !== null && !step.name.includes(step.agent) && <span class="none">{step.agent}</span>}
      {step.finishReason !== null && !["stop", "tool_calls", "tool_use", "end_turn"].includes(step.finishReason) && (
        <Badge tone="warn" title="Why the model stopped">
          {step.finishReason}
        </Badge>
      )}
    </>
  );
}
