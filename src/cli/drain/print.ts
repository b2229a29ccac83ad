import type { SpoolSurvey, SurveyedSpool } from "../../export/spool/spool-survey.ts";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { Drained } from "./drain-spool.ts";

/** Records that wait, and spans of dead processes that are none yet. */
export function leftRecords({ spools }: SpoolSurvey): number {
  return spools.reduce((sum, { records, held, openSpans }) => sum + records + (held > 0 ? 0 : openSpans), 0);
}

/** As lines for a person, or as one line of JSON. */
export function printSurvey(survey: SpoolSurvey, json: boolean): string {
  const now = Date.now();
  if (json) return `${JSON.stringify(surveyJson(survey, now))}\n`;
  const lines = survey.spools.map((spool) => line(spool, now, undefined));
  if (lines.length === 0 && survey.refused === undefined) lines.push("  nothing is waiting");
  return [`${survey.directory}${refusal(survey)}`, ...lines, ...letters(survey), ""].join("\n");
}

export function printDrain(drained: Drained, json: boolean): string {
  const now = Date.now();
  const { sent, left } = drained;
  const remaining = left.spools.filter(({ records, openSpans, unreadable }) => records + openSpans + unreadable > 0);
  const why = (spool: SurveyedSpool): string => reasonFor(spool, drained);
  if (json) {
    const { directory, refused, deadLetters } = surveyJson(left, now);
    const rest = remaining.map((spool) => ({ ...spoolJson(spool, now), reason: why(spool) }));
    return `${JSON.stringify({ directory, refused, sent, left: rest, deadLetters })}\n`;
  }
  const done = sent.map(({ signal, url, delivered, dropped }) => {
    const lost = Object.entries(dropped).map(([reason, count]) => `, ${count} dropped (${reason})`);
    return `  ${signal} to ${terminalText(url)}: ${delivered} delivered${lost.join("")}`;
  });
  const stays = remaining.map((spool) => line(spool, now, why(spool)));
  if (done.length + stays.length === 0 && left.refused === undefined) done.push("  nothing was waiting");
  return [`${left.directory}${refusal(left)}`, ...done, ...stays, ...letters(left), ""].join("\n");
}

/** Why what is left was not sent. */
function reasonFor(spool: SurveyedSpool, { sent, endpoints, refusalOf }: Drained): string {
  const { folder, header, records, held, unreadable } = spool;
  const refusal = refusalOf(spool);
  if (refusal === "other credentials") return "recorded with other credentials; --any-credentials sends it";
  if (header === undefined)
    return unreadable > 0 ? "the files cannot be read by this version" : "destination not known";
  const tried = sent.find((one) => one.folder === folder);
  if (tried === undefined) {
    const other = endpoints[header.signal as keyof typeof endpoints];
    return `recorded for another endpoint than ${other === undefined ? "any given" : terminalText(other)}`;
  }
  if (records > 0 && held === records)
    return "held by a process that lives, or whose end is certain only after a minute of silence";
  return terminalText(tried.lastError ?? "not sent in time");
}

function line(spool: SurveyedSpool, now: number, why: string | undefined): string {
  const { header, records, held, openSpans, bytes, segments, unreadable } = spool;
  const what = header === undefined ? "unknown destination" : `${terminalText(header.signal)} to ${urlOf(header)}`;
  const facts = [
    `${counted(records, header?.signal === "metrics" ? "data point" : "record")}${why === undefined ? "" : records === 1 ? " stays" : " stay"}`,
    ...(held > 0 ? [`${held} held by a living process`] : []),
    ...(openSpans > 0 ? [counted(openSpans, "open span")] : []),
    `${counted(bytes, "byte")} in ${counted(segments, "file")}`,
    ...(unreadable > 0 ? [`${counted(unreadable, "file")} not readable`] : []),
    ...(spool.oldestMillis === undefined ? [] : [`oldest ${age(now - spool.oldestMillis)}`]),
  ];
  return `  ${what}: ${facts.join(", ")}${why === undefined ? "" : `: ${why}`}`;
}

function urlOf({ destination }: NonNullable<SurveyedSpool["header"]>): string {
  return terminalText(destination.url);
}

function letters({ deadLetters }: SpoolSurvey): readonly string[] {
  return deadLetters.map(
    ({ records, signal, destination, reason }) =>
      `  refused: ${records} ${terminalText(signal)} of ${terminalText(destination)} (${terminalText(reason)})`,
  );
}

function refusal({ refused }: SpoolSurvey): string {
  return refused === undefined ? "" : `: not used, ${refused}`;
}

function surveyJson({ directory, refused, spools, deadLetters }: SpoolSurvey, now: number) {
  return { directory, refused, spools: spools.map((spool) => spoolJson(spool, now)), deadLetters };
}

function spoolJson({ header, oldestMillis, ...counts }: SurveyedSpool, now: number) {
  const ageSeconds = oldestMillis === undefined ? undefined : Math.round((now - oldestMillis) / 1_000);
  return { signal: header?.signal, destination: header?.destination, ...counts, ageSeconds };
}

function age(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}
