import type { SegmentOwner } from "./segment-name.ts";

/** What the system says of processes. */
export interface ProcessTable {
  /** This process, as others can check it. */
  readonly self: Omit<SegmentOwner, "instance">;
  /** For people who look into a segment. */
  readonly bootId: string;
  readonly pidNamespace: string;
  /** When the process started; undefined when there is none with this id. Only asked about the place of `self`. */
  startTimeOf(pid: number): string | undefined;
}

/** Where ids of processes cannot be checked, only the heartbeat of a segment tells whether its writer lives. */
export const UNKNOWN_PLACE = "0";

/** Reads `/proc`; without it, nothing is known but the process id. */
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
    if (startTime === undefined || !/^\d{1,20}$/.test(startTime)) return unknownPlace();
    const hash = process.getBuiltinModule("node:crypto").createHash("sha256").update(`${bootId} ${pidNamespace}`);
    const place = hash.digest("hex").slice(0, 12);
    return { self: { place, pid: process.pid, startTime }, bootId, pidNamespace, startTimeOf };
  } catch {
    return unknownPlace();
  }
}

function unknownPlace(): ProcessTable {
  return {
    self: { place: UNKNOWN_PLACE, pid: process.pid, startTime: "0" },
    bootId: "",
    pidNamespace: "",
    startTimeOf: () => undefined,
  };
}
