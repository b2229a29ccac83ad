import type { Field, NumberField, Table, TextField } from "../../understand/field.ts";

/** Reads fields from a `Map(String, String)` of attributes as the exporter writes it: every value as text, lists as JSON. */
export interface AttributeSql {
  /** '' where nobody says it. */
  text(field: TextField): string;
  /** `NULL` where nobody says it, or says no number that is none below 0. */
  number(field: NumberField): string;
}

/** The attributes that the tables map to a field, those that go first at the top: the order that the embedded store reads them in. */
export function attributeSql(column: string, tables: readonly Table[]): AttributeSql {
  const entries = new Map<string, readonly [field: Field, factor: number]>();
  for (const [name, target] of tables.flatMap((table) => Object.entries(table))) {
    if (!entries.has(name)) entries.set(name, typeof target === "string" ? [target, 1] : target);
  }
  const of = (field: Field) => [...entries].filter(([, [one]]) => one === field);
  return {
    text: (field) => {
      const values = of(field).map(([name]) => `${column}[${quoted(name)}]`);
      if (values.length < 2) return values[0] ?? "''";
      return `multiIf(${values
        .slice(0, -1)
        .map((value) => `${value} != '', ${value}, `)
        .join("")}${values.at(-1)})`;
    },
    number: (field) => {
      const values = of(field).map(([name, [, factor]]) => {
        const number = `toFloat64OrNull(${column}[${quoted(name)}])`;
        return factor === 1 ? number : `floor(${number} * ${factor} + 0.5)`;
      });
      if (values.length === 0) return "CAST(NULL AS Nullable(Float64))";
      const positive = values.map((value) => `if(${value} >= 0 AND ${value} <= 1e15, ${value}, NULL)`);
      return positive.length === 1 ? `${positive[0]}` : `coalesce(${positive.join(", ")})`;
    },
  };
}

/** Text as a literal of ClickHouse. */
export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

/** The word that a list maps a value to, or ''. */
export function mapped(value: string, words: ReadonlyMap<string, string>): string {
  const list = (items: Iterable<string>): string => `[${[...items].map(quoted).join(", ")}]`;
  return `transform(${value}, ${list(words.keys())}, ${list(words.values())}, '')`;
}
