import { optOutReason } from "../internal/opt-out.ts";
import { sharedState } from "../internal/shared-state.ts";

/** Whether nothing is to be wrapped: the process is opted out, and no test records in memory in spite of it. */
export function isOff(): boolean {
  return sharedState().testing !== true && optOutReason(undefined, process.env) !== undefined;
}
