import { writeFileSync } from "node:fs";
import { attempt } from "../observed-method.ts";
import { doctor } from "./diagnose.ts";

/** Names the file that `agentscribe doctor` waits for. */
export const REPORT_VARIABLE = "AGENTSCRIBE_DOCTOR_REPORT";

/** Writes what the process's end finds to the file that the command names. Without one it does nothing. */
export function reportAtExit(env: Readonly<Record<string, string | undefined>>): void {
  const file = env[REPORT_VARIABLE];
  if (file === undefined || file === "") return;
  process.on("exit", () => {
    attempt(() => writeFileSync(file, JSON.stringify(doctor()), { mode: 0o600 }));
  });
}
