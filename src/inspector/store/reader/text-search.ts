import { NAMES } from "../sessions.ts";
import type { Cell } from "../sqlite.ts";
import type { Reading } from "./reading.ts";

/** Names that are followed, at most; more would be a search for almost everything. */
const MAX_NAMES = 1_000;
/** So many spans that came last are looked through for their names; models, tools, agents and users are found in all. */
const NEWEST_SPANS = 1_000_000;
/** Spans of the index of text that are followed. */
const MAX_FOUND = 20_000;

/** A condition on `sessions ss`: the text is in an id, a name, a model, a tool, or, where there is an index of it, in a message. */
export function textCondition(
  reading: Reading,
  text: string,
): { readonly condition: string; readonly parameters: readonly Cell[] } {
  const like = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const conditions = ["ss.id LIKE ? ESCAPE '\\'"];
  const parameters: Cell[] = [like];
  const found = reading.all<{ readonly id: number }>(
    `SELECT id FROM dict WHERE id <> 0 AND text LIKE ? ESCAPE '\\' LIMIT ${MAX_NAMES}`,
    like,
  );
  if (found.length > 0) {
    const names = `(${found.map(({ id }) => id).join(", ")})`;
    for (const column of ["service", "agent_kind", "agent", "user", "task_type", "outcome"])
      conditions.push(`ss.${column} IN ${names}`);
    conditions.push(
      `ss.s IN (SELECT session FROM session_names WHERE what IN (${Object.values(NAMES).join(", ")}) AND name IN ${names})`,
      `ss.s IN (SELECT session FROM spans WHERE n > (SELECT max(n) FROM spans) - ${NEWEST_SPANS} AND name IN ${names})`,
    );
  }
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length > 0 && hasFullText(reading)) {
    conditions.push(
      `ss.s IN (SELECT session FROM spans WHERE n IN (SELECT rowid FROM span_text WHERE span_text MATCH ? LIMIT ${MAX_FOUND}))`,
    );
    parameters.push(`${words.map((word) => `"${word}"`).join(" ")}*`);
  }
  return { condition: `(${conditions.join(" OR ")})`, parameters };
}

export function hasFullText(reading: Reading): boolean {
  return reading.get("SELECT 1 FROM sqlite_schema WHERE name = 'span_text'") !== undefined;
}
