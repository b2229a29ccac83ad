import type { VNode } from "preact";
import type { QuestionAnswer } from "../../api.ts";
import { AnswerGrid } from "../questions/answer-grid.tsx";
import { AnswerState } from "../ui/answer-state.tsx";
import { type Asking, askPath } from "./ask-path.ts";
import type { BoardFilter } from "./board-filter.ts";
import { NotEnough, Panel } from "./panel.tsx";
import { useKeptAnswer } from "./use-kept-answer.ts";

/** A question's answer as a table; of its columns those that are named, in their order. */
export function TablePanel(
  props: Asking & {
    readonly title: string;
    readonly columns?: readonly string[];
    readonly empty?: string;
    readonly filter: BoardFilter;
  },
): VNode {
  const { title, empty } = props;
  const answer = useKeptAnswer<QuestionAnswer>(askPath(props, props.filter));
  const { value } = answer;
  return (
    <Panel title={title} isWide>
      <AnswerState answer={answer} what={title.toLowerCase()} />
      {value !== undefined &&
        (value.rows.length > 0 ? (
          <div class="panel-table">
            <AnswerGrid answer={withColumns(value, props.columns)} caption={title} />
          </div>
        ) : empty === undefined ? (
          <NotEnough />
        ) : (
          <p class="empty">{empty}</p>
        ))}
    </Panel>
  );
}

function withColumns(answer: QuestionAnswer, names: readonly string[] | undefined): QuestionAnswer {
  if (names === undefined) return answer;
  const kept = names.map((name) => answer.columns.indexOf(name)).filter((at) => at >= 0);
  return {
    ...answer,
    columns: kept.map((at) => answer.columns[at] ?? ""),
    rows: answer.rows.map((row) => kept.map((at) => row[at] ?? null)),
  };
}
