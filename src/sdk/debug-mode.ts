import type { Diag } from "../internal/diag.ts";

/** Whether to print what happens, and whether only to print it. Code wins over `AGENTSCRIBE_DEBUG`. */
export function debugMode(
  option: boolean | "only" | undefined,
  env: Readonly<Record<string, string | undefined>>,
  diag: Diag,
): boolean | "only" {
  if (option !== undefined) return option;
  const word = (env.AGENTSCRIBE_DEBUG ?? "").trim().toLowerCase();
  if (word === "only") return "only";
  if (["1", "true", "yes", "on"].includes(word)) return true;
  if (!["", "0", "false", "no", "off"].includes(word)) {
    diag.warn("env:AGENTSCRIBE_DEBUG", `AGENTSCRIBE_DEBUG=${word.slice(0, 40)} is none of 1, 0, only; debug stays off`);
  }
  return false;
}
