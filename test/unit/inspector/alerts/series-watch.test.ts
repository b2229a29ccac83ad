import { describe, expect, it } from "vitest";
import { alertWindow, HOUR_US } from "../../../../src/inspector/alerts/alert-window.ts";
import { slicesOf } from "../../../../src/inspector/alerts/reading.ts";
import { OF_HOURS, type Said, SeriesWatch } from "../../../../src/inspector/alerts/series-watch.ts";

const NOW_HOUR = 498_648;
const NOW_US = NOW_HOUR * HOUR_US + 1;
const SUBJECT = { subjectType: "model", subject: "gpt-6", service: null } as const;

const said = (verdict: Said["verdict"]["verdict"]): Said => ({
  verdict: { verdict, baseline: 0.02, score: 5 },
  value: 0.2,
  count: 40,
});

/** A watch that is told what the hours before the window's end are like: `!` out of the usual, `.` usual, `?` not enough data, ` ` nothing. */
function watched(hours: string, fromHours = 100): SeriesWatch {
  const window = alertWindow({ fromUs: NOW_US - fromHours * HOUR_US }, NOW_US);
  const watch = new SeriesWatch({ kind: "error_rate", unit: "ratio", times: OF_HOURS }, window);
  [...hours].forEach((sign, index) => {
    const hour = NOW_HOUR - hours.length + index;
    if (sign === " ") return;
    watch.say(SUBJECT, hour, () => said(sign === "!" ? "above" : sign === "." ? "usual" : "not enough data"));
  });
  return watch;
}

const times = (watch: SeriesWatch): readonly (readonly [since: number, until: number | null])[] =>
  watch
    .alerts()
    .map(({ sinceUs, untilUs }) => [
      NOW_HOUR - sinceUs / HOUR_US,
      untilUs === null ? null : NOW_HOUR - untilUs / HOUR_US,
    ]);

describe("alerts of a series", () => {
  it.each([
    ["one hour out of the usual", "...!...", [[4, 3]]],
    ["hours that follow each other", ".!!!..", [[5, 2]]],
    ["one usual hour between two others", ".!.!..", [[5, 2]]],
    [
      "two usual hours between",
      "!..!..",
      [
        [6, 5],
        [3, 2],
      ],
    ],
    ["the newest hour", "....!", [[1, null]]],
    ["one usual hour at the end", "...!.", [[2, null]]],
    ["nothing after it", ".!    ", [[5, 4]]],
    ["too little data after it", ".!??", [[3, 2]]],
    ["nothing but usual hours", "......", []],
  ] as const)("are told in whole hours: %s", (_what, hours, expected) => {
    expect(times(watched(hours))).toEqual(expected);
  });

  it("have their own beginning when they stand before the window begins, and are left out when they ended before it", () => {
    expect(times(watched("!!!!!!!!", 4))).toEqual([[8, null]]);
    expect(times(watched("!......", 4))).toEqual([]);
  });

  it("have the same name each time, and another one when they begin at another hour", () => {
    const [one] = watched("..!..").alerts();
    const [same] = watched("..!..").alerts();
    const [other] = watched(".!...").alerts();
    expect(one?.id).toMatch(/^[0-9a-f]{16}$/);
    expect(same?.id).toBe(one?.id);
    expect(other?.id).not.toBe(one?.id);
  });

  it("are of 200 series at most, and the rest is counted", () => {
    const watch = new SeriesWatch({ kind: "error_rate", unit: "ratio", times: OF_HOURS }, alertWindow({}, NOW_US));
    for (let tool = 0; tool < 230; tool += 1)
      watch.say({ ...SUBJECT, subject: `tool ${tool}` }, NOW_HOUR - 1, () => said("above"));
    expect(watch.alerts()).toHaveLength(200);
    expect(watch.left).toBe(30);
  });

  it("say what is missing where there is not enough data", () => {
    const watch = watched("..");
    watch.say({ ...SUBJECT, subject: "rare" }, NOW_HOUR - 1, () => ({
      ...said("not enough data"),
      lacks: { have: 12, need: 30, of: "calls" },
    }));
    watch.alerts();
    expect(watch.states().map(({ subject, verdict, lacks }) => [subject, verdict, lacks])).toEqual([
      ["gpt-6", "usual", null],
      ["rare", "not enough data", { have: 12, need: 30, of: "calls" }],
    ]);
  });
});

describe("the hours that are judged", () => {
  it("are whole, over, and of 35 days at most", () => {
    expect(alertWindow({}, NOW_US)).toMatchObject({ fromHour: NOW_HOUR - 168, toHour: NOW_HOUR });
    expect(alertWindow({ fromUs: 0 }, NOW_US)).toMatchObject({ fromHour: NOW_HOUR - 35 * 24, toHour: NOW_HOUR });
    expect(alertWindow({ toUs: NOW_US + 9 * HOUR_US }, NOW_US).toHour).toBe(NOW_HOUR);
    expect(alertWindow({ fromUs: NOW_US, toUs: 5 * HOUR_US }, NOW_US)).toMatchObject({
      readHour: 0,
      fromHour: 5,
      toHour: 5,
    });
  });

  it("are read in slices of so many rows, each hour once", () => {
    const window = alertWindow({}, NOW_US);
    const slices = slicesOf(window, (hour) => hour % 50, 1_000);
    expect(slices[0]?.from).toBe(window.readHour);
    expect(slices.at(-1)?.to).toBe(window.toHour);
    slices.forEach(({ from, to }, index) => {
      let rows = 0;
      for (let hour = from; hour < to; hour += 1) rows += hour % 50;
      expect(rows).toBeLessThanOrEqual(1_000);
      expect(from).toBe(slices[index - 1]?.to ?? window.readHour);
    });
    expect(slicesOf(window, () => 0, 10)).toEqual([]);
  });
});
