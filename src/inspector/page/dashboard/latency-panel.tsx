import type { VNode } from "preact";
import type { QuestionAnswer } from "../../api.ts";
import { AnswerGrid } from "../questions/answer-grid.tsx";
import { AnswerState } from "../ui/answer-state.tsx";
import { formatDuration, formatExact } from "../ui/format.ts";
import { Badge } from "../ui/glyph.tsx";
import { askPath } from "./ask-path.ts";
import type { BoardFilter } from "./board-filter.ts";
import { type LatencyRow, latencyRows } from "./latency-rows.ts";
import { NotEnough, Panel } from "./panel.tsx";
import { useKeptAnswer } from "./use-kept-answer.ts";

const TONES = { slower: "bad", faster: "good" } as const;

/** p95 of now beside the baseline's, each with its band. */
export function LatencyPanel(props: {
  readonly title: string;
  readonly by: string;
  readonly filter: BoardFilter;
}): VNode {
  const { title } = props;
  const answer = useKeptAnswer<QuestionAnswer>(
    askPath({ question: "latency", parameters: { by: props.by } }, props.filter),
  );
  const rows = answer.value === undefined ? [] : latencyRows(answer.value);
  return (
    <Panel
      title={title}
      table={answer.value === undefined ? undefined : <AnswerGrid answer={answer.value} caption={title} />}
    >
      <AnswerState answer={answer} what={title.toLowerCase()} />
      {answer.value !== undefined && rows.length === 0 && <NotEnough />}
      <ul class="latency" aria-hidden="true">
        {rows.slice(0, 8).map((row) => (
          <li key={row.label}>
            <span class="bar-label">{row.label}</span>
            <span class="muted num">{formatExact(row.calls)} calls</span>
            <Track row={row} />
            <b class="num">{row.now.value === null ? "–" : formatDuration(row.now.value)}</b>
            <Badge tone={TONES[row.verdict as keyof typeof TONES] ?? "plain"}>{row.verdict}</Badge>
          </li>
        ))}
      </ul>
      {rows.length > 0 && <p class="hint">p95 with its 95 % band; below it in grey the same of the time before</p>}
    </Panel>
  );
}

function Track({ row }: { readonly row: LatencyRow }): VNode {
  return (
    <svg class="track" aria-hidden="true" viewBox="0 0 100 16" preserveAspectRatio="none">
      {(
        [
          ["now", row.now, 1],
          ["then", row.baseline, 9],
        ] as const
      ).map(([name, { low, high, value }, y]) => (
        <g key={name} class={name}>
          {low !== null && high !== null && (
            <rect x={low * row.scale} y={y} width={Math.max(0.5, (high - low) * row.scale)} height="6" />
          )}
          {value !== null && <path d={`M${value * row.scale} ${y - 0.5}v7`} />}
        </g>
      ))}
    </svg>
  );
}
