import type { AlertQuery } from "../../alerts/alert-window.ts";
import type {
  AlertReport,
  Comparison,
  Conversation,
  EventRow,
  MetricSeries,
  SessionFilter,
  SessionPage,
  SessionRow,
  SpanDetail,
  SpanTable,
  StoreStatus,
} from "../../api.ts";
import { type JsonParts, ReceivedJson } from "../json-answer.ts";
import type { OtlpCursor, OtlpPage } from "../reader/otlp-pages.ts";
import { RevisionWatch } from "../revision-watch.ts";
import type {
  Answer,
  Encoding,
  Ingested,
  JsonAnswer,
  Signal,
  SqlValue,
  Store,
  StoreChange,
  Target,
  UnpricedCall,
} from "../store.ts";
import { Lane } from "./lane.ts";
import { ReadLane } from "./read-lane.ts";
import type { WriteCall } from "./thread-messages.ts";
import { startProcess, startThread } from "./transport.ts";

const DEFAULT_TIMEOUT_MILLIS = 10_000;
const ALERTS_TIMEOUT_MILLIS = 60_000;

interface ThreadOptions {
  readonly path: string;
  readonly readOnly: boolean;
  readonly maxBytes: number;
  readonly fullText: boolean;
  readonly closed: () => void;
}

/** The store over its threads: one that writes, one for short answers, one for long ones; and a process for what anybody asks in SQL. */
export class StoreThreads implements Store {
  readonly #options: ThreadOptions;
  readonly #writer: Lane<WriteCall> | undefined;
  readonly #short: ReadLane;
  readonly #long: ReadLane;
  readonly #asked: ReadLane;
  readonly #watch: RevisionWatch | undefined;
  readonly #listeners = new Set<(change: StoreChange) => void>();
  #closing: Promise<void> | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { path, maxBytes, fullText, readOnly } = options;
    [this.#short, this.#long] = [new ReadLane(path, startThread), new ReadLane(path, startThread)];
    this.#asked = new ReadLane(path, startProcess);
    const changed = (change: StoreChange): void => this.#tell(change);
    if (readOnly) this.#watch = new RevisionWatch(this.#short, changed);
    else this.#writer = new Lane<WriteCall>(startThread({ role: "write", path, maxBytes, fullText }), changed);
  }

  /** @throws Error when the file cannot be opened */
  async opened(): Promise<void> {
    if (this.#writer === undefined) await this.#short.ask("status", []);
    else await this.#writer.ready;
  }

  async ingest(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Ingested> {
    // A copy of its own: what a server reads into is a part of a larger buffer, and used again.
    const copy = new Uint8Array(body);
    return (await this.#writing().call({ type: "ingest", signal, encoding, body: copy }, [copy.buffer])) as Ingested;
  }

  async setCosts(costs: Parameters<Store["setCosts"]>[0], force: boolean = false): Promise<number> {
    return (await this.#writing().call({ type: "setCosts", costs, force })) as number;
  }

  async status(): Promise<StoreStatus> {
    return { ...(await this.#short.ask("status", [])), maxBytes: this.#options.maxBytes };
  }

  sessions(filter: SessionFilter = {}): Promise<SessionPage> {
    // A search for text may have to look at all spans.
    return (filter.text === undefined ? this.#short : this.#long).ask("sessions", [filter]);
  }

  session(id: string): Promise<SessionRow | undefined> {
    return this.#short.ask("session", [id]);
  }

  spans(target: Target): Promise<SpanTable | undefined> {
    return this.#short.ask("spans", [target]);
  }

  span(traceId: string, spanId: string): Promise<SpanDetail | undefined> {
    return this.#short.ask("span", [traceId, spanId]);
  }

  details(
    target: Target,
    kinds?: readonly string[],
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly SpanDetail[]> {
    return this.#long.ask("details", [target, kinds, range]);
  }

  events(target: Target): Promise<readonly EventRow[]> {
    return this.#long.ask("events", [target]);
  }

  async steps(session: string): Promise<JsonAnswer<Conversation> | undefined> {
    return received<Conversation>(await this.#long.ask("steps", [session]));
  }

  async comparison(a: string, b: string): Promise<JsonAnswer<Comparison> | undefined> {
    return received<Comparison>(await this.#long.ask("comparison", [a, b]));
  }

  metrics(filter: Parameters<Store["metrics"]>[0] = {}): Promise<readonly MetricSeries[]> {
    return this.#long.ask("metrics", [filter]);
  }

  /** Asked of the process: it can be ended where it takes too long, and those who read a session do not wait for it. */
  alerts(query: AlertQuery = {}, nowUs: number = Date.now() * 1_000): Promise<AlertReport> {
    return this.#asked.ask("alerts", [query, nowUs], ALERTS_TIMEOUT_MILLIS);
  }

  query(
    sql: string,
    parameters: Readonly<Record<string, SqlValue>> = {},
    timeoutMillis: number = DEFAULT_TIMEOUT_MILLIS,
  ): Promise<Answer> {
    return this.#asked.ask("query", [sql, parameters], timeoutMillis);
  }

  async *otlp(target?: Target): AsyncGenerator<{ readonly signal: Signal; readonly body: Uint8Array }> {
    let cursor: OtlpCursor | undefined = { signal: "traces", after: 0 };
    while (cursor !== undefined) {
      const { signal, body, next }: OtlpPage = await this.#long.ask("otlp", [cursor, target]);
      if (body !== undefined) yield { signal, body };
      cursor = next;
    }
  }

  unpriced(
    limit: number,
    after?: string,
  ): Promise<{ readonly calls: readonly UnpricedCall[]; readonly next?: string }> {
    return this.#short.ask("unpriced", [limit, after]);
  }

  onChange(listener: (change: StoreChange) => void): () => void {
    this.#listeners.add(listener);
    this.#watch?.start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#watch?.stop();
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#watch?.stop();
    this.#listeners.clear();
    await Promise.all([this.#short, this.#long, this.#asked].map((lane) => lane.close()));
    await this.#writer?.close();
    this.#options.closed();
  }

  #writing(): Lane<WriteCall> {
    if (this.#writer === undefined) throw new Error("the store was opened to be read only");
    return this.#writer;
  }

  #tell(change: StoreChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch {
        // Whose listener it is sees to its own errors: the others hear of the commit all the same.
      }
    }
  }
}

function received<Value>(parts: JsonParts | undefined): JsonAnswer<Value> | undefined {
  return parts === undefined ? undefined : new ReceivedJson<Value>(parts);
}
