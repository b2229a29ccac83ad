import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { QuestionAnswer, QuestionInfo } from "../../api.ts";
import type { BoardFilter } from "../dashboard/board-filter.ts";
import { useAnswer } from "../data/use-answer.ts";
import type { Query } from "../routing/routes.ts";
import { announce } from "../ui/announcer.tsx";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatExact } from "../ui/format.ts";
import { AnswerGrid } from "./answer-grid.tsx";
import { toCsv } from "./answer-table.ts";
import { questionPath } from "./question-path.ts";

/** Parameters that the filters above give. */
const GIVEN = ["fromUs", "toUs", "service"];

type Change = (changes: Readonly<Record<string, string | undefined>>) => void;

/** Every question that a store answers; what is asked stays in the address, so that a link asks it again. */
export function QuestionsBoard(props: {
  readonly query: Query;
  readonly filter: BoardFilter;
  readonly onChange: Change;
}): VNode {
  const { query, onChange } = props;
  const answer = useAnswer<readonly QuestionInfo[]>("/api/questions").value;
  const questions = answer.value ?? [];
  const chosen = questions.find(({ name }) => name === query.question) ?? questions[0];
  return (
    <div class="questions">
      <nav aria-label="Questions">
        <AnswerState answer={answer} what="the questions" />
        {questions.map((question) => (
          <button
            key={question.name}
            type="button"
            class="quiet"
            aria-pressed={question === chosen}
            onClick={() => onChange({ ...cleared(chosen), question: question.name })}
          >
            {question.title}
          </button>
        ))}
      </nav>
      {chosen !== undefined && <Asked key={chosen.name} question={chosen} {...props} />}
    </div>
  );
}

function Asked(props: {
  readonly question: QuestionInfo;
  readonly query: Query;
  readonly filter: BoardFilter;
  readonly onChange: Change;
}): VNode {
  const { question, query, filter, onChange } = props;
  const own = question.parameters.filter(({ name }) => !GIVEN.includes(name));
  const given = { fromUs: String(filter.time.fromUs), toUs: String(filter.time.toUs), service: filter.service };
  const lacks = own.filter((parameter) => parameter.isNeeded === true && !query[parameter.name]);
  const answer = useAnswer<QuestionAnswer>(
    lacks.length > 0 ? null : questionPath(question, { ...query, ...given }),
    () => true,
  ).value;
  return (
    <section aria-label={question.title}>
      <h2>{question.title}</h2>
      <p class="muted">{question.help}</p>
      {own.length > 0 && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const values = new FormData(event.currentTarget);
            onChange(Object.fromEntries(own.map(({ name }) => [name, String(values.get(name) ?? "")])));
          }}
        >
          {own.map((parameter) => (
            <label key={parameter.name} htmlFor={`ask-${parameter.name}`} title={parameter.help}>
              {parameter.name}
              {parameter.choices === undefined ? (
                <input
                  id={`ask-${parameter.name}`}
                  name={parameter.name}
                  value={query[parameter.name] ?? ""}
                  placeholder={String(parameter.default ?? "")}
                />
              ) : (
                <select
                  id={`ask-${parameter.name}`}
                  name={parameter.name}
                  value={query[parameter.name] ?? String(parameter.default ?? "")}
                  onChange={(event) => event.currentTarget.form?.requestSubmit()}
                >
                  {parameter.choices.map((choice) => (
                    <option key={choice}>{choice}</option>
                  ))}
                </select>
              )}
            </label>
          ))}
          <button type="submit">Ask</button>
        </form>
      )}
      {lacks.length > 0 && <p class="notice">Say {lacks.map(({ name }) => name).join(", ")} to get an answer.</p>}
      <AnswerState answer={answer} what="the answer" />
      {answer.value !== undefined && (
        <>
          <p class="answer-head">
            {formatExact(answer.value.rows.length)} {answer.value.rows.length === 1 ? "row" : "rows"}{" "}
            <CopyCsv answer={answer.value} />
          </p>
          <div class="panel-table">
            <AnswerGrid answer={answer.value} caption={question.title} />
          </div>
        </>
      )}
    </section>
  );
}

function CopyCsv({ answer }: { readonly answer: QuestionAnswer }): VNode {
  const words = useSignal("Copy as CSV");
  const copy = async (): Promise<void> => {
    const isCopied = await navigator.clipboard.writeText(toCsv(answer.columns, answer.rows)).then(
      () => true,
      () => false,
    );
    words.value = isCopied ? "Copied" : "The browser refused";
    announce(words.value);
  };
  return (
    <button type="button" onClick={() => void copy()}>
      {words}
    </button>
  );
}

/** Takes the parameters of a question out of the address. */
const cleared = (question: QuestionInfo | undefined): Readonly<Record<string, undefined>> =>
  Object.fromEntries(
    (question?.parameters ?? []).filter(({ name }) => !GIVEN.includes(name)).map(({ name }) => [name, undefined]),
  );
