import type { Database, Statement } from "./sqlite.ts";

/** How many spans and events are there of each service and kind of agent. */
export class SourceRollup {
  readonly #changes = new Map<string, { readonly key: readonly [number, number]; spans: number; events: number }>();
  readonly #write: Statement;
  readonly #delete: Statement;

  constructor(database: Database) {
    this.#write = database.prepare(
      `INSERT INTO sources VALUES(?, ?, ?, ?) ON CONFLICT DO UPDATE SET spans = spans + excluded.spans, events = events + excluded.events`,
    );
    this.#delete = database.prepare(
      "DELETE FROM sources WHERE service = ? AND agent_kind = ? AND spans = 0 AND events = 0",
    );
  }

  add(service: number, agentKind: number, spans: number, events: number): void {
    const key = `${service},${agentKind}`;
    const change = this.#changes.get(key);
    if (change === undefined) this.#changes.set(key, { key: [service, agentKind], spans, events });
    else {
      change.spans += spans;
      change.events += events;
    }
  }

  flush(): void {
    for (const { key, spans, events } of this.#changes.values()) {
      this.#write.run(...key, spans, events);
      if (spans < 0 || events < 0) this.#delete.run(...key);
    }
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }
}
