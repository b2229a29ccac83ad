import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { passOver } from "../../../../src/inspector/serve/pass-over.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

/** Whether it is over by now, events that are under way included. */
async function isOver(passing: Promise<void>): Promise<boolean> {
  const turn = new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(false))));
  return (await Promise.race([passing.then(() => true), turn])) === true;
}

describe("passOver()", () => {
  it("reads on to the end of a body", async () => {
    const body = new PassThrough();
    const passing = passOver(body);
    body.write("x".repeat(100_000));
    expect(await isOver(passing)).toBe(false);
    body.end();
    expect(await isOver(passing)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits for a body no longer than half a second, and not at all for one that ended or is gone", async () => {
    const endless = passOver(new PassThrough());
    vi.advanceTimersByTime(499);
    expect(await isOver(endless)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isOver(endless)).toBe(true);
    const gone = new PassThrough();
    gone.destroy();
    expect(await isOver(passOver(gone))).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is over when its sender goes away", async () => {
    const body = new PassThrough();
    const passing = passOver(body);
    body.destroy();
    expect(await isOver(passing)).toBe(true);
  });
});
