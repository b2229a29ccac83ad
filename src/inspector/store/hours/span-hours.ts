import type { Database, Statement } from "../sqlite.ts";
import type { SpanRow } from "../write/span-row.ts";
import { hourOf } from "./hour.ts";

interface Rows {
  first: number;
  last: number;
}

/** Between which rows of `spans` those that began in an hour lie: a question about a short time reads no others. It is never narrowed. */
export class SpanHours {
  readonly #changes = new Map<number, Rows>();
  readonly #write: Statement;

  constructor(database: Database) {
    this.#write = database.prepare(
      "INSERT INTO span_hours VALUES(?, ?, ?) ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)",
    );
  }

  add({ n, start_us }: Pick<SpanRow, "n" | "start_us">): void {
    const hour = hourOf(start_us);
    const rows = this.#changes.get(hour);
    if (rows === undefined) this.#changes.set(hour, { first: n, last: n });
    else rows.last = n;
  }

  flush(): void {
    for (const [hour, { first, last }] of this.#changes) this.#write.run(hour, first, last);
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }
}
