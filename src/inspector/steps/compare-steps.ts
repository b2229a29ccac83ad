import type { Step } from "../api.ts";

/** What differs between two steps of the same kind and name. Ids and times do, and are not looked at. */
export function differences(a: Step, b: Step): readonly string[] {
  const found: string[] = [];
  if (!isEqual(a.arguments, b.arguments)) found.push("arguments");
  if (!isEqual(a.result, b.result)) found.push("result");
  if (!isEqual(withoutIds(a.input), withoutIds(b.input))) found.push("input");
  if (!isEqual(withoutIds(a.output), withoutIds(b.output))) found.push("output");
  if (a.system !== b.system) found.push("system");
  if (a.model !== b.model) found.push("model");
  if (a.failed !== b.failed || a.errorType !== b.errorType) found.push("error");
  if (!isEqual(a.decision, b.decision)) found.push("decision");
  if (a.outcome !== b.outcome) found.push("outcome");
  // Those of an agent are the sums of its calls.
  const isCall = a.type === "inference" || a.type === "other";
  if (isCall && (isFar(a.inputTokens, b.inputTokens) || isFar(a.outputTokens, b.outputTokens))) found.push("tokens");
  return found;
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** Calls of tools have a new id each time. */
function withoutIds(messages: Step["input"]): unknown {
  return messages.map(({ role, parts }) => [role, parts.map((part) => ({ ...part, id: null }))]);
}

/** Further apart than a tenth of the larger. */
function isFar(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a !== b;
  return Math.abs(a - b) > Math.max(a, b) / 10;
}
