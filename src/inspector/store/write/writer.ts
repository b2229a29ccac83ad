import { type Cost, CostWriter } from "../costs.ts";
import { prepareSchema } from "../schema.ts";
import type { Database } from "../sqlite.ts";
import type { Encoding, Ingested, Signal, StoreChange } from "../store.ts";
import { createFile, lockForWriting, openFile } from "../store-file.ts";
import { Tables } from "../tables.ts";
import { DictionaryTrim } from "./dictionary-trim.ts";
import { Ingest, type WriteRequest } from "./ingest.ts";
import { Retention } from "./retention.ts";
import { SessionUpkeep } from "./session-upkeep.ts";

/** What a request or a change does to the rows. Nothing of it may be done before the transaction begins. */
type Change<Result> = () => Result;

/** A change that was refused before it did anything: those beside it go on. */
class Refused {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

export type Outcome<Result> = { readonly value: Result } | { readonly error: unknown };

/** The one connection that writes. */
export class Writer {
  readonly #lock: Database | undefined;
  readonly #database: Database;
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #ingest: Ingest;
  readonly #costs: CostWriter;
  readonly #retention: Retention;
  readonly #trim: DictionaryTrim;
  readonly #changed: (change: StoreChange) => void;

  constructor(
    path: string,
    options: { readonly maxBytes: number; readonly fullText: boolean; readonly trimAfter?: number | undefined },
    changed: (change: StoreChange) => void,
  ) {
    createFile(path);
    this.#database = openFile(path, false);
    try {
      this.#lock = lockForWriting(path);
      prepareSchema(this.#database, path, options.fullText);
    } catch (error) {
      this.close();
      throw error;
    }
    this.#tables = new Tables(this.#database);
    this.#upkeep = new SessionUpkeep(this.#tables);
    this.#ingest = new Ingest(this.#tables, this.#upkeep);
    this.#costs = new CostWriter(this.#tables);
    this.#retention = new Retention(this.#tables, this.#upkeep, options.maxBytes);
    this.#trim = new DictionaryTrim(this.#tables, options.trimAfter);
    this.#changed = changed;
  }

  /**
   * Decodes a request and writes it: one after the other, since all that was decoded of many would live long enough to be copied by the collector of
   * garbage again and again. What is malformed or too much is refused, and nothing else with it.
   */
  ingest(signal: Signal, encoding: Encoding, body: Uint8Array): Change<Ingested> {
    return () => {
      let write: WriteRequest;
      try {
        write = this.#ingest.read(signal, encoding, body);
      } catch (error) {
        throw new Refused(error);
      }
      return write();
    };
  }

  setCosts(costs: readonly Cost[], force: boolean): Change<number> {
    return () => this.#costs.set(costs, force);
  }

  /**
   * Commits changes together. When one fails, nothing of that transaction stays, and each is tried for itself: only the one at fault is refused.
   */
  commit<Result>(changes: readonly Change<Result>[]): Outcome<Result>[] {
    try {
      return this.#transaction(changes);
    } catch (error) {
      if (changes.length === 1) return [{ error }];
      return changes.flatMap((change) => this.commit([change]));
    }
  }

  /** Deletes what is too old for the size, and texts that nothing refers to then, a little at a time. @returns whether there is more to delete */
  tidy(): boolean {
    const isOver = this.#retention.isOver();
    if (!isOver && !this.#trim.isDue()) return false;
    try {
      this.#transaction([() => (isOver ? this.#retention.deleteOldest() : this.#trim.step())]);
      if (isOver) this.#retention.release();
      return this.#retention.isOver() || this.#trim.isDue();
    } catch {
      return false;
    }
  }

  /** Brings everything into the main file while nobody writes. */
  checkpoint(): void {
    // Not at the price of waiting for somebody who reads.
    this.#database.exec("PRAGMA busy_timeout=0; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout=5000");
  }

  close(): void {
    this.#database.close();
    this.#lock?.close();
  }

  #transaction<Result>(changes: readonly Change<Result>[]): Outcome<Result>[] {
    const { counters } = this.#tables;
    const [spans, events] = [counters.get("last_span"), counters.get("last_event")];
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const outcomes = changes.map(outcomeOf);
      if (outcomes.every((outcome) => "error" in outcome)) {
        this.#database.exec("ROLLBACK");
        return outcomes;
      }
      this.#upkeep.finish();
      const sessions = this.#tables.flush();
      this.#database.exec("COMMIT");
      this.#changed({
        revision: counters.get("revision"),
        sessions,
        spans: counters.get("last_span") - spans,
        events: counters.get("last_event") - events,
      });
      return outcomes;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec("ROLLBACK");
    } catch {
      // A full disk has ended the transaction already.
    }
    this.#tables.reload();
    this.#upkeep.forget();
    this.#ingest.forget();
  }
}

function outcomeOf<Result>(change: Change<Result>): Outcome<Result> {
  try {
    return { value: change() };
  } catch (error) {
    if (error instanceof Refused) return { error: error.error };
    throw error;
  }
}
