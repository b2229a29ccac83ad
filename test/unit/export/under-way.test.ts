import { expect, it } from "vitest";
import { createUnderWay } from "../../../src/export/queue/under-way.ts";

function timed(limit: number = 2) {
  const clock = { millis: 0 };
  return { clock, underWay: createUnderWay(limit, () => clock.millis) };
}

it("lets one batch more begin after two seconds without one, at most as many again", () => {
  const { clock, underWay } = timed();
  const begun: number[] = [];
  underWay.begin(10, 100);
  underWay.begin(10, 100);
  for (clock.millis = 0; clock.millis <= 20_000; clock.millis += 500) {
    if (!underWay.mayBeginOneMore()) continue;
    underWay.begin(1, 10);
    begun.push(clock.millis);
  }
  expect(begun).toEqual([2_000, 4_000]);
  expect([underWay.batches, underWay.items, underWay.bytes]).toEqual([4, 22, 220]);
});

it("lets none begin while another request of a batch was just made", () => {
  const { clock, underWay } = timed(1);
  const batch = underWay.begin(10, 100);
  clock.millis = 1_900;
  batch.askedAt = 1_900;
  clock.millis = 2_100;
  expect(underWay.mayBeginOneMore()).toBe(false);
});

it("gives up what is out for a second and four times as long as another took, and nothing else", () => {
  const { clock, underWay } = timed();
  const hung = underWay.begin(10, 100);
  clock.millis = 900;
  const young = underWay.begin(10, 100);
  clock.millis = 1_300;
  const answered = underWay.begin(10, 100);
  clock.millis = 1_400;
  underWay.answered(answered);
  expect([hung, young, answered].map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
  clock.millis = 1_401;
  underWay.answered({ ...answered, askedAt: 1_301 });
  expect([hung, young, answered].map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
});

it("has more patience with a batch that is larger", () => {
  const { clock, underWay } = timed();
  const large = underWay.begin(512, 1_000_000);
  clock.millis = 3_000;
  const small = underWay.begin(64, 100_000);
  clock.millis = 3_100;
  underWay.answered(small);
  // 1 s and 4 x 100 ms x 10 for ten times as many bytes.
  expect(large.signal.aborted).toBe(false);
  clock.millis = 5_100;
  underWay.answered({ ...small, askedAt: 5_000 });
  expect(large.signal.aborted).toBe(true);
});

it("forgets a batch that ended, once", () => {
  const { underWay } = timed();
  const batch = underWay.begin(10, 100);
  underWay.end(batch);
  underWay.end(batch);
  expect([underWay.batches, underWay.items, underWay.bytes]).toEqual([0, 0, 0]);
});
