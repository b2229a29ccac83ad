import { describe, expect, it } from "vitest";
import { createBoundedFlush, flushLimit } from "../../../src/export/bounded-flush.ts";

/** Queues by what they hold, and how long each was asked to send it. A flush that `sends` leaves nothing waiting. */
function makeQueues(...states: { waits?: boolean; failing?: boolean; sent?: number; sends?: boolean }[]) {
  const asked: [index: number, millis: number][] = [];
  const queues = states.map((state, index) => ({
    health: () => ({
      pending: state.waits === true ? 1 : 0,
      onDisk: 0,
      failing: state.failing === true,
      sent: state.sent ?? 0,
    }),
    async flush(millis: number) {
      await new Promise(setImmediate);
      asked.push([index, millis]);
      if (state.sends === true) state.waits = false;
    },
  }));
  const flush = createBoundedFlush(queues as never);
  return {
    states,
    async flush(options: Parameters<typeof flush>[0]) {
      await flush(options);
      return asked.splice(0);
    },
  };
}

describe("createBoundedFlush()", () => {
  it("asks all for the time that is given", async () => {
    const { flush } = makeQueues({}, { waits: true, failing: true });
    expect(await flush({ timeoutMillis: 3_000 })).toEqual([
      [0, 3_000],
      [1, 3_000],
    ]);
  });

  it("asks for half a second, and those whose backend answers for the rest of two", async () => {
    const { flush } = makeQueues({ waits: true }, { waits: true, failing: true }, { waits: true, sends: true });
    expect(await flush({})).toEqual([
      [0, 500],
      [1, 500],
      [2, 500],
      [0, 1_600],
    ]);
    expect((await flush({ budgetMillis: 300 })).map(([, millis]) => millis)).toEqual([300, 300, 300, 0]);
  });

  it("asks nobody at the end where nothing waits", async () => {
    expect(await makeQueues({}, { sent: 5 }).flush({ atEnd: true })).toEqual([]);
  });

  it("asks none at the end that was just given up, and others only where one of them sent something", async () => {
    const { states, flush } = makeQueues({ waits: true, failing: true, sent: 4 }, {});
    expect(await flush({ atEnd: true })).toHaveLength(2);
    expect(await flush({ atEnd: true })).toEqual([]);
    Object.assign(states[1] ?? {}, { waits: true, sends: true, sent: 1 });
    expect(await flush({ atEnd: true })).toEqual([[1, 500]]);
    expect(await flush({})).toHaveLength(2);
  });
});

describe("flushLimit()", () => {
  it("keeps a time between nothing and an hour, and takes the usual one for what is none", () => {
    const limits = [-5, 0, 7, 1e12, Number.NaN].map((timeoutMillis) => flushLimit({ timeoutMillis }));
    expect(limits).toEqual([0, 0, 7, 3_600_000, 2_100]);
    expect([flushLimit({}), flushLimit({ budgetMillis: 40 })]).toEqual([2_100, 40]);
  });
});
