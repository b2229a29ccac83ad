import type { ModelMatch } from "./cost.ts";
import { stripVersion, withGeneration } from "./model-name.ts";
import type { TableModel } from "./price-table.ts";

/** What a matcher of the table may look like; anything else matches nothing. */
interface MatchRule {
  readonly equals?: string;
  readonly starts_with?: string;
  readonly ends_with?: string;
  readonly contains?: string;
  readonly regex?: string;
  readonly or?: readonly MatchRule[];
  readonly and?: readonly MatchRule[];
}

export interface ModelHit {
  readonly model: TableModel;
  /** Absent when the table's matcher is satisfied but the name is that of another model. */
  readonly match?: ModelMatch;
}

/** What may stand before a name that a matcher finds inside a longer one: the region and vendor of Bedrock, the path of a gateway. */
const NAME_PREFIX = /^(?:(?:us-gov|us|eu|apac|au|jp|ca|sa|global)\.)?(?:[a-z0-9-]+[./])?$/;

/**
 * Finds the model of a normalised name as the table would, then refuses it when the name only begins like a model that is known.
 * The table matches open-ended: it gives `claude-opus-4-10` the price of `claude-opus-4-1`, and any model not yet released that of
 * its predecessor. What may differ is a date or a revision behind the name, and that the first generation (`-v1`) is said or not.
 */
export function findModel(models: readonly TableModel[], name: string): ModelHit | undefined {
  const model =
    models.find((each) => matches(each.match, name)) ?? models.find((each) => matches(each.match, dashDates(name)));
  if (model === undefined) return undefined;
  const match = accept(model, name);
  return match === undefined ? { model } : { model, match };
}

function accept(model: TableModel, name: string): ModelMatch | undefined {
  const id = model.id.toLowerCase();
  if (name === id) return "exact";
  const bare = stripVersion(name);
  let match: ModelMatch | undefined;
  for (const literal of [{ equals: id }, ...literals(model.match as MatchRule, [])]) {
    const found = acceptLiteral(literal, id, name, bare);
    if (found === "alias") return stripVersion(id) === bare ? "dated" : "alias";
    match ??= found;
  }
  return match;
}

function acceptLiteral(rule: MatchRule, id: string, name: string, bare: string): ModelMatch | undefined {
  const equals = rule.equals?.toLowerCase();
  if (equals !== undefined) {
    if (equals === name) return "alias";
    return stripVersion(equals) === bare ? "dated" : undefined;
  }
  if (rule.regex !== undefined) {
    return rule.regex.startsWith("^") && rule.regex.endsWith("$") && matches(rule, name) ? "dated" : undefined;
  }
  const text = (rule.starts_with ?? rule.contains ?? rule.ends_with)?.toLowerCase();
  if (text === undefined) return undefined;
  const at = name.indexOf(text);
  if (at < 0 || !NAME_PREFIX.test(name.slice(0, at)) || (rule.starts_with !== undefined && at > 0)) return undefined;
  if (name.length === at + text.length) return "alias";
  return stripVersion(withGeneration(text, id)) === stripVersion(name.slice(at)) ? "dated" : undefined;
}

function literals(rule: MatchRule, found: MatchRule[]): MatchRule[] {
  if (rule.or !== undefined) for (const each of rule.or) literals(each, found);
  else if (rule.and !== undefined) for (const each of rule.and) literals(each, found);
  else found.push(rule);
  return found;
}

function matches(value: unknown, name: string): boolean {
  const rule = value as MatchRule;
  if (rule.or !== undefined) return rule.or.some((each) => matches(each, name));
  if (rule.and !== undefined) return rule.and.every((each) => matches(each, name));
  if (rule.equals !== undefined) return name === rule.equals.toLowerCase();
  if (rule.starts_with !== undefined) return name.startsWith(rule.starts_with.toLowerCase());
  if (rule.ends_with !== undefined) return name.endsWith(rule.ends_with.toLowerCase());
  if (rule.contains !== undefined) return name.includes(rule.contains.toLowerCase());
  return rule.regex !== undefined && new RegExp(rule.regex).test(name);
}

/** `-20260305` as `-2026-03-05`, which is how some rows write their dates. */
function dashDates(name: string): string {
  return name.replace(/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, "-$1-$2-$3");
}
