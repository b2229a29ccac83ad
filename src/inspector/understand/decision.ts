import { TEXT } from "./field.ts";
import type { Reading } from "./reading.ts";

export interface Decision {
  readonly type: string | undefined;
  readonly choice: string;
}

/** Words of agents for what was decided on a tool or an edit, as this package says it. */
export const CHOICES: ReadonlyMap<string, string> = new Map([
  ["approved", "accept"],
  ["approved_for_session", "accept"],
  ["approved_execpolicy_amendment", "accept"],
  ["auto_accept", "accept"],
  ["accepted", "accept"],
  ["true", "accept"],
  ["denied", "reject"],
  ["rejected", "reject"],
  ["false", "reject"],
]);

export const COMPARED: ReadonlySet<string> = new Set(["tool", "edit"]);

/** What was decided, in words that are the same for all agents. */
export function decisionOf(reading: Reading, ownType: string | undefined): Decision | undefined {
  const said = reading.text(TEXT.decisionChoice);
  if (said === undefined) return undefined;
  const type = reading.text(TEXT.decisionType) ?? ownType;
  const choice = type !== undefined && COMPARED.has(type) ? (CHOICES.get(said) ?? said) : said;
  return { type, choice };
}
