import type { AlertQuery } from "../alerts/alert-window.ts";
import type {
  AlertReport,
  AttributeList,
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
} from "../api.ts";

/** What a request to the receiver holds. */
export type Signal = "traces" | "logs" | "metrics";
/** How a request to the receiver is written. */
export type Encoding = "protobuf" | "json";

/** What a request brought. `duplicates` were there already: senders deliver at least once. */
export interface Ingested {
  readonly accepted: number;
  readonly duplicates: number;
  /** Records of the request that were left out because they are malformed, with the first reason: OTLP's partial success. */
  readonly rejected: number;
  readonly reason?: string | undefined;
}

export { MalformedOtlp, OversizedOtlp } from "../model/otlp-errors.ts";

/** A value that a query takes or gives. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** Rows of a query, with the names of their columns. */
export interface Answer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** What a question is asked about: one session or one trace, by the id that the rows show. */
export type Target = { readonly session: string } | { readonly trace: string };

/** A large answer whose JSON was made in a thread, so that whoever sends it on holds up nobody. */
export interface JsonAnswer<Value> {
  /** The JSON text, cut anywhere. */
  pieces(): Iterable<string>;
  /** What it says, read with turns for the loop. */
  value(): Promise<Value>;
}

/** A model call without a cost, for whoever knows prices. */
export interface UnpricedCall {
  readonly traceId: string;
  readonly spanId: string;
  readonly provider: string | null;
  /** The version that answered, where it is known. */
  readonly model: string;
  /** The one that was asked for. */
  readonly requestModel: string | null;
  readonly startUs: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  /** What was recorded with it, such as its tier, without the long values of a span. */
  readonly attributes: AttributeList;
}

/** A commit of new data. */
export interface StoreChange {
  /** Grows by one with each commit. */
  readonly revision: number;
  readonly sessions: readonly string[];
  readonly spans: number;
  readonly events: number;
}

/** Where the store is kept and how much it may keep. */
export interface StoreOptions {
  /** The file; `:memory:` keeps nothing. Made with mode 0600 in a folder with mode 0700. */
  readonly path: string;
  /** Reads what another process writes. @defaultValue false */
  readonly readOnly?: boolean | undefined;
  /** Bytes on disk above which the oldest traces are deleted. @defaultValue 2 GiB */
  readonly maxBytes?: number | undefined;
  /** Keeps an index of the text of messages and names. @defaultValue false */
  readonly fullText?: boolean | undefined;
}

/**
 * The embedded store: one worker thread that writes, others that read, over one SQLite file. Every method may be called at any time; a method that
 * waits for a thread rejects when the store is closed.
 */
export interface Store {
  /** Resolves when the request is committed. @throws MalformedOtlp, OversizedOtlp */
  ingest(signal: Signal, encoding: Encoding, body: Uint8Array): Promise<Ingested>;
  status(): Promise<StoreStatus>;
  /** @throws WrongCursor */
  sessions(filter?: SessionFilter): Promise<SessionPage>;
  session(id: string): Promise<SessionRow | undefined>;
  spans(target: Target): Promise<SpanTable | undefined>;
  span(traceId: string, spanId: string): Promise<SpanDetail | undefined>;
  /** Whole spans in the order of their start, such as all model calls of a session; `range` takes some of them, so that memory stays bounded. */
  details(
    target: Target,
    kinds?: readonly string[],
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly SpanDetail[]>;
  events(target: Target): Promise<readonly EventRow[]>;
  /** A session as steps in the order of time. Undefined for one that is not there. */
  steps(session: string): Promise<JsonAnswer<Conversation> | undefined>;
  /** Two sessions side by side. Undefined when one is not there. */
  comparison(a: string, b: string): Promise<JsonAnswer<Comparison> | undefined>;
  metrics(filter?: {
    readonly name?: string | undefined;
    readonly service?: string | undefined;
  }): Promise<readonly MetricSeries[]>;
  /** What monitors say of the hours that are stored, each against those before it. @throws Error when it takes too long */
  alerts(query?: AlertQuery, nowUs?: number): Promise<AlertReport>;
  /** One statement that reads; named parameters without their sign. @throws Error for one that writes, or that takes too long */
  query(sql: string, parameters?: Readonly<Record<string, SqlValue>>, timeoutMillis?: number): Promise<Answer>;
  /** Everything of a session or a trace, or of the whole store, as OTLP requests (protobuf) of bounded size. */
  otlp(target?: Target): AsyncIterable<{ readonly signal: Signal; readonly body: Uint8Array }>;
  unpriced(limit: number, after?: string): Promise<{ readonly calls: readonly UnpricedCall[]; readonly next?: string }>;
  /** Writes the cost of model calls, and what is summed of them. `force` replaces costs that the sender stated. */
  setCosts(
    costs: readonly {
      readonly traceId: string;
      readonly spanId: string;
      readonly usd: number | null;
      readonly reason?: string | undefined;
    }[],
    force?: boolean,
  ): Promise<number>;
  onChange(listener: (change: StoreChange) => void): () => void;
  /** Ends the threads after what was begun; the file is whole. */
  close(): Promise<void>;
}
