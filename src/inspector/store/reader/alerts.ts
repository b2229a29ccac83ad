import { readAlerts, runReading } from "../../alerts/alert-report.ts";
import { type AlertQuery, alertWindow } from "../../alerts/alert-window.ts";
import type { AlertReport } from "../../api.ts";
import { sqlite } from "../../questions/dialect.ts";
import { readAnswer } from "./ad-hoc.ts";
import type { Reading } from "./reading.ts";

/** What monitors say of the hours that are stored. */
export function readAlertReport(reading: Reading, query: AlertQuery, nowUs: number): AlertReport {
  const history = { window: alertWindow(query, nowUs), dialect: sqlite, hasHours: true };
  return runReading(readAlerts(history), ({ sql, parameters }) => readAnswer(reading, sql, parameters));
}
