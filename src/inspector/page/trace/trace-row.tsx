import type { VNode } from "preact";
import { SPAN_KINDS } from "../../model/facts.ts";
import { formatDuration, formatExact } from "../ui/format.ts";
import { Badge, Glyph } from "../ui/glyph.tsx";
import { KIND_NAMES } from "../ui/glyphs.ts";
import { TokenBar } from "../ui/token-bar.tsx";
import { Duration, Money, Tokens } from "../ui/values.tsx";
import type { Mark } from "./marks.ts";
import type { SpanTimes } from "./span-times.ts";
import type { Trace } from "./use-trace.ts";
import { isErrorOrigin } from "./visible-rows.ts";

export const ROW_HEIGHT = 26;

/** Deeper rows are not moved further to the right; a number says how deep they are. */
const MAX_INDENT = 18;

/** One span: its place in the tree, what it and all below it cost, and its time. */
export function TraceRow(props: {
  readonly trace: Trace;
  readonly row: number;
  readonly index: number;
  readonly marks: readonly Mark[];
  /** Absent until the rows have been painted. */
  readonly times: SpanTimes | undefined;
}): VNode {
  const { trace, row, index, marks } = props;
  const { tree } = trace;
  const { table } = tree;
  const text = (column: readonly number[]): string => table.strings[column[row] ?? 0] ?? "";
  const kind = SPAN_KINDS[table.kind[row] ?? 0] ?? "other";
  const below = (tree.subtree[row] ?? 1) - 1;
  const depth = tree.depth[row] ?? 0;
  const isOpen = below > 0 && !trace.isCollapsed(row);
  const isError = table.status[row] === 2;
  const isSelected = trace.selected === row;
  const name = text(table.name);
  const facts = [text(table.tool), text(table.model), text(table.agent)];
  const more = facts.slice(0, 2).find((fact) => fact !== "" && !name.includes(fact));
  // Of `execute_tool search`, what tells it from its neighbours is the second.
  const own = facts.find((fact) => fact !== "" && name.endsWith(` ${fact}`)) ?? name;
  const what = name.slice(0, -own.length - 1);
  const calls = tree.calls[row] ?? 0;
  const isSum = table.counted[row] !== 1;
  const counts = isSum || (table.input[row] ?? table.output[row]) == null ? undefined : countsOf(trace, row);
  return (
    <div
      role="row"
      id={`row-${row}`}
      class={`row trace-row${isSelected ? " chosen" : ""}${isError ? " failed" : ""}`}
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      aria-level={depth + 1}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-expanded={below > 0 ? isOpen : undefined}
      onClick={() => trace.select(row)}
      onDblClick={() => below > 0 && trace.toggle(row)}
    >
      <div role="gridcell" class="name" style={{ paddingLeft: `${8 + Math.min(depth, MAX_INDENT) * 14}px` }}>
        <span
          class={`twist${below > 0 ? "" : " leaf"}${isOpen ? " open" : ""}`}
          aria-hidden="true"
          onClick={(event) => {
            if (below === 0) return;
            event.stopPropagation();
            trace.toggle(row);
          }}
        />
        {depth > MAX_INDENT && <span class="deep">{depth}</span>}
        <Glyph kind={isErrorOrigin(tree, row) ? "error" : kind} label="" />
        <span class="sr">{`${KIND_NAMES[kind] ?? kind}: `}</span>
        <span class="title" title={name}>
          {what !== "" && <span class="op">{what} </span>}
          <span>{name.slice(what === "" ? 0 : what.length + 1)}</span>
        </span>
        {more !== undefined && <span class="more">{more}</span>}
        {below > 0 && !isOpen && <span class="more">{`+${formatExact(below)}`}</span>}
        {isError && <Badge tone="bad">{text(table.errorType) || "failed"}</Badge>}
        {!isError && !isOpen && (tree.errors[row] ?? 0) > 0 && <Badge tone="bad">{`${tree.errors[row]} failed`}</Badge>}
        {tree.orphan[row] === 1 && (
          <Badge tone="warn" title="Its parent span has not been received">
            parent missing
          </Badge>
        )}
        {marks.map(({ kind: mark, us, text: what }) => (
          <span key={`${us}${what}`} class="mark" title={what}>
            <Glyph kind={mark} label={what} />
          </span>
        ))}
      </div>
      <div role="gridcell" class={`num${isSum ? " sum" : ""}`}>
        {calls > 0 && <Money usd={tree.cost[row] ?? 0} unpricedCalls={tree.unpriced[row] ?? 0} />}
      </div>
      <div role="gridcell" class={`tokens${isSum ? " sum" : ""}`}>
        {calls > 0 && (
          <>
            <span class="num">
              <Tokens input={tree.input[row] || (counts?.inputTokens ?? null)} output={tree.output[row] || null} />
            </span>
            {counts !== undefined && <TokenBar counts={counts} max={tree.mostTokens} />}
          </>
        )}
      </div>
      <div role="gridcell" class="num">
        <Duration us={table.duration[row] ?? 0} />
      </div>
      <Bar {...props} kind={kind} isError={isError} />
    </div>
  );
}

function Bar(props: {
  readonly trace: Trace;
  readonly row: number;
  readonly marks: readonly Mark[];
  readonly times: SpanTimes | undefined;
  readonly kind: string;
  readonly isError: boolean;
}): VNode {
  const { trace, row } = props;
  const { table } = trace.tree;
  const { fromUs, toUs } = trace.window;
  const start = table.start[row] ?? 0;
  const duration = table.duration[row] ?? 0;
  const gap = props.times?.gapUs[row] ?? 0;
  const at = (us: number): number => (100 * (us - fromUs)) / (toUs - fromUs);
  const left = Math.max(-1, Math.min(101, at(start)));
  const right = Math.max(-1, Math.min(101, at(start + duration)));
  const gapLeft = Math.max(0, at(start - gap));
  const self = props.times?.selfUs[row] ?? duration;
  const words = `starts at ${formatDuration(start)}, takes ${formatDuration(duration)}, of it ${formatDuration(self)} itself`;
  return (
    <div
      role="gridcell"
      class="time"
      title={gap > 0 ? `${words}; ${formatDuration(gap)} after what was before` : words}
    >
      <span class="sr">{words}</span>
      {left - gapLeft > 0.8 && left <= 100 && (
        <i class="gap" style={{ left: `${gapLeft}%`, width: `${left - gapLeft}%` }} />
      )}
      {(right < 0 || left > 100) && <i class={`off ${right < 0 ? "earlier" : "later"}`} />}
      {right >= 0 && left <= 100 && (
        <i
          class={`span-bar k-${props.kind}${props.isError ? " k-error" : ""}`}
          style={{ left: `${left}%`, width: `${Math.max(0, right - left)}%` }}
        />
      )}
      {props.marks.map(({ us, text }) => (
        <i key={`${us}${text}`} class="at" style={{ left: `${Math.max(0, Math.min(100, at(us)))}%` }} />
      ))}
    </div>
  );
}

function countsOf({ tree: { table } }: Trace, row: number) {
  return {
    inputTokens: table.input[row] ?? null,
    outputTokens: table.output[row] ?? null,
    cacheReadTokens: table.cacheRead[row] ?? null,
    cacheWriteTokens: table.cacheWrite[row] ?? null,
    reasoningTokens: table.reasoning[row] ?? null,
  };
}
