import { OVERLAY_MODELS } from "../../src/pricing/overlay-models.ts";
import { OVERLAY } from "../../src/pricing/overlay-rows.ts";
import { BUNDLED_TABLE } from "../../src/pricing/price-table.ts";
import { daysSince, STALE_AFTER_DAYS } from "../../src/pricing/table-age.ts";

interface DatedRow {
  readonly provider: string;
  readonly source: string;
  readonly checked: string;
  readonly until?: string;
}

/** Rows that nobody has read again for more than `days`, oldest first. A price that is over does not change any more. */
export function overdueRows<R extends DatedRow>(rows: readonly R[], nowMillis: number, days: number): readonly R[] {
  return rows
    .filter((row) => row.until === undefined || Date.parse(row.until) > nowMillis)
    .filter((row) => daysSince(row.checked, nowMillis) > days)
    .sort((a, b) => a.checked.localeCompare(b.checked));
}

/**
 * Lists what is due to be read again, the price table included. `--strict` makes that a failure, for a release; without it the list is a
 * reminder, as a check that turns red by the calendar alone would stop work that has nothing to do with prices.
 */
if (import.meta.main) {
  const now = Date.now();
  const due = overdueRows([...OVERLAY, ...OVERLAY_MODELS], now, STALE_AFTER_DAYS);
  for (const row of due) {
    const models = "model" in row ? row.model : row.models instanceof RegExp ? row.models : row.models.join(", ");
    console.info(`${row.checked} ${row.statedBy} ${row.provider}: ${models}\n    ${row.source}`);
  }
  const tableDays = daysSince(BUNDLED_TABLE.date, now);
  const tableDue = tableDays > STALE_AFTER_DAYS;
  if (tableDue) console.info(`${BUNDLED_TABLE.name} ${BUNDLED_TABLE.version} is ${tableDays} days old`);
  console.info(`${due.length} overlay rows were read more than ${STALE_AFTER_DAYS} days ago`);
  if (process.argv.includes("--strict") && (due.length > 0 || tableDue)) process.exitCode = 1;
}
