import type { Database, Statement } from "../sqlite.ts";

/** Above any number of an agent's kind. */
const MAX_AGENT_KINDS = 2 ** 26;

interface Change {
  readonly service: number;
  readonly agentKind: number;
  spans: number;
  events: number;
}

/** How many spans and events are there of each service and kind of agent. */
export class SourceRollup {
  /** By `service * MAX_AGENT_KINDS + agentKind`. */
  readonly #changes = new Map<number, Change>();
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
    const key = service * MAX_AGENT_KINDS + agentKind;
    const change = this.#changes.get(key);
    if (change === undefined) this.#changes.set(key, { service, agentKind, spans, events });
    else {
      change.spans += spans;
      change.events += events;
    }
  }

  flush(): void {
    for (const { service, agentKind, spans, events } of this.#changes.values()) {
      this.#write.run(service, agentKind, spans, events);
      if (spans < 0 || events < 0) this.#delete.run(service, agentKind);
    }
    this.#changes.clear();
  }

  forget(): void {
    this.#changes.clear();
  }
}
