import type { VNode } from "preact";
import type { Step } from "../../api.ts";
import { formatCount, formatDuration } from "../ui/format.ts";
import { Badge, Glyph } from "../ui/glyph.tsx";
import { Link } from "../ui/link.tsx";
import { Money } from "../ui/values.tsx";
import { DifferenceLines } from "./difference-lines.tsx";
import type { ComparedRow } from "./differences.ts";
import { differenceOfLines } from "./line-difference.ts";
import { textOfDifference } from "./step-text.ts";

const WORDS = { same: "same", changed: "changed", "only-a": "only in A", "only-b": "only in B" } as const;
const TONES = { same: "plain", changed: "warn", "only-a": "bad", "only-b": "good" } as const;

/** A step of each run side by side, and below them, when open, the lines in which they differ. */
export function AlignedRow(props: {
  readonly row: ComparedRow;
  readonly at: number;
  readonly a: string;
  readonly b: string;
  readonly isChosen: boolean;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): VNode {
  const { row, at, isOpen } = props;
  return (
    <>
      <tr data-row={at} tabIndex={-1} class={props.isChosen ? "is-chosen" : ""}>
        <td>
          <StepCell step={row.a} session={props.a} />
        </td>
        <td>
          <StepCell step={row.b} session={props.b} />
        </td>
        <td>
          <Badge tone={TONES[row.change]}>{WORDS[row.change]}</Badge>{" "}
          {row.differs.length > 0 && (
            <button type="button" class="quiet" aria-expanded={isOpen} onClick={props.onToggle}>
              {isOpen ? "▾" : "▸"} {row.differs.join(", ")}
            </button>
          )}
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={3}>
            {row.differs.map((what) => (
              <section key={what} class="differs">
                <h3>{what}</h3>
                <DifferenceLines
                  label={`Difference of ${what}`}
                  lines={differenceOfLines(textOfDifference(what, row.a), textOfDifference(what, row.b))}
                />
              </section>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

/** A row in words, for those who do not see where the page went. */
export function wordsOf({ change, a, b, differs }: ComparedRow): string {
  const name = (a ?? b)?.name ?? "";
  return [`${WORDS[change]}, ${name}`, ...(differs.length > 0 ? [differs.join(", ")] : [])].join(": ");
}

function StepCell({ step, session }: { readonly step: Step | null; readonly session: string }): VNode {
  if (step === null) return <span class="none">not there</span>;
  return (
    <div class="step-cell">
      <Glyph kind={step.failed ? "error" : step.type} label={step.failed ? `failed ${step.type}` : step.type} />
      <Link to={{ view: "replay", session, step: step.index }} title={`Replay step ${step.index + 1}`}>
        {step.decision === null ? step.name : `${step.name}: ${step.decision.choice}`}
      </Link>
      <span class="muted">
        {step.durationUs > 0 && formatDuration(step.durationUs)}
        {step.inputTokens !== null && ` · ${formatCount(step.inputTokens + (step.outputTokens ?? 0))} tokens`}
        {step.costUsd !== null && (
          <>
            {" · "}
            <Money usd={step.costUsd} />
          </>
        )}
      </span>
    </div>
  );
}
