import { outside } from "../../internal/outside.ts";
import { monotonicMillis } from "../../internal/real-timers.ts";
import type { SpoolFs } from "./spool-fs.ts";

/** The clocks of the machine: the wall clock may jump, the steady one may stand still while the machine sleeps. */
export interface SpoolClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
  /**
   * Milliseconds since 1970 by which the system dates a file that is made now, whatever the clock of the program was made to say. Undefined when no file can
   * be made.
   */
  onDisk(fs: SpoolFs, directory: string): number | undefined;
}

export const SYSTEM_CLOCK: SpoolClock = {
  // See `readSystem` of `clock.ts`.
  now: () => outside(() => Date.now()),
  monotonic: monotonicMillis,
  onDisk(fs, directory) {
    const name = `clock-${process.getBuiltinModule("node:crypto").randomBytes(8).toString("hex")}`;
    const path = process.getBuiltinModule("node:path").join(directory, name);
    try {
      const file = fs.create(path);
      try {
        return fs.facts(file)?.mtimeMillis;
      } finally {
        fs.close(file);
        fs.remove(path);
      }
    } catch {
      return undefined;
    }
  },
};
