/** What differs between engines where rows are told apart by sets of keys, such as all tools of a session: a part of a `Dialect`. */
export interface KeySets {
  /** A key of one of 8 kinds, by its number, as a value that says both. */
  value(kind: number, key: string): string;
  /** The number of its kind. */
  kindOf(value: string): string;
  keyOf(value: string): string;
  /** The different values of a group as a list, which is equal where the same are in it. */
  ofGroup(value: string): string;
  /** One list of several, and of single values in `[]`. */
  joined(...lists: readonly (string | readonly [value: string])[]): string;
  /** In place of a table its rows, each once for every combination of the values in its lists, by the names of the values. */
  each(table: string, lists: Readonly<Record<string, string>>): string;
  /** In place of a table, for each pair of columns that hold lists, what its rows have there, as `one` and `other`, with sums over those that have the same. */
  pairs(table: string, pairs: readonly (readonly [one: string, other: string])[], sums: string): string;
}

const KINDS = 8;

/** Numbers, and lists of them as text. */
export const SQLITE_SETS: KeySets = {
  value: (kind, key) => `(${KINDS} * ${key} + ${kind})`,
  kindOf: (value) => `(${value} % ${KINDS})`,
  keyOf: (value) => `(${value} / ${KINDS})`,
  ofGroup: (value) => `group_concat(DISTINCT ${value} ORDER BY ${value})`,
  joined: (...lists) =>
    `concat_ws(',', ${lists.map((list) => (typeof list === "string" ? list : list[0])).join(", ")})`,
  each: (table, lists) => {
    const names = Object.keys(lists);
    const values = names.map((name) => `json_each('[' || ${table}.${lists[name]} || ']') AS ${name}_values`);
    return `(SELECT ${table}.*, ${names.map((name) => `${name}_values.value AS ${name}`).join(", ")} FROM ${[table, ...values].join(", ")})`;
  },
  // One after the other: to sort few rows often is quicker than to sort many once.
  pairs: (table, pairs, sums) =>
    `(${pairs.map(([one, other]) => `SELECT ${one} AS one, ${other} AS other, ${sums} FROM ${table} GROUP BY one, other`).join("\n  UNION ALL ")})`,
};

/** Texts that begin with the kind's digit, and arrays of them. */
export const CLICKHOUSE_SETS: KeySets = {
  value: (kind, key) => `concat('${kind}', ${key})`,
  kindOf: (value) => `toInt32OrZero(substring(${value}, 1, 1))`,
  keyOf: (value) => `substring(${value}, 2)`,
  ofGroup: (value) => `arraySort(groupUniqArray(${value}))`,
  joined: (...lists) =>
    `arrayConcat(${lists.map((list) => (typeof list === "string" ? list : `[${list[0]}]`)).join(", ")})`,
  each: (table, lists) => {
    const values = Object.entries(lists).map(([name, list]) => `arrayJoin(${list}) AS ${name}`);
    return `(SELECT *, ${values.join(", ")} FROM ${table})`;
  },
  // All at once: a common table is made anew wherever it is named.
  pairs: (table, pairs, sums) => `(SELECT pair.1 AS one, pair.2 AS other, ${sums}
  FROM (SELECT *, arrayJoin([${pairs.map((pair) => `(${pair.join(", ")})`).join(", ")}]) AS pair FROM ${table}) AS paired
  GROUP BY one, other)`,
};
