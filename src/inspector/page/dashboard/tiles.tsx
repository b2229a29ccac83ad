import type { VNode } from "preact";
import type { QuestionAnswer } from "../../api.ts";
import type { Query } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { Link } from "../ui/link.tsx";
import { Money } from "../ui/values.tsx";
import { askPath } from "./ask-path.ts";
import type { BoardFilter } from "./board-filter.ts";
import { NotEnough } from "./panel.tsx";
import { formatUnit, unitOfColumn } from "./units.ts";
import { useKeptAnswer } from "./use-kept-answer.ts";

const TILES = [
  ["Sessions", "sessions"],
  ["Cost", "cost_usd"],
  ["Tokens in", "input_tokens"],
  ["Tokens out", "output_tokens"],
  ["From cache", "cache_read_rate"],
  ["Model calls", "calls"],
  ["Tool calls", "tool_calls"],
  ["Errors", "errors"],
  ["Tools failed", "tool_error_rate"],
  ["Users", "users"],
] as const;

/** Sessions that some of them lead to, by filters of the list. */
const LEADS: Readonly<Record<string, Query>> = { sessions: {}, errors: { failed: "true" } };

/** Everything in the time in numbers; what the answer does not have is left out. */
export function Tiles({ filter }: { readonly filter: BoardFilter }): VNode {
  const answer = useKeptAnswer<QuestionAnswer>(askPath({ question: "overview" }, filter));
  const work = useKeptAnswer<QuestionAnswer>(askPath({ question: "success" }, filter)).value;
  const row = answer.value?.rows[0];
  const cellOf = (name: string) => row?.[answer.value?.columns.indexOf(name) ?? -1];
  const { fromUs, toUs } = filter.time;
  const within: Query = {
    fromUs: String(fromUs),
    toUs: String(toUs),
    ...(filter.service === "" ? {} : { service: filter.service }),
  };
  const unpriced = Number(cellOf("unpriced_calls") ?? 0);
  return (
    <>
      <AnswerState answer={answer} what="the overview" />
      {answer.value !== undefined && row === undefined && <NotEnough />}
      {row !== undefined && (
        <dl class="tiles">
          {TILES.map(([label, name]) => {
            const cell = cellOf(name);
            if (cell === undefined) return null;
            return (
              <div key={name} class={name === "errors" && Number(cell) > 0 ? "bad" : ""}>
                <dt>{label}</dt>
                <dd>
                  {name === "cost_usd" ? (
                    <Money usd={Number(cell)} unpricedCalls={unpriced} />
                  ) : typeof cell !== "number" ? (
                    "–"
                  ) : LEADS[name] === undefined ? (
                    formatUnit(cell, unitOfColumn(name))
                  ) : (
                    <Link to={{ view: "sessions", query: { ...LEADS[name], ...within } }} title="Show the sessions">
                      {formatUnit(cell, unitOfColumn(name))}
                    </Link>
                  )}
                </dd>
              </div>
            );
          })}
          <div>
            <dt>Success rate</dt>
            <dd>{successOf(work)}</dd>
          </div>
        </dl>
      )}
    </>
  );
}

/** Of all work whose outcome is known. */
function successOf(work: QuestionAnswer | undefined): string {
  const sum = (name: string): number => {
    const at = work?.columns.indexOf(name) ?? -1;
    return (work?.rows ?? []).reduce((all, row) => all + Number(row[at] ?? 0), 0);
  };
  const judged = sum("judged");
  return judged === 0 ? "–" : formatUnit(sum("successes") / judged, "rate");
}
