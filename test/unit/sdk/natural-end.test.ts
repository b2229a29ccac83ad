import { describe, expect, it } from "vitest";
import { createNaturalEnd } from "../../../src/sdk/natural-end.ts";

/** An end that is looked at by hand; what it does is in `done`. A flush takes `flushMillis`. */
function naturalEnd(flushMillis = 10) {
  const done: string[] = [];
  const state = { accepted: 1, openScopes: 0, now: 0 };
  const look = createNaturalEnd({
    recorder: {
      get openScopes() {
        return state.openScopes;
      },
      endOpen() {
        done.push("ends what is open");
        state.accepted += state.openScopes;
        state.openScopes = 0;
      },
    },
    accepted: () => state.accepted,
    async flush(budgetMillis) {
      done.push(`flushes within ${budgetMillis}`);
      state.now += flushMillis;
    },
    onOver: () => void done.push("over"),
    now: () => state.now,
  });
  return {
    state,
    done,
    /** Looks as often as `beforeExit` comes, until nothing holds the process. */
    async end(): Promise<readonly string[]> {
      done.length = 0;
      while (done.at(-1) !== "over") {
        look();
        await new Promise(setImmediate);
      }
      return [...done];
    },
    look,
  };
}

describe("createNaturalEnd()", () => {
  it("sends what was recorded, once", async () => {
    const { end } = naturalEnd();
    expect(await end()).toEqual(["flushes within 2100", "over"]);
    expect(await end()).toEqual(["over"]);
  });

  it("ends what is open when nothing came after the first flush, within the same time", async () => {
    const { state, end } = naturalEnd();
    state.openScopes = 2;
    expect(await end()).toEqual(["flushes within 2100", "ends what is open", "flushes within 2090", "over"]);
  });

  it("leaves open what an application still has that goes on", async () => {
    const { state, done, look } = naturalEnd();
    state.openScopes = 1;
    look();
    await new Promise(setImmediate);
    state.accepted += 1;
    look();
    await new Promise(setImmediate);
    expect(done).toEqual(["flushes within 2100", "flushes within 2090"]);
  });

  it("does not wait again for a backend that took all the time", async () => {
    const { state, end } = naturalEnd(2_100);
    state.openScopes = 1;
    expect(await end()).toEqual(["flushes within 2100", "ends what is open", "over"]);
  });

  it("is not kept busy by a listener that records each time", async () => {
    const { state, done, look } = naturalEnd(500);
    while (done.at(-1) !== "over") {
      state.accepted += 1;
      look();
      await new Promise(setImmediate);
      expect(done.length).toBeLessThan(10);
    }
    expect(done).toHaveLength(6);
  });

  it("has the whole time again after the application went on", async () => {
    const { state, end } = naturalEnd();
    await end();
    state.now += 5_000;
    state.accepted += 1;
    expect(await end()).toEqual(["flushes within 2100", "over"]);
  });

  it("does nothing while it sends", async () => {
    const { done, look } = naturalEnd();
    look();
    look();
    await new Promise(setImmediate);
    expect(done).toEqual(["flushes within 2100"]);
  });
});
