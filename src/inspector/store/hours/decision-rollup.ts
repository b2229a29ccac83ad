import type { Database, Statement } from "../sqlite.ts";
import { hourOf } from "./hour.ts";

interface Seen {
  readonly key: readonly [hour: number, service: number, agent: number, type: number, choice: number];
  firstUs: number;
  lastUs: number;
  count: number;
}

/** How often each decision was made in an hour, first and last when. It stays when events are deleted, so that what is new stays known. */
export class DecisionRollup {
  readonly #seen = new Map<string, Seen>();
  readonly #write: Statement;

  constructor(database: Database) {
    this.#write = database.prepare(
      `INSERT INTO decisions VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET first_us = min(first_us, excluded.first_us),
       last_us = max(last_us, excluded.last_us), count = count + excluded.count`,
    );
  }

  add(service: number, agent: number, type: number, choice: number, timeUs: number): void {
    const hour = hourOf(timeUs);
    const key = `${hour},${service},${agent},${type},${choice}`;
    const seen = this.#seen.get(key);
    if (seen === undefined) {
      this.#seen.set(key, { key: [hour, service, agent, type, choice], firstUs: timeUs, lastUs: timeUs, count: 1 });
      return;
    }
    seen.firstUs = Math.min(seen.firstUs, timeUs);
    seen.lastUs = Math.max(seen.lastUs, timeUs);
    seen.count += 1;
  }

  flush(): void {
    for (const { key, firstUs, lastUs, count } of this.#seen.values()) this.#write.run(...key, firstUs, lastUs, count);
    this.#seen.clear();
  }

  forget(): void {
    this.#seen.clear();
  }
}
