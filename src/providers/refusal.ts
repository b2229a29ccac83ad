import type { ErrorFacts } from "./error.ts";

/** Codes with which a connection is never made. */
const UNREACHED: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/**
 * Whether a request was refused or never arrived, so that nothing was done that anybody bills. A request that took too long may have been worked on,
 * and one that a filter stopped was read by it, which Azure bills.
 */
export function isRefusal({ status, code, isTimeout }: Pick<ErrorFacts, "status" | "code" | "isTimeout">): boolean {
  if (isTimeout === true || code === "content_filter") return false;
  return status === undefined ? code !== undefined && UNREACHED.has(code) : status >= 400;
}
