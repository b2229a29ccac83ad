import type { VNode } from "preact";
import { formatTime } from "../ui/format.ts";
import type { BoardFilter } from "./board-filter.ts";
import { RANGES } from "./time-range.ts";

/** The time and the service that a board shows. What is chosen stays in the address. */
export function Filters(props: {
  readonly filter: BoardFilter;
  readonly services: readonly string[];
  readonly onChange: (changes: Readonly<Record<string, string | undefined>>) => void;
}): VNode {
  const { filter, onChange } = props;
  const { fromUs, toUs } = filter.time;
  const services = [...new Set([...props.services, filter.service])].filter(Boolean).sort();
  return (
    <div class="filters">
      <label>
        Service{" "}
        <select value={filter.service} onChange={(event) => onChange({ service: event.currentTarget.value })}>
          <option value="">all</option>
          {services.map((service) => (
            <option key={service} value={service}>
              {service}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="ranges">
        <legend class="sr">Time</legend>
        {RANGES.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={filter.range === range}
            onClick={() => onChange({ range, from: undefined, to: undefined })}
          >
            {range}
          </button>
        ))}
      </fieldset>
      {(filter.range === undefined || filter.isPast) && (
        <span class="muted">
          {minute(fromUs)} to {minute(toUs)}
        </span>
      )}
    </div>
  );
}

const minute = (us: number): string => formatTime(us, true).slice(0, -3);
