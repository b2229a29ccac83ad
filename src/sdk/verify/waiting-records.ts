import { publicUrl } from "../../export/spool/segment-header.ts";
import type { SpoolSurvey, SurveyedSpool } from "../../export/spool/spool-survey.ts";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type Finding, finding } from "./finding.ts";

/** Records that waited longer than this are told of as something to mend. */
const LONG_MILLIS = 3_600_000;
/** More endpoints that records wait for are told of together. */
const MANY = 3;

/** What waits on disk, for which endpoint and for how long. */
export function waitingRecords({ spools }: SpoolSurvey): readonly Finding[] {
  const unreadable = spools.reduce((sum, spool) => sum + spool.unreadable, 0);
  const left = spools.flatMap((spool) => waitingIn(spool) ?? []);
  return [
    ...(unreadable === 0
      ? []
      : [finding("spool-unreadable", { what: `${counted(unreadable, "file")} cannot be read` })]),
    ...(["spool-backlog", "spool-waiting"] as const).flatMap((code) =>
      told(
        code,
        left.filter((one) => one.code === code),
      ),
    ),
  ];
}

interface Waiting {
  readonly code: "spool-backlog" | "spool-waiting";
  readonly target: string;
  readonly unit: "record" | "data point";
  readonly count: number;
  readonly ageMillis: number;
  /** Of processes that are no more. */
  readonly isOrphan: boolean;
}

function waitingIn(spool: SurveyedSpool): Waiting | undefined {
  const count = spool.records + (spool.held > 0 ? 0 : spool.openSpans);
  if (count === 0) return undefined;
  const ageMillis = spool.oldestMillis === undefined ? 0 : Math.max(0, Date.now() - spool.oldestMillis);
  const isOrphan = spool.records - spool.held > 0 || (spool.held === 0 && spool.openSpans > 0);
  const code = isOrphan && ageMillis > LONG_MILLIS ? "spool-backlog" : "spool-waiting";
  const unit = spool.header?.signal === "metrics" ? "data point" : "record";
  return { code, target: targetOf(spool), unit, count, ageMillis, isOrphan };
}

/** Each for itself, or in one line when they are many. */
function told(code: Waiting["code"], all: readonly Waiting[]): readonly Finding[] {
  if (all.length > MANY) {
    const count = all.reduce((sum, one) => sum + one.count, 0);
    const oldest = duration(Math.max(...all.map(({ ageMillis }) => ageMillis)));
    const what = `${count} records and data points wait for ${all.length} endpoints, the oldest for ${oldest}`;
    return [finding(code, { what })];
  }
  return all.map(({ target, unit, count, ageMillis, isOrphan }) =>
    finding(code, {
      what: `${counted(count, unit)} ${count === 1 ? "waits" : "wait"} for ${target}, the oldest for ${duration(ageMillis)}${isOrphan ? ", of processes that are no more" : ""}`,
    }),
  );
}

function targetOf({ header }: SurveyedSpool): string {
  return header === undefined
    ? "a destination that is not known"
    : terminalText(publicUrl(header.destination.url), 200);
}

function duration(millis: number): string {
  const minutes = Math.round(millis / 60_000);
  if (minutes === 0) return "less than a minute";
  if (minutes < 120) return counted(minutes, "minute");
  return minutes < 2_880 ? counted(Math.round(minutes / 60), "hour") : counted(Math.round(minutes / 1_440), "day");
}
