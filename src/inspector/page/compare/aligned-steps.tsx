import { useSignal } from "@preact/signals";
import { Fragment, type VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Step } from "../../api.ts";
import { announce } from "../ui/announcer.tsx";
import { formatCount, formatDuration } from "../ui/format.ts";
import { Badge, Glyph } from "../ui/glyph.tsx";
import { useKeys } from "../ui/keyboard.ts";
import { Link } from "../ui/link.tsx";
import { Money } from "../ui/values.tsx";
import { DifferenceLines } from "./difference-lines.tsx";
import { type ComparedRow, countChanges, nextDifference } from "./differences.ts";
import { differenceOfLines } from "./line-difference.ts";
import { textOfDifference } from "./step-text.ts";

const WORDS = { same: "same", changed: "changed", "only-a": "only in A", "only-b": "only in B" } as const;
const TONES = { same: "plain", changed: "warn", "only-a": "bad", "only-b": "good" } as const;

/** Rows that are shown at first, and with each further asking. */
const PAGE = 200;

/** The steps of both runs side by side. `n` and `p` go from difference to difference; a changed row opens what differs. */
export function AlignedSteps(props: {
  readonly rows: readonly ComparedRow[];
  readonly a: string;
  readonly b: string;
}): VNode {
  const { rows } = props;
  const chosen = useSignal(-1);
  const open = useSignal<ReadonlySet<number>>(new Set());
  const shown = useSignal(PAGE);
  const onlyDifferences = useSignal(false);
  const table = useRef<HTMLTableElement>(null);
  const counts = countChanges(rows);
  const toggle = (at: number): void => {
    open.value = open.value.has(at)
      ? new Set([...open.value].filter((one) => one !== at))
      : new Set([...open.value, at]);
  };
  const go = (direction: 1 | -1): boolean => {
    const at = nextDifference(rows, chosen.value, direction);
    if (at < 0) return false;
    chosen.value = at;
    shown.value = Math.max(shown.value, at + 1);
    announce(`Row ${at + 1}: ${wordsOf(rows[at])}`);
    requestAnimationFrame(() => {
      const row = table.current?.querySelector<HTMLElement>(`[data-row="${at}"]`);
      row?.scrollIntoView({ block: "center" });
      row?.focus({ preventScroll: true });
    });
    return true;
  };
  useKeys("Compare", [
    { key: "n", help: "next difference", run: () => go(1) },
    { key: "p", help: "difference before", run: () => go(-1) },
    {
      key: "Enter",
      help: "open or close what differs",
      run: ({ target }) => target instanceof HTMLTableRowElement && toggle(chosen.value),
    },
  ]);
  const visible = rows
    .slice(0, shown.value)
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => !onlyDifferences.value || row.change !== "same");
  return (
    <section class="panel" aria-label="Steps">
      <header>
        <h2>
          Steps{" "}
          <span class="muted">
            {counts.same} same, {counts.changed} changed, {counts["only-a"]} only in A, {counts["only-b"]} only in B
          </span>
        </h2>
        <span>
          <label>
            <input
              type="checkbox"
              checked={onlyDifferences.value}
              onChange={(event) => {
                onlyDifferences.value = event.currentTarget.checked;
              }}
            />{" "}
            only differences
          </label>{" "}
          <button type="button" onClick={() => go(-1)}>
            Previous <kbd>p</kbd>
          </button>{" "}
          <button type="button" onClick={() => go(1)}>
            Next <kbd>n</kbd>
          </button>
        </span>
      </header>
      <table class="table aligned" ref={table}>
        <caption class="sr">Steps of both runs, aligned</caption>
        <thead>
          <tr>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {visible.map(({ row, at }) => {
            const isOpen = open.value.has(at);
            return (
              <Fragment key={at}>
                <tr data-row={at} tabIndex={-1} class={`c-${row.change}${at === chosen.value ? " is-chosen" : ""}`}>
                  <td>
                    <StepCell step={row.a} session={props.a} />
                  </td>
                  <td>
                    <StepCell step={row.b} session={props.b} />
                  </td>
                  <td>
                    <Badge tone={TONES[row.change]}>{WORDS[row.change]}</Badge>{" "}
                    {row.differs.length > 0 && (
                      <button type="button" class="quiet" aria-expanded={isOpen} onClick={() => toggle(at)}>
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
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <button
          type="button"
          onClick={() => {
            shown.value += PAGE;
          }}
        >
          Show more of {rows.length} rows
        </button>
      )}
    </section>
  );
}

const wordsOf = (row: ComparedRow | undefined): string =>
  row === undefined
    ? ""
    : `${WORDS[row.change]}, ${(row.a ?? row.b)?.name ?? ""}${row.differs.length > 0 ? `: ${row.differs.join(", ")}` : ""}`;

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
