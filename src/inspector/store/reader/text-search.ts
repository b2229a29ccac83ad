import type { Cell } from "../sqlite.ts";
import type { Reading } from "./reading.ts";

/** Names that are followed, at most; more would be a search for almost everything. */
const MAX_NAMES = 1_000;
/** Spans of the index of text that are followed. */
const MAX_FOUND = 20_000;

/** A condition on `sessions ss`: the text is in an id, a name, a model, a tool, or, where there is an index of it, in a message. */
export function textCondition(
  reading: Reading,
  text: string,
): { readonly condition: string; readonly parameters: readonly Cell[] } {
  const like = `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const names = `(SELECT id FROM dict WHERE id <> 0 AND text LIKE ? ESCAPE '\\' LIMIT ${MAX_NAMES})`;
  const own = ["service", "agent_kind", "agent", "user", "task_type", "outcome"].map(
    (column) => `ss.${column} IN ${names}`,
  );
  const conditions = [
    "ss.id LIKE ? ESCAPE '\\'",
    ...own,
    `ss.s IN (SELECT session FROM session_names WHERE name IN ${names})`,
    `ss.s IN (SELECT session FROM spans WHERE name IN ${names})`,
  ];
  const parameters: Cell[] = conditions.map(() => like);
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
