import { HOUR_MILLIS, WEEK_HOURS } from "../../internal/judgements/baseline-hours.ts";

export const HOUR_US: number = HOUR_MILLIS * 1_000;

/** No more hours are judged at a time. */
const MAX_HOURS = 35 * 24;
const DEFAULT_HOURS = 7 * 24;
/** Judged before the window, so that an alert that stands when it begins has its own beginning. */
const WARM_UP_HOURS = 24;

/** What alerts are asked for. */
export interface AlertQuery {
  /** 7 days before the end by default. */
  readonly fromUs?: number | undefined;
  /** Now by default. */
  readonly toUs?: number | undefined;
  /** Only this service. */
  readonly service?: string | undefined;
}

/** Whole hours, counted since 1970; the ends are not part of them. */
export interface AlertWindow {
  /** The first hour that is read. */
  readonly readHour: number;
  /** The first one that is judged. */
  readonly judgeHour: number;
  /** The first one whose alerts are told. */
  readonly fromHour: number;
  readonly toHour: number;
  readonly service: string;
}

/** The hours that are over, of the time that is asked for. */
export function alertWindow({ fromUs, toUs, service }: AlertQuery, nowUs: number): AlertWindow {
  const toHour = Math.floor(Math.min(toUs ?? nowUs, nowUs) / HOUR_US);
  const asked = fromUs === undefined ? toHour - DEFAULT_HOURS : Math.floor(fromUs / HOUR_US);
  const fromHour = Math.max(0, Math.min(toHour, Math.max(asked, toHour - MAX_HOURS)));
  const judgeHour = Math.max(0, fromHour - WARM_UP_HOURS);
  return { readHour: Math.max(0, judgeHour - WEEK_HOURS), judgeHour, fromHour, toHour, service: service ?? "" };
}
