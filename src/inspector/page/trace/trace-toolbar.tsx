import type { VNode } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { SPAN_KINDS } from "../../model/facts.ts";
import { formatDuration, formatExact } from "../ui/format.ts";
import { Glyph } from "../ui/glyph.tsx";
import { KIND_NAMES } from "../ui/glyphs.ts";
import { useKeys } from "../ui/keyboard.ts";
import type { SpanTree } from "./span-tree.ts";
import type { Trace } from "./use-trace.ts";
import { nextError } from "./visible-rows.ts";

/** Looks for spans by text, kind and error, and says how many there are. */
export function TraceToolbar({ trace }: { readonly trace: Trace }): VNode {
  const search = useRef<HTMLInputElement>(null);
  const { tree, filter } = trace;
  const { text, kinds, onlyErrors } = filter.value;
  const errors = tree.failed.length;
  const present = useMemo(() => kindsOf(tree), [tree]);
  useKeys("Find", [{ key: "/", help: "find spans", run: () => search.current?.focus() }]);
  const goToError = (): void => {
    const row = nextError(tree, trace.selected, 1);
    if (row !== -1) trace.goTo(row);
    document.getElementById("trace-grid")?.focus();
  };
  return (
    <div class="trace-toolbar" role="toolbar" aria-label="Find spans">
      <input
        ref={search}
        type="search"
        aria-label="Find spans"
        placeholder="Find spans  /"
        value={text}
        onInput={({ currentTarget }) => {
          filter.value = { ...filter.peek(), text: currentTarget.value };
        }}
        onKeyDown={(event) => {
          if (event.key !== "Escape" && event.key !== "Enter") return;
          if (event.key === "Escape") filter.value = { ...filter.peek(), text: "" };
          document.getElementById("trace-grid")?.focus();
        }}
      />
      {present.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          class="kind"
          title={KIND_NAMES[kind] ?? kind}
          aria-pressed={kinds.includes(kind)}
          onClick={() => {
            const next = kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind];
            filter.value = { ...filter.peek(), kinds: next };
          }}
        >
          <Glyph kind={kind} label="" /> <b>{KIND_NAMES[kind] ?? kind}</b>{" "}
          <span class="none">{formatExact(count)}</span>
        </button>
      ))}
      {errors > 0 && (
        <>
          <button
            type="button"
            class="kind"
            aria-pressed={onlyErrors}
            onClick={() => {
              filter.value = { ...filter.peek(), onlyErrors: !onlyErrors };
            }}
          >
            <Glyph kind="error" label="" /> <b>failed</b> <span class="none">{formatExact(errors)}</span>
          </button>
          <button type="button" onClick={goToError} title="e">
            Next error
          </button>
        </>
      )}
      <span class="count">
        {trace.foundCount === undefined ? "" : `${formatExact(trace.foundCount)} found in `}
        {`${formatExact(tree.rows)} spans`}
        {trace.isZoomed && ` · ${formatDuration(trace.window.toUs - trace.window.fromUs)} shown`}
      </span>
      {trace.isZoomed && (
        <button type="button" onClick={() => trace.zoomTo(null)} title="0">
          Reset zoom
        </button>
      )}
    </div>
  );
}

/** The kinds that there are with their counts, the most first. */
function kindsOf({ kinds }: SpanTree): readonly (readonly [string, number])[] {
  return SPAN_KINDS.map((kind, index) => [kind, kinds[index] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
}
