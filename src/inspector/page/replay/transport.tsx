import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { Step } from "../../api.ts";
import { formatDuration } from "../ui/format.ts";
import { contextGrowth } from "./context-growth.ts";
import { SPEEDS, type Speed, stepForKey, stepLabel } from "./playback.ts";

/** The scrubber, with how the context grew above it, and the buttons around it. */
export function Transport(props: {
  readonly steps: readonly Step[];
  readonly index: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  readonly isCompressed: boolean;
  readonly onGo: (to: number) => void;
  readonly onToggle: () => void;
  readonly onSpeed: (speed: Speed) => void;
  readonly onCompressed: (isCompressed: boolean) => void;
}): VNode {
  const { steps, index, onGo } = props;
  const last = steps.length - 1;
  const elapsed = (steps[index]?.startUs ?? 0) - (steps[0]?.startUs ?? 0);
  const Button = ({ to, label, sign }: { to: number; label: string; sign: string }): VNode => (
    <button type="button" aria-label={label} title={label} disabled={to < 0 || to > last} onClick={() => onGo(to)}>
      <span aria-hidden="true">{sign}</span>
    </button>
  );
  return (
    <section class="transport" aria-label="Replay">
      <div class="buttons">
        <Button to={index === 0 ? -1 : 0} label="First step (Home)" sign="«" />
        <Button to={index - 1} label="Step before (←)" sign="‹" />
        <button type="button" class="play" aria-pressed={props.isPlaying} onClick={props.onToggle} title="Space">
          {props.isPlaying ? "Stop" : "Play"}
        </button>
        <Button to={index + 1} label="Next step (→)" sign="›" />
        <Button to={index === last ? -1 : last} label="Last step (End)" sign="»" />
      </div>
      <div class="scrubber">
        <Strip steps={steps} index={index} />
        <input
          type="range"
          aria-label="Step"
          aria-valuetext={stepLabel(steps, index)}
          min={0}
          max={last}
          value={index}
          onInput={(event) => onGo(Number(event.currentTarget.value))}
          onKeyDown={(event) => {
            const to = stepForKey(event.key, index, steps.length);
            if (event.key === " ") props.onToggle();
            else if (to !== undefined) onGo(to);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <span class="place">
        <b>
          {index + 1} / {steps.length}
        </b>{" "}
        <span class="muted">+{formatDuration(elapsed)}</span>
      </span>
      <label>
        Speed{" "}
        <select value={props.speed} onChange={(event) => props.onSpeed(Number(event.currentTarget.value) as Speed)}>
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}x
            </option>
          ))}
        </select>
      </label>
      <label title="Long waits are cut to 1.5 seconds">
        <input
          type="checkbox"
          checked={props.isCompressed}
          onChange={(event) => props.onCompressed(event.currentTarget.checked)}
        />{" "}
        skip waits
      </label>
    </section>
  );
}

/** Context size as an area over the steps, with failures and decisions on it. Readers hear the same of each step. */
function Strip({ steps, index }: { readonly steps: readonly Step[]; readonly index: number }): VNode {
  const picture = useMemo(() => {
    const ticks = (kind: (step: Step) => boolean, from: number, to: number): string =>
      steps
        .filter(kind)
        .map((step) => `M${step.index} ${from}V${to}`)
        .join("");
    const growth = contextGrowth(steps).map(({ step, share }) => `H${step}V${40 - 34 * share}`);
    return (
      <>
        <path class="context" d={`M0 40${growth.join("")}H${steps.length - 1}V40Z`} />
        <path class="tool" d={ticks(({ type }) => type === "tool" || type === "command", 34, 40)} />
        <path class="decided" d={ticks(({ type }) => type === "decision", 26, 40)} />
        <path class="failed" d={ticks(({ failed }) => failed, 0, 40)} />
      </>
    );
  }, [steps]);
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${Math.max(1, steps.length - 1)} 40`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {picture}
      <path class="here" d={`M${index} 0V40`} />
    </svg>
  );
}
