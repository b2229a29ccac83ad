import type { StoreChange } from "./store.ts";
import type { ReadLane } from "./threads/read-lane.ts";

/** How often a file that another process writes is looked at. */
const EVERY_MILLIS = 500;

/** Tells of the commits of another process. */
export class RevisionWatch {
  readonly #lane: ReadLane;
  readonly #changed: (change: StoreChange) => void;
  #timer: NodeJS.Timeout | undefined;
  #seen: { readonly revision: number; readonly spans: number; readonly events: number } | undefined;

  constructor(lane: ReadLane, changed: (change: StoreChange) => void) {
    this.#lane = lane;
    this.#changed = changed;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    void this.#look();
    this.#timer = setInterval(() => void this.#look(), EVERY_MILLIS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    try {
      const before = this.#seen;
      const now = await this.#lane.ask("changes", [before?.revision]);
      this.#seen = now;
      if (before === undefined || now.revision === before.revision || this.#timer === undefined) return;
      const { revision, sessions } = now;
      this.#changed({ revision, sessions, spans: now.spans - before.spans, events: now.events - before.events });
    } catch {
      // The next look may succeed; a store that is closed has stopped this watch.
    }
  }
}
