import { formatDuration } from "../ui/format.ts";

/** The part of time that the bars show, in microseconds from the start of the first span. */
export interface TimeWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/** Zooms by a factor (below 1: nearer) around a time that stays where it is, within the whole. Never below 10 µs. */
export function zoomed(window: TimeWindow, factor: number, aroundUs: number, wholeUs: number): TimeWindow {
  const length = window.toUs - window.fromUs;
  const next = Math.min(wholeUs, Math.max(10, length * factor));
  const share = length === 0 ? 0 : (aroundUs - window.fromUs) / length;
  return within(aroundUs - share * next, next, wholeUs);
}

/** Moves by a part of what is shown. */
export function panned(window: TimeWindow, share: number, wholeUs: number): TimeWindow {
  const length = window.toUs - window.fromUs;
  return within(window.fromUs + share * length, length, wholeUs);
}

/** A span with a margin of a tenth on both sides. */
export function around(startUs: number, durationUs: number, wholeUs: number): TimeWindow {
  const length = Math.max(durationUs * 1.2, 10);
  return within(startUs - (length - durationUs) / 2, length, wholeUs);
}

/** A time of the axis with as many digits as tell it from its neighbours. */
export function formatTick(us: number, { fromUs, toUs }: TimeWindow): string {
  const step = roundStep(Math.max(1, toUs - fromUs) / 6);
  if (us === 0 || step >= SECOND) return us === 0 ? "0" : formatDuration(us);
  const [unit, name] = toUs < 1000 ? [1, "µs"] : toUs < SECOND ? [1000, "ms"] : [SECOND, "s"];
  return `${(us / unit).toFixed(Math.max(0, Math.ceil(-Math.log10(step / unit))))} ${name}`;
}

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Distances above a second that read well. */
const ROUND = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((count) => count * HOUR),
];

/** Some round times for the axis, at most about seven. */
export function ticks({ fromUs, toUs }: TimeWindow): readonly number[] {
  const length = toUs - fromUs;
  if (!(length > 0)) return [];
  const step = roundStep(length / 6);
  const times: number[] = [];
  for (let time = Math.ceil(fromUs / step) * step; time <= toUs; time += step) times.push(time);
  return times;
}

function roundStep(least: number): number {
  if (least > SECOND) {
    const round = ROUND.find((step) => step >= least);
    if (round !== undefined) return round;
    return roundStep(least / (24 * HOUR) / 10) * 24 * HOUR * 10;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}

function within(fromUs: number, length: number, wholeUs: number): TimeWindow {
  const kept = Math.min(length, wholeUs);
  const from = Math.max(0, Math.min(fromUs, wholeUs - kept));
  return { fromUs: from, toUs: from + kept };
}
