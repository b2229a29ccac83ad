import { measureText, subjectText } from "../../inspector/alerts/alert-text.ts";
import { HOUR_US } from "../../inspector/alerts/alert-window.ts";
import type { AlertReport, AlertRow, QuestionAnswer } from "../../inspector/api.ts";
import { formatCount } from "../../internal/format.ts";
import { clockTime } from "../terminal/time.ts";
import type { Answered } from "./print-report.ts";

/**
 * Alerts, and what the series are like, as tables for a person.
 *
 * @param askedFromUs - the begin of the time that was asked for, of which only so much is judged
 */
export function alertTables(
  { alerts, states, moreAlerts, moreSeries, fromUs }: AlertReport,
  askedFromUs: number | undefined,
): readonly Answered[] {
  const isCut = askedFromUs !== undefined && askedFromUs <= fromUs - HOUR_US;
  const from = isCut ? ` from ${clockTime(fromUs)} on` : "";
  const left = moreAlerts > 0 ? `, and ${formatCount(moreAlerts)} older ones` : "";
  const unjudged = moreSeries > 0 ? `, and ${formatCount(moreSeries)} more that are not judged` : "";
  return [
    { title: `Alerts${from}${left}`, answer: table("alerts", ALERT_COLUMNS, alerts.map(alertCells)) },
    {
      title: `Series, each in its newest whole hour${unjudged}`,
      answer: table(
        "states",
        STATE_COLUMNS,
        states.map((state) => stateCells(state)),
      ),
    },
  ];
}

/** Alerts with their numbers as they are, for programs. */
export function alertNumbers({ alerts }: AlertReport): Answered {
  const columns = ["id", "kind", "subjectType", "subject", "service", "sinceUs", "untilUs", "verdict"] as const;
  const numbers = ["value", "baseline", "unit", "score", "count"] as const;
  const all = [...columns, ...numbers];
  return {
    title: "Alerts",
    answer: table(
      "alerts",
      all,
      alerts.map((alert) => all.map((name) => alert[name])),
    ),
  };
}

type Rows = QuestionAnswer["rows"];

const ALERT_COLUMNS = ["since_at_us", "until_at_us", "kind", "subject", "verdict", "value", "usual", "cases"];
const STATE_COLUMNS = ["kind", "subject", "verdict", "value", "usual", "cases"];

function alertCells(alert: AlertRow): Rows[number] {
  const { sinceUs, untilUs, kind, verdict, value, baseline, unit, count } = alert;
  const until = untilUs ?? "stands";
  return [
    sinceUs,
    until,
    kind,
    subjectText(alert),
    verdict,
    measureText(value, unit),
    measureText(baseline, unit),
    count,
  ];
}

function stateCells(state: AlertReport["states"][number]): Rows[number] {
  const { kind, verdict, value, baseline, unit, count, lacks } = state;
  const said = lacks === null ? verdict : `${verdict}: ${lacks.have} of ${lacks.need} ${lacks.of}`;
  return [kind, subjectText(state), said, measureText(value, unit), measureText(baseline, unit), count];
}

function table(name: string, columns: readonly string[], rows: Rows): QuestionAnswer {
  return { name, columns, rows };
}
