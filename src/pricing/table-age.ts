import type { PriceTableInfo } from "./price-table.ts";

/** Days after which prices are said to be old. */
export const STALE_AFTER_DAYS = 60;

const DAY_MILLIS = 86_400_000;

interface TableAge {
  /** How old the table is, when it is older than it may be: `prices of 2026-09-23, 75 days old`. */
  note(): string | undefined;
  /** Says so once. An old table matters to whoever meets a model that it does not know. */
  warnOnce(): void;
}

interface TableAgeOptions {
  readonly table: () => PriceTableInfo | undefined;
  readonly now: () => number;
  readonly warn: (key: string, message: string) => void;
  /** @defaultValue {@link STALE_AFTER_DAYS} */
  readonly limitDays?: number | undefined;
}

/** Watches the age of a price table; it reads the clock only when asked. */
export function createTableAge(options: TableAgeOptions): TableAge {
  const { table, now, warn, limitDays = STALE_AFTER_DAYS } = options;
  let warned = false;
  const note = (): string | undefined => {
    const date = table()?.date;
    const days = date === undefined ? 0 : daysSince(date, now());
    return days > limitDays ? `prices of ${date}, ${days} days old` : undefined;
  };
  return {
    note,
    warnOnce() {
      const age = warned ? undefined : note();
      if (age === undefined) return;
      warned = true;
      warn(
        "pricing:stale-table",
        `no price is known for a model, with ${age}: update them, or state pricing.overrides`,
      );
    },
  };
}

/** Whole days since a date; negative when it is to come. */
export function daysSince(date: string, nowMillis: number): number {
  return Math.floor((nowMillis - Date.parse(date)) / DAY_MILLIS);
}
