import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MILLIS, LastHour, MINUTE_MILLIS } from "../../../../src/monitor/windows/last-hour.ts";
import { RecentHours } from "../../../../src/monitor/windows/recent-hours.ts";
import { TimeWindows } from "../../../../src/monitor/windows/time-windows.ts";

interface Counter {
  count: number;
}
const counter = (): Counter => ({ count: 0 });
const sum = (windows: readonly Counter[]): number => windows.reduce((all, { count }) => all + count, 0);

describe("windows of time", () => {
  it("add up what a list of all times would, in whatever order times come and with gaps", () => {
    const LENGTH = 10;
    const COUNT = 5;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -200, max: 400 }), { maxLength: 60 }), (times) => {
        const windows = new TimeWindows(LENGTH, COUNT, counter);
        const kept: number[] = [];
        let newest = Number.NEGATIVE_INFINITY;
        for (const time of times) {
          const stretch = Math.floor(time / LENGTH);
          newest = Math.max(newest, stretch);
          const window = windows.at(time);
          expect(window === undefined).toBe(stretch <= newest - COUNT);
          if (window !== undefined) {
            window.count += 1;
            kept.push(time);
          }
        }
        for (const [from, to] of [
          [-300, 500],
          [0, 100],
          [newest * LENGTH, (newest + 1) * LENGTH],
          [5, 95],
        ] as const) {
          const held = kept.filter((time) => Math.floor(time / LENGTH) > newest - COUNT);
          const inside = (time: number): boolean =>
            Math.floor(time / LENGTH) * LENGTH >= from && (Math.floor(time / LENGTH) + 1) * LENGTH <= to;
          expect(sum(windows.between(from, to))).toBe(held.filter(inside).length);
        }
      }),
    );
  });
});

describe("the last hour", () => {
  it("is judged apart from the 24 whole hours before it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 30 * 60 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 0, max: 59 }),
        (minutes, seconds) => {
          const hour = new LastHour(counter);
          const times = minutes.sort((a, b) => a - b).map((minute) => minute * MINUTE_MILLIS + seconds * 1_000);
          for (const time of times) {
            for (const window of [hour.step(time), hour.hour(time)]) if (window !== undefined) window.count += 1;
          }
          const now = times.at(-1) ?? 0;
          const stepEnd = Math.floor(now / (10 * MINUTE_MILLIS)) * 10 * MINUTE_MILLIS + 10 * MINUTE_MILLIS;
          const begin = stepEnd - HOUR_MILLIS;
          expect(sum(hour.now(now))).toBe(times.filter((time) => time >= begin).length);
          const lastHour = Math.floor(begin / HOUR_MILLIS) * HOUR_MILLIS;
          const before = times.filter((time) => time < lastHour && time >= lastHour - 24 * HOUR_MILLIS);
          expect(sum(hour.before(now))).toBe(before.length);
        },
      ),
    );
  });

  it("forgets what is over, also when nothing comes for days", () => {
    const hour = new LastHour(counter);
    for (const window of [hour.step(0), hour.hour(0)]) if (window !== undefined) window.count += 1;
    expect(sum(hour.now(0))).toBe(1);
    const later = 40 * 24 * HOUR_MILLIS;
    expect(hour.now(later)).toEqual([]);
    expect(hour.before(later)).toEqual([]);
  });
});

describe("recent hours", () => {
  it("are as many as hold enough, a day at most, and a week is before them", () => {
    const hours = new RecentHours(counter, ({ count }) => count);
    for (let hour = 0; hour < 200; hour += 1) {
      const window = hours.hour(hour * HOUR_MILLIS);
      if (window !== undefined) window.count += 10;
    }
    const at = 199.5 * HOUR_MILLIS;
    expect(hours.split(at, 10)).toMatchObject({ hours: 1, now: [{ count: 10 }] });
    expect(hours.split(at, 45).hours).toBe(5);
    expect(sum(hours.split(at, 45).before)).toBe((7 * 24 + 1 - 5) * 10);
    expect(hours.split(at, 1_000)).toMatchObject({ hours: 24 });
    expect(sum(hours.split(at, 1_000).now)).toBe(240);
  });
});
