import { writeGenerated } from "../shared/generated.ts";
import { calls } from "./groups/calls.ts";
import { decisions } from "./groups/decisions.ts";
import { delivery } from "./groups/delivery.ts";
import { spending } from "./groups/spending.ts";
import { work } from "./groups/work.ts";
import { type RuleGroup, rulesFile } from "./rule.ts";

export const RULE_GROUPS: readonly RuleGroup[] = [calls, decisions, work, spending, delivery];

/** The generated files, by their path from the root of the repository. */
export function prometheusFiles(): Readonly<Record<string, string>> {
  return { "fleet/prometheus/agentscribe.rules.yml": rulesFile(RULE_GROUPS) };
}

if (import.meta.main) writeGenerated(prometheusFiles());
