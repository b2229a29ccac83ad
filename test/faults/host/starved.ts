import { readFileSync } from "node:fs";

/** Milliseconds that the main thread was ready to run and had no processor; 0 where the system does not say. */
export function starvedSoFar(): number {
  try {
    return Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  } catch {
    return 0;
  }
}
