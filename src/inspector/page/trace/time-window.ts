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

/** Three to eight round times for the axis. */
export function ticks({ fromUs, toUs }: TimeWindow): readonly number[] {
  const length = toUs - fromUs;
  if (!(length > 0)) return [];
  const rough = length / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const times: number[] = [];
  for (let time = Math.ceil(fromUs / step) * step; time <= toUs; time += step) times.push(time);
  return times;
}

function within(fromUs: number, length: number, wholeUs: number): TimeWindow {
  const kept = Math.min(length, wholeUs);
  const from = Math.max(0, Math.min(fromUs, wholeUs - kept));
  return { fromUs: from, toUs: from + kept };
}
