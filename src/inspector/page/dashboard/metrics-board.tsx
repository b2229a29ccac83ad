import type { VNode } from "preact";
import type { MetricSeries } from "../../api.ts";
import { withQuery } from "../routing/routes.ts";
import { AnswerState } from "../ui/answer-state.tsx";
import type { BoardFilter } from "./board-filter.ts";
import { metricSeries } from "./metric-series.ts";
import { ChartPanel } from "./series-panel.tsx";
import { useKeptAnswer } from "./use-kept-answer.ts";

/** Metrics as they were sent, one at a time. */
export function MetricsBoard(props: {
  readonly name: string | undefined;
  readonly filter: BoardFilter;
  readonly onChange: (changes: Readonly<Record<string, string | undefined>>) => void;
  readonly onStretch: (fromUs: number, toUs: number) => void;
}): VNode {
  const { filter, onChange, onStretch } = props;
  const answer = useKeptAnswer<readonly MetricSeries[]>(withQuery("/api/metrics", { service: filter.service }));
  const all = answer.value ?? [];
  const names = [...new Set(all.map((series) => series.name))].sort();
  const name = props.name ?? names[0] ?? "";
  const chosen = all.filter((series) => series.name === name);
  const [first] = chosen;
  return (
    <div class="panels">
      <div class="panel-choice">
        <AnswerState answer={answer} what="metrics" />
        {answer.value !== undefined && names.length === 0 && <p class="empty">No metrics were received.</p>}
        {names.length > 0 && (
          <label>
            Metric{" "}
            <select value={name} onChange={(event) => onChange({ name: event.currentTarget.value })}>
              {names.map((each) => (
                <option key={each} value={each}>
                  {each}
                </option>
              ))}
            </select>
          </label>
        )}
        {first !== undefined && (
          <span class="muted">
            {first.type}
            {first.unit === "" ? "" : ` in ${first.unit}`}, {chosen.length} series
            {/histogram|summary/.test(first.type) ? "; the mean is shown" : ""}
          </span>
        )}
      </div>
      {first !== undefined && (
        <ChartPanel title={name} series={metricSeries(all, name, filter.time)} onStretch={onStretch} />
      )}
    </div>
  );
}
