import "./search.css";
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { SessionPage, StoreStatus } from "../../api.ts";
import { useAnswer } from "../data/use-answer.ts";
import { settle } from "../routing/router.ts";
import { type Query, withQuery } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import { FoundSession } from "./found-session.tsx";

/** Sessions that are asked for. */
const LIMIT = 50;

/** Time after the last key before the store is asked, in milliseconds. */
const TYPING = 250;

/** Looks for `query.text` in everything that is stored. */
export function SearchView({ query }: { readonly query: Query }): VNode {
  const text = query.text ?? "";
  const typed = useSignal(text);
  const status = useAnswer<StoreStatus>("/api/status").value.value;
  const answer = useAnswer<SessionPage>(
    text === "" ? null : withQuery("/api/sessions", { text, limit: LIMIT }),
    () => true,
  ).value;
  const now = typed.value.trim();
  useEffect(() => settle({ view: "search", query: now === "" ? {} : { text: now } }, TYPING), [now]);
  // The address may change by itself: a link, or back.
  useEffect(() => {
    typed.value = text;
  }, [text]);
  const sessions = answer.value?.sessions ?? [];
  return (
    <div class="page search">
      <h1 tabIndex={-1}>Search</h1>
      <input
        type="search"
        aria-label="Search for"
        placeholder="ids, names, models, tools, words of messages"
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      {status?.fullText === false && (
        <p class="hint">Words of messages are not found here: this store keeps no index of them.</p>
      )}
      {text !== "" && <AnswerState answer={answer} what="what was found" />}
      {answer.value !== undefined && (
        <p class="muted" role="status">
          {sessions.length === 0
            ? "Nothing was found."
            : `${sessions.length}${answer.value.next === null ? "" : " or more"} sessions`}
        </p>
      )}
      <ol>
        {sessions.map((session) => (
          <FoundSession key={session.id} session={session} query={text} />
        ))}
      </ol>
    </div>
  );
}
