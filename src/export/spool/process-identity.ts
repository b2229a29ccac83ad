import type { SegmentOwner } from "./segment-name.ts";

/** What the system says of processes. */
export interface ProcessTable {
  /** This process, as others can check it. */
  readonly self: Omit<SegmentOwner, "instance">;
  /** For people who look into a segment. */
  readonly bootId: string;
  readonly pidNamespace: string;
  /** When the process started, {@link UNKNOWN_START} where that is not said; undefined when there is none with this id. Only asked about the place of `self`. */
  startTimeOf(pid: number): string | undefined;
}

/** Where ids of processes cannot be checked, only the heartbeat of a segment tells whether its writer lives. */
export const UNKNOWN_PLACE = "0";
/** A process with this id is there, and may be another one than before. */
export const UNKNOWN_START = "0";

/** Reads `/proc`. macOS and Windows have none and say of an id only whether some process has it; elsewhere nothing is known without it. */
export function systemProcesses(): ProcessTable {
  const fs = process.getBuiltinModule("node:fs");
  const startTimeOf = (pid: number | "self"): string | undefined => {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
      // The name of the program stands in parentheses and may hold anything; field 22 is the 20th after it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      // A zombie writes no more.
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ESRCH") return undefined;
      throw error;
    }
  };
  try {
    const bootId = fs.readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    const pidNamespace = fs.readlinkSync("/proc/self/ns/pid");
    const startTime = startTimeOf("self");
    if (startTime === undefined || !/^\d{1,20}$/.test(startTime)) return withoutProc();
    const place = placeOf(`${bootId} ${pidNamespace}`);
    return { self: { place, pid: process.pid, startTime }, bootId, pidNamespace, startTimeOf };
  } catch {
    return withoutProc();
  }
}

function withoutProc(): ProcessTable {
  // Elsewhere, containers of one name may have processes of their own each.
  const isKnown = process.platform === "darwin" || process.platform === "win32";
  const place = isKnown ? placeOf(process.getBuiltinModule("node:os").hostname()) : UNKNOWN_PLACE;
  return {
    self: { place, pid: process.pid, startTime: UNKNOWN_START },
    bootId: "",
    pidNamespace: "",
    startTimeOf: (pid) => (isThere(pid) ? UNKNOWN_START : undefined),
  };
}

function placeOf(text: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
