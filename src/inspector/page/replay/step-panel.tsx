import type { VNode } from "preact";
import type { Step } from "../../api.ts";
import { describeWithheld } from "../conversation/capture-help.ts";
import { Value } from "../conversation/message.tsx";
import { formatCount, formatDuration, formatShare } from "../ui/format.ts";
import { Badge, Glyph, OutcomeBadge } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { TokenBar } from "../ui/token-bar.tsx";
import { Fact, Money } from "../ui/values.tsx";
import { largestContext } from "./context-growth.ts";
import { StepList } from "./step-list.tsx";

/** What happened at a step, and the sums up to it. */
export function StepPanel(props: {
  readonly session: string;
  readonly steps: readonly Step[];
  readonly step: Step;
}): VNode {
  const { session, step } = props;
  const { traceId, spanId } = step;
  return (
    <section class="step" aria-label="This step" tabIndex={0}>
      <h2>
        <Glyph kind={step.failed ? "error" : step.type} label={step.type} /> {step.name}{" "}
        {step.failed && <Badge tone="bad">{step.errorType ?? "failed"}</Badge>} <OutcomeBadge outcome={step.outcome} />
      </h2>
      <p class="muted">
        {[
          step.type === "inference" ? "model call" : step.type,
          step.agent,
          step.model,
          step.durationUs > 0 && formatDuration(step.durationUs),
          step.finishReason,
        ]
          .filter(Boolean)
          .join(" · ")}
        {traceId !== null && spanId !== null && (
          <>
            {" · "}
            <Link to={{ view: "trace", of: { session }, span: { trace: traceId, span: spanId } }}>open span</Link>
          </>
        )}
      </p>
      <RunningTotals steps={props.steps} step={step} />
      {step.inputTokens !== null && <Usage step={step} />}
      {step.decision !== null && <Decision decision={step.decision} />}
      {step.summary !== null && <p>{step.summary}</p>}
      {step.system !== null && (
        <p class="hint">The instructions are {step.index === 0 ? "given" : "new or changed"} in this step.</p>
      )}
      {step.arguments !== null && <Value label="Arguments" value={step.arguments} isOpen />}
      {step.result !== null && <Value label="Result" value={step.result} isOpen />}
      {step.withheld.length > 0 && <p class="hint">Not recorded: {describeWithheld(step.withheld)}</p>}
      <StepList session={session} steps={props.steps} index={step.index} />
    </section>
  );
}

function RunningTotals({ steps, step }: { readonly steps: readonly Step[]; readonly step: Step }): VNode {
  const { costUsd, unpricedCalls, inputTokens, outputTokens, errors, contextTokens } = step.running;
  const largest = largestContext(steps);
  return (
    <>
      <dl class="tiles" aria-label="Up to here">
        <Fact name="Cost so far">
          <Money usd={costUsd} unpricedCalls={unpricedCalls} />
        </Fact>
        <Fact name="Tokens in">{formatCount(inputTokens)}</Fact>
        <Fact name="Tokens out">{formatCount(outputTokens)}</Fact>
        <Fact name="Errors">
          <span class={errors > 0 ? "bad" : ""}>{errors}</span>
        </Fact>
      </dl>
      <div class="context-size">
        <span class="muted">Context</span>
        <meter min={0} max={largest} value={contextTokens} aria-label="Context size" />
        <span>
          {formatCount(contextTokens)} <span class="muted">{formatShare(contextTokens, largest)} of the largest</span>
        </span>
      </div>
    </>
  );
}

function Usage({ step }: { readonly step: Step }): VNode {
  return (
    <div class="usage">
      <TokenBar counts={step} />
      <span>
        {formatCount(step.inputTokens ?? 0)} in, {formatCount(step.outputTokens ?? 0)} out
      </span>
      <span>
        <Money usd={step.costUsd} unpricedCalls={step.costUsd === null ? 1 : 0} />{" "}
        {step.costReason !== null && <span class="muted">{step.costReason}</span>}
      </span>
    </div>
  );
}

function Decision({ decision }: { readonly decision: NonNullable<Step["decision"]> }): VNode {
  const { type, choice, confidence } = decision;
  const options = decision.options.includes(choice) ? decision.options : [choice, ...decision.options];
  return (
    <section class="decision" aria-label="Decision">
      <h3>Decision: {type}</h3>
      <ul>
        {options.map((option) => (
          <li key={option} class={option === choice ? "chosen" : ""}>
            {option} {option === choice && <Badge tone="good">chosen</Badge>}
          </li>
        ))}
      </ul>
      {confidence !== null && (
        <div class="context-size">
          <span class="muted">Confidence</span>
          <meter min={0} max={1} value={confidence} aria-label="Confidence" />
          <span>{formatShare(confidence, 1)}</span>
        </div>
      )}
    </section>
  );
}
