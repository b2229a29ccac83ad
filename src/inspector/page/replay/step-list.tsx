import type { VNode } from "preact";
import type { Step } from "../../api.ts";
import { formatDuration } from "../ui/format.ts";
import { Glyph } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { Money } from "../ui/values.tsx";

/** Steps shown before and after the one that is shown. */
const BEFORE = 4;
const AFTER = 9;

/** The steps around one, each a link to it. */
export function StepList(props: {
  readonly session: string;
  readonly steps: readonly Step[];
  readonly index: number;
}): VNode {
  const { session, steps, index } = props;
  const from = Math.max(0, Math.min(index - BEFORE, steps.length - BEFORE - AFTER));
  return (
    <nav class="steps" aria-label="Steps around this one">
      {steps.slice(from, from + BEFORE + AFTER + 1).map((step) => (
        <Link key={step.index} to={{ view: "replay", session, step: step.index }} current={step.index === index}>
          <span class="muted num">{step.index + 1}</span>
          <Glyph kind={step.failed ? "error" : step.type} label={step.failed ? `failed ${step.type}` : step.type} />
          <span class="bar-label">{step.decision === null ? step.name : `${step.name}: ${step.decision.choice}`}</span>
          <span class="num">{step.costUsd !== null && <Money usd={step.costUsd} />}</span>
          <span class="muted num">{step.durationUs > 0 && formatDuration(step.durationUs)}</span>
        </Link>
      ))}
    </nav>
  );
}
