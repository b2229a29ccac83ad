import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { QuestionAnswer } from "../../api.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatShare } from "../ui/format.ts";
import { type Asking, askPath } from "./ask-path.ts";
import type { BoardFilter } from "./board-filter.ts";
import { breakdown } from "./breakdown.ts";
import { NotEnough, Panel } from "./panel.tsx";
import { formatUnit, titleOfColumn, unitOfColumn } from "./units.ts";
import { useKeptAnswer } from "./use-kept-answer.ts";

/** Rows that are shown before all are asked for. */
const SHOWN = 8;

/** A question's answer as a table with bars. */
export function BarsPanel(
  props: Asking & {
    readonly title: string;
    readonly measure: string;
    readonly also?: readonly string[];
    readonly filter: BoardFilter;
  },
): VNode {
  const { title, measure } = props;
  const areAllShown = useSignal(false);
  const answer = useKeptAnswer<QuestionAnswer>(askPath(props, props.filter));
  const also = withValues(answer.value, props.also ?? []);
  const rows = answer.value === undefined ? [] : breakdown(answer.value, measure, also);
  const unit = unitOfColumn(measure);
  // Rates and means do not add up.
  const hasShare = unit !== "rate" && !/_per_|^mean_/.test(measure);
  return (
    <Panel title={title}>
      <AnswerState answer={answer} what={title.toLowerCase()} />
      {answer.value !== undefined && rows.length === 0 && <NotEnough />}
      {rows.length > 0 && (
        <table class="table bars">
          <caption class="sr">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{titleOfColumn(answer.value?.columns[0] ?? "")}</th>
              <th scope="col" class="num">
                {titleOfColumn(measure)}
              </th>
              {hasShare && (
                <th scope="col" class="num">
                  share
                </th>
              )}
              {also.map((name) => (
                <th key={name} scope="col" class="num">
                  {titleOfColumn(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, areAllShown.value ? undefined : SHOWN).map(({ label, value, length, share, rest }) => (
              <tr key={label}>
                <th scope="row">
                  <span class="bar" style={{ width: `${100 * length}%` }} />
                  <span class="bar-label">{label}</span>
                </th>
                <td class="num">{value === null ? <span class="none">–</span> : formatUnit(value, unit)}</td>
                {hasShare && <td class="num muted">{formatShare(share, 1)}</td>}
                {rest.map((cell, at) => (
                  <td key={also[at]} class="num">
                    {typeof cell === "number" ? formatUnit(cell, unitOfColumn(also[at] ?? "")) : (cell ?? "–")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > SHOWN && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            areAllShown.value = !areAllShown.value;
          }}
        >
          {areAllShown.value ? "show fewer" : `show all ${rows.length}`}
        </button>
      )}
    </Panel>
  );
}

/** Of some columns those that say something in any row. */
function withValues(answer: QuestionAnswer | undefined, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const at = answer?.columns.indexOf(name) ?? -1;
    return answer?.rows.some((row) => !!row[at]);
  });
}
