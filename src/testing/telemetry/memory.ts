/** A record as the request that would carry it alone, with its place in the order of starts and records. */
export interface KeptRecord {
  readonly request: Uint8Array;
  readonly sequence: number;
}

/** Everything that would have been sent, in the order it came. */
export class Memory {
  spans: KeptRecord[] = [];
  logs: KeptRecord[] = [];
  /** The newest report of metrics. */
  points: Uint8Array = new Uint8Array();
  /** The order in which scopes started, by span id. */
  readonly starts: Map<string, number> = new Map();
  /** Names of scopes that have not ended, by span id. */
  readonly open: Map<string, string> = new Map();
  /** Goes up with everything kept: readings are made anew when it does. */
  revision = 0;
  readonly #listeners = new Set<() => void>();
  #sequence = 0;

  take(signal: "traces" | "logs" | "metrics", request: Uint8Array): void {
    if (signal === "metrics") {
      this.points = request;
      return;
    }
    (signal === "traces" ? this.spans : this.logs).push({ request, sequence: this.#sequence++ });
    this.#changed();
  }

  started(spanId: string, name: string): void {
    this.starts.set(spanId, this.#sequence++);
    this.open.set(spanId, name);
  }

  ended(spanId: string): void {
    this.open.delete(spanId);
  }

  clear(): void {
    this.spans = [];
    this.logs = [];
    for (const spanId of this.starts.keys()) if (!this.open.has(spanId)) this.starts.delete(spanId);
    this.#changed();
  }

  /** @returns a function that stops it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.revision += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
