import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { goodRequest, largestGood } from "./bad-bodies.ts";
import type { Ready, Seen } from "./inspector-process.ts";
import { send } from "./raw-http.ts";

/** Where a runtime does not tell a thread's CPU, that of the thread that stores is in it. */
const MAX_HELD_MILLIS = process.threadCpuUsage === undefined ? 300 : 100;
const MAX_GROWTH_MIB = 64;
const MIB = 1024 * 1024;

/** An inspector in a process of its own, over a file. */
export interface WatchedInspector {
  readonly port: number;
  readonly token: string;
  /**
   * Expects that it answers a good request, and that since the last time its loop was free and its memory what good
   * requests take.
   */
  expectWell(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWatched(): Promise<WatchedInspector> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-bad-input-"));
  const env = { ...process.env, XDG_STATE_HOME: folder };
  const child = fork(new URL("./inspector-process.ts", import.meta.url), [join(folder, "store.db")], {
    env,
    execArgv: [],
  });
  const ended = once(child, "exit");
  const [{ port, token }] = (await once(child, "message")) as [Ready];
  const look = async (): Promise<Seen> => {
    const answer = once(child, "message");
    child.send("look");
    return ((await answer) as [Seen])[0];
  };
  // What good requests take, as large as they may be, is no growth.
  for (let round = 0; round < 2; round++)
    for (const sent of largestGood()) expect((await send(port, sent)).status).toBe(200);
  const before = await look();
  return {
    port,
    token,
    expectWell: async () => {
      expect((await send(port, goodRequest())).status).toBe(200);
      const { heldMillis, peakBytes } = await look();
      expect(heldMillis).toBeLessThan(MAX_HELD_MILLIS);
      expect((peakBytes - before.peakBytes) / MIB).toBeLessThan(MAX_GROWTH_MIB);
      expect(child.exitCode).toBeNull();
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
