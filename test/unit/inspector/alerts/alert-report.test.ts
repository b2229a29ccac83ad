import { describe, expect, it } from "vitest";
import { readAlerts, runReading } from "../../../../src/inspector/alerts/alert-report.ts";
import { alertWindow, HOUR_US } from "../../../../src/inspector/alerts/alert-window.ts";
import { sqlite } from "../../../../src/inspector/questions/dialect.ts";

const END_HOUR = 500_000;

describe("a report of alerts", () => {
  it("lists the newest 500, and those that stand however old they are", () => {
    const rows: (string | number)[][] = [];
    const told = (hour: number, tool: string): void => {
      rows.push([hour, "agentscribe.loop.detected", "shop", "", tool, 1]);
    };
    for (let before = 160; before > 0; before -= 1) {
      told(END_HOUR - before, "stands");
      if (before % 40 === 0) for (let tool = 0; tool < 199; tool += 1) told(END_HOUR - before, `tool ${tool}`);
    }
    const window = alertWindow({}, END_HOUR * HOUR_US);
    const report = runReading(readAlerts({ window, dialect: sqlite, hasHours: true }), ({ sql }) => ({
      columns: [],
      rows: sql.includes("agentscribe.loop.detected") ? rows : [],
    }));
    expect(report.alerts).toHaveLength(501);
    expect(report.moreAlerts).toBe(4 * 199 + 1 - 501);
    expect(report.alerts.filter(({ untilUs }) => untilUs === null)).toMatchObject([
      { subject: "stands", sinceUs: (END_HOUR - 160) * HOUR_US },
    ]);
  });
});
