import type { VNode } from "preact";
import type { SpanDetail } from "../../api.ts";
import { useAnswer } from "../data/use-answer.ts";
import { failureOf } from "../detail/failure.ts";
import { formatExact } from "../ui/format.ts";
import { Glyph } from "../ui/glyph.tsx";
import type { Trace } from "./use-trace.ts";

/** Says what failed first and why, where anything did, and leads there. */
export function ErrorLine({ trace }: { readonly trace: Trace }): VNode | null {
  const { failed } = trace.tree;
  const first = failed[0];
  return first === undefined ? null : <FirstError trace={trace} row={first} more={failed.length - 1} />;
}

function FirstError({
  trace,
  row,
  more,
}: {
  readonly trace: Trace;
  readonly row: number;
  readonly more: number;
}): VNode {
  const { table } = trace.tree;
  const id = `${table.traces[table.trace[row] ?? 0]}/${table.id[row]}`;
  const detail = useAnswer<SpanDetail>(`/api/spans/${id}`).value.value;
  const why = detail === undefined ? "" : (failureOf(detail)?.message ?? "").slice(0, 300);
  const type = table.strings[table.errorType[row] ?? 0] ?? "";
  return (
    <p class="error-line">
      <Glyph kind="error" label="" />
      <span class="why" title={why}>
        <b>{table.strings[table.name[row] ?? 0]}</b> failed
        {type !== "" && !why.startsWith(type) && ` with ${type}`}
        {why !== "" && `: ${why}`}
      </span>
      {more > 0 && <span>and {formatExact(more)} more</span>}
      <button
        type="button"
        onClick={() => {
          trace.goTo(row);
          document.getElementById("trace-grid")?.focus();
        }}
      >
        Show the error
      </button>
    </p>
  );
}
