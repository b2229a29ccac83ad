import "./compare.css";
import type { VNode } from "preact";
import type { Comparison } from "../../api.ts";
import { useAnswer } from "../data/use-answer.ts";
import { type Query, withQuery } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { Link } from "../ui/link.tsx";
import { AlignedSteps } from "./aligned-steps.tsx";
import { DifferenceLines } from "./difference-lines.tsx";
import { RunPicker } from "./run-picker.tsx";
import { ToolTable, TotalsTable } from "./totals-table.tsx";

/** Two runs side by side: `query.a` and `query.b` are sessions. */
export function CompareView({ query }: { readonly query: Query }): VNode {
  const { a, b } = query;
  const answer = useAnswer<Comparison>(a && b ? withQuery("/api/compare", { a, b }) : null, ({ sessions }) =>
    sessions.some((session) => session === a || session === b),
  ).value;
  return (
    <div class="page compare">
      <h1 tabIndex={-1}>Compare two runs</h1>
      <RunPicker query={query} />
      {a && b ? (
        <AnswerState answer={answer} what="the comparison" />
      ) : (
        <p class="notice">
          Choose two sessions. Steps are aligned by what they are, so that one step more does not shift the rest.
        </p>
      )}
      {answer.value !== undefined && <Compared comparison={answer.value} />}
    </div>
  );
}

function Compared({ comparison }: { readonly comparison: Comparison }): VNode {
  const { a, b, rows, tools, prompts } = comparison;
  const isPromptSame = prompts.every(({ change }) => change === "same");
  return (
    <>
      <p class="runs">
        {(
          [
            ["A", a],
            ["B", b],
          ] as const
        ).map(([name, run]) => (
          <span key={name}>
            <b class={`run-${name}`}>{name}</b>{" "}
            <Link to={{ view: "trace", of: { session: run.id }, span: null }}>{run.id}</Link>{" "}
            <span class="muted">{[run.agent, run.outcome, run.decisionPath].filter(Boolean).join(" · ")}</span>
          </span>
        ))}
      </p>
      <div class="panels">
        <section class="panel" aria-label="Totals">
          <h2>Totals</h2>
          <TotalsTable comparison={comparison} />
        </section>
        <section class="panel" aria-label="Tools">
          <h2>Tools</h2>
          <ToolTable tools={tools} />
        </section>
        <section class="panel" aria-label="Instructions">
          <h2>Instructions</h2>
          {prompts.length === 0 ? (
            <p class="empty">No instructions were recorded.</p>
          ) : isPromptSame ? (
            <p class="empty">The same in both.</p>
          ) : (
            <DifferenceLines lines={prompts} label="Difference of the instructions" />
          )}
        </section>
      </div>
      <AlignedSteps rows={rows} a={a.id} b={b.id} />
    </>
  );
}
