import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { formatExact } from "../ui/format.ts";
import { Glyph } from "../ui/glyph.tsx";
import type { Trace } from "./use-trace.ts";
import { isErrorOrigin } from "./visible-rows.ts";

/** Says what failed first, where anything did, and leads there. */
export function ErrorLine({ trace }: { readonly trace: Trace }): VNode | null {
  const { tree } = trace;
  const failed = useMemo(() => tree.order.filter((row) => isErrorOrigin(tree, row)), [tree]);
  const first = failed[0];
  if (first === undefined) return null;
  const { table } = tree;
  const type = table.strings[table.errorType[first] ?? 0] ?? "";
  return (
    <p class="error-line">
      <Glyph kind="error" label="" />
      <span>
        <b>{table.strings[table.name[first] ?? 0]}</b> failed{type !== "" && <> with {type}</>}
        {failed.length > 1 && <span class="none"> and {formatExact(failed.length - 1)} more</span>}
      </span>
      <button
        type="button"
        onClick={() => {
          trace.goTo(first);
          document.getElementById("trace-grid")?.focus();
        }}
      >
        Show the error
      </button>
    </p>
  );
}
