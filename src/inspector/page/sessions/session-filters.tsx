import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SessionRow } from "../../api.ts";
import { navigate } from "../routing/router.ts";
import type { Query } from "../routing/routes.ts";
import { formatTime } from "../ui/format.ts";
import { useKeys } from "../ui/keyboard.ts";
import { changed, SINCE } from "./session-query.ts";

const FACETS: readonly (readonly [name: string, label: string, of: (row: SessionRow) => readonly (string | null)[]])[] =
  [
    ["service", "Service", (row) => [row.service]],
    ["agent", "Agent", (row) => [row.agent]],
    ["model", "Model", (row) => row.models],
    ["user", "User", (row) => [row.user]],
    ["tool", "Tool", () => []],
    ["outcome", "Outcome", (row) => [row.outcome]],
  ];

/** Filters that other views link with; they are shown only while they hold. */
const FROM_LINKS: Readonly<Record<string, string>> = {
  taskType: "Task",
  decision: "Decision",
  fromUs: "From",
  toUs: "Until",
};

const TYPING_MILLIS = 250;

/** What the list is limited to; all of it stands in the address. */
export function SessionFilters({
  query,
  rows,
}: {
  readonly query: Query;
  readonly rows: readonly SessionRow[];
}): VNode {
  const search = useRef<HTMLInputElement>(null);
  // What is typed stands here until the address has it: else a row that comes meanwhile would take it away.
  const typed = useSignal(query.text ?? "");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const seen = useRef(new Map<string, Set<string>>());
  for (const [name, , of] of FACETS) {
    const values = seen.current.get(name) ?? new Set();
    for (const row of rows) for (const value of of(row)) if (value !== null && values.size < 200) values.add(value);
    seen.current.set(name, values);
  }
  const latest = useRef(query);
  latest.current = query;
  const set = (name: string, value: string): void =>
    navigate({ view: "sessions", query: changed(latest.current, name, value) }, "replace");
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    typed.value = query.text ?? "";
  }, [query.text]);
  useKeys("Find", [{ key: "/", help: "find sessions", run: () => search.current?.focus() }]);
  return (
    <form class="session-filters" role="search" aria-label="Sessions" onSubmit={(event) => event.preventDefault()}>
      <input
        ref={search}
        type="search"
        class="wide"
        aria-label="Find sessions"
        placeholder="Find sessions  /"
        value={typed.value}
        onInput={({ currentTarget: { value } }) => {
          typed.value = value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => set("text", value), TYPING_MILLIS);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" || event.key === "Enter") document.getElementById("session-list")?.focus();
        }}
      />
      {FACETS.map(([name, label]) => (
        <span key={name}>
          <input
            type="text"
            aria-label={label}
            placeholder={label}
            list={`known-${name}`}
            class={query[name] === undefined ? "" : "set"}
            value={query[name] ?? ""}
            onChange={({ currentTarget: { value } }) => set(name, value.trim())}
          />
          <datalist id={`known-${name}`}>
            {[...(seen.current.get(name) ?? [])].map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        </span>
      ))}
      <select
        aria-label="Errors"
        class={query.failed === undefined ? "" : "set"}
        value={query.failed ?? ""}
        onChange={({ currentTarget: { value } }) => set("failed", value)}
      >
        <option value="">with and without errors</option>
        <option value="true">with errors</option>
        <option value="false">without errors</option>
      </select>
      <select
        aria-label="Time"
        class={query.since === undefined ? "" : "set"}
        value={query.since ?? ""}
        onChange={({ currentTarget: { value } }) => set("since", value)}
      >
        {SINCE.map(([minutes, name]) => (
          <option key={minutes} value={minutes}>
            {name}
          </option>
        ))}
      </select>
      {Object.entries(FROM_LINKS)
        .filter(([name]) => query[name] !== undefined)
        .map(([name, label]) => (
          <button key={name} type="button" class="chip" onClick={() => set(name, "")}>
            {label}: {name.endsWith("Us") ? formatTime(Number(query[name]), true) : query[name]}
            <span aria-hidden="true"> ✕</span>
            <span class="sr"> remove</span>
          </button>
        ))}
      {Object.keys(query).some((name) => name !== "sort") && (
        <button type="button" class="quiet" onClick={() => navigate({ view: "sessions", query: {} }, "replace")}>
          Clear
        </button>
      )}
    </form>
  );
}
