import { describe, expect, it } from "vitest";
import { alertTables } from "../../../src/cli/report/alert-tables.ts";
import { madeUpAlerts } from "../../support/inspector/made-up-alerts.ts";

const HOUR_US = 3_600e6;
const [FROM_US, TO_US] = [500_000 * HOUR_US, 500_168 * HOUR_US];

const titlesOf = (left: { moreAlerts?: number; moreSeries?: number }, askedFromUs?: number): readonly string[] =>
  alertTables({ ...madeUpAlerts(FROM_US, TO_US), ...left }, askedFromUs).map(({ title }) => title);

describe("alerts in a terminal", () => {
  it("say what is left out: older alerts, series that are not judged, and days before those that are", () => {
    expect(titlesOf({})).toEqual(["Alerts", "Series, each in its newest whole hour"]);
    expect(titlesOf({ moreAlerts: 1_200, moreSeries: 12 })).toEqual([
      "Alerts, and 1,200 older ones",
      "Series, each in its newest whole hour, and 12 more that are not judged",
    ]);
    const half = 0.5 * HOUR_US;
    expect(titlesOf({}, FROM_US + half)[0]).toBe("Alerts");
    expect(titlesOf({}, FROM_US - half)[0]).toBe("Alerts");
    expect(titlesOf({}, FROM_US - 24 * HOUR_US)[0]).toMatch(/^Alerts from \d{4}-\d\d-\d\d \d\d:\d\d:00 on$/);
  });
});
