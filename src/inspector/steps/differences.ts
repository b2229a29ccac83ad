import type { Step } from "../api.ts";
import { isSame } from "./is-same.ts";

/** What differs between two steps of the same kind and name. Ids and times do, and are not looked at. */
export function differences(a: Step, b: Step): readonly string[] {
  const found: string[] = [];
  if (!isSame(a.arguments, b.arguments)) found.push("arguments");
  if (!isSame(a.result, b.result)) found.push("result");
  if (!saysTheSame(a.input, b.input)) found.push("input");
  if (!saysTheSame(a.output, b.output)) found.push("output");
  if (a.system !== b.system) found.push("system");
  if (a.model !== b.model) found.push("model");
  if (a.failed !== b.failed || a.errorType !== b.errorType) found.push("error");
  if (!isSame(a.decision, b.decision)) found.push("decision");
  if (a.outcome !== b.outcome) found.push("outcome");
  // Those of an agent are the sums of its calls.
  const isCall = a.type === "inference" || a.type === "other";
  if (isCall && (isFar(a.inputTokens, b.inputTokens) || isFar(a.outputTokens, b.outputTokens))) found.push("tokens");
  return found;
}

/** Whether messages are the same. Calls of tools have a new id each time. */
function saysTheSame(a: Step["input"], b: Step["input"]): boolean {
  if (a.length !== b.length) return false;
  return a.every((message, index) => {
    const other = b[index];
    if (other === undefined || message.role !== other.role || message.parts.length !== other.parts.length) return false;
    return message.parts.every((part, at) => isSame({ ...part, id: null }, { ...other.parts[at], id: null }));
  });
}

/** Further apart than a tenth of the larger. */
function isFar(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > Math.max(a, b) / 10;
}
