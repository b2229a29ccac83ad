/** A rule as Prometheus reads it. */
export type Rule = RecordingRule | AlertRule;

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
}

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: Severity };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** `page` wakes somebody, `warning` is looked at in working hours, `info` is read some time. */
export type Severity = "page" | "warning" | "info";

export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly Rule[];
}

/** The groups as a file of rules. */
export function rulesFile(groups: readonly RuleGroup[]): string {
  return `# Made by \`node fleet/prometheus/generate.ts\` from the code: change that.\ngroups:\n${groups.map(groupText).join("")}`;
}

function groupText({ name, interval, rules }: RuleGroup): string {
  return `  - name: ${name}\n    interval: ${interval}\n    rules:\n${rules.map(ruleText).join("")}`;
}

function ruleText(rule: Rule): string {
  const head = "record" in rule ? `record: ${rule.record}` : `alert: ${rule.alert}`;
  const expr = `        expr: |-\n${rule.expr.replace(/^/gm, "          ")}\n`;
  if ("record" in rule) return `      - ${head}\n${expr}`;
  const held = rule.for === undefined ? "" : `        for: ${rule.for}\n`;
  return `      - ${head}\n${expr}${held}        labels:\n${fields(rule.labels)}        annotations:\n${fields(rule.annotations)}`;
}

/** Texts in double quotes, which JSON and YAML write alike. */
function fields(texts: Readonly<Record<string, string>>): string {
  return Object.entries(texts)
    .map(([name, text]) => `          ${name}: ${JSON.stringify(text)}\n`)
    .join("");
}
