import type { VNode } from "preact";
import type { SessionPage, SessionRow } from "../../api.ts";
import { useAnswer } from "../data/use-answer.ts";
import { navigate } from "../routing/router.ts";
import type { Query } from "../routing/routes.ts";
import { formatMoney, formatTime } from "../ui/format.ts";

/** Two fields that take a session's id, or one of the newest sessions. */
export function RunPicker({ query }: { readonly query: Query }): VNode {
  const page = useAnswer<SessionPage>("/api/sessions?limit=200", () => true).value;
  const choose = (changes: Readonly<Record<string, string>>): void =>
    navigate({ view: "compare", query: { ...query, ...changes } });
  return (
    <div class="picker">
      {(["a", "b"] as const).map((side) => (
        <label key={side} htmlFor={`run-${side}`}>
          <b class={`run-${side.toUpperCase()}`}>{side.toUpperCase()}</b>
          <input
            id={`run-${side}`}
            aria-label={`Run ${side.toUpperCase()}`}
            list="runs"
            placeholder="a session's id, or choose"
            spellcheck={false}
            value={query[side] ?? ""}
            onChange={(event) => choose({ [side]: event.currentTarget.value.trim() })}
          />
        </label>
      ))}
      <button
        type="button"
        disabled={!query.a && !query.b}
        onClick={() => choose({ a: query.b ?? "", b: query.a ?? "" })}
      >
        Swap
      </button>
      <datalist id="runs">
        {(page.value?.sessions ?? []).map((session) => (
          <option key={session.id} value={session.id}>
            {describe(session)}
          </option>
        ))}
      </datalist>
    </div>
  );
}

const describe = ({ startUs, agent, service, outcome, costUsd }: SessionRow): string =>
  [formatTime(startUs, true), agent ?? service, outcome, formatMoney(costUsd)].filter(Boolean).join(" · ");
