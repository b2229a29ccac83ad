import { describe, expect, it } from "vitest";
import { pauseAfter } from "../../../src/cli/replay/pace.ts";
import { afterKey, afterTick, type PlayState } from "../../../src/cli/replay/player.ts";
import { madeUpStep } from "../../support/inspector/made-up-session.ts";

const start: PlayState = { index: 0, scroll: 0, isPlaying: false, isOver: false };
const pressed = (...keys: readonly string[]) => keys.reduce((state, key) => afterKey(state, key, 5), start);

describe("afterKey()", () => {
  it("goes on and back within the session", () => {
    expect(pressed("right", "right").index).toBe(2);
    expect(pressed("left").index).toBe(0);
    expect(pressed("end", "right").index).toBe(4);
    expect(pressed("end", "home").index).toBe(0);
    expect(pressed("page-down").index).toBe(4);
  });

  it("scrolls in a step, and begins the next at its top", () => {
    expect(pressed("down", "down", "up").scroll).toBe(1);
    expect(pressed("down", "right").scroll).toBe(0);
    expect(pressed("up").scroll).toBe(0);
  });

  it("plays and pauses, and a step by hand ends playing", () => {
    expect(pressed("space").isPlaying).toBe(true);
    expect(pressed("space", "space").isPlaying).toBe(false);
    expect(pressed("space", "right").isPlaying).toBe(false);
    expect(pressed("end", "space").isPlaying).toBe(false);
  });

  it("ends with q, escape or the interrupt key, and leaves other keys alone", () => {
    for (const key of ["q", "escape", "interrupt"]) expect(pressed(key).isOver).toBe(true);
    expect(pressed("x", "7")).toEqual(start);
  });
});

describe("afterTick()", () => {
  it("goes to the next step until the last, where playing ends", () => {
    const playing = { ...start, isPlaying: true, scroll: 3 };
    expect(afterTick(playing, 3)).toEqual({ ...playing, index: 1, scroll: 0 });
    expect(afterTick({ ...playing, index: 1 }, 3)).toMatchObject({ index: 2, isPlaying: false });
  });
});

describe("pauseAfter()", () => {
  it("is the session's own, so many times faster, never long and never nothing", () => {
    const steps = [0, 1, 2].map((index) => madeUpStep(index, { startUs: [0, 1_000_000, 3_600_000_000][index] ?? 0 }));
    expect(pauseAfter(steps, 0, 1)).toBe(1_000);
    expect(pauseAfter(steps, 0, 4)).toBe(250);
    expect(pauseAfter(steps, 0, 1_000)).toBe(50);
    expect(pauseAfter(steps, 1, 1)).toBe(3_000);
    expect(pauseAfter(steps, 2, 1)).toBe(0);
  });
});
