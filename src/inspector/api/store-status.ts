/** What the store holds, and how much of its limit that is. */
export interface StoreStatus {
  readonly path: string;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly spans: number;
  readonly events: number;
  readonly points: number;
  readonly sessions: number;
  readonly traces: number;
  readonly duplicates: number;
  /** Spans deleted because of the size cap. */
  readonly deleted: number;
  readonly oldestUs: number | null;
  readonly newestUs: number | null;
  readonly fullText: boolean;
  readonly sources: readonly {
    readonly service: string;
    readonly agentKind: string;
    readonly spans: number;
    readonly events: number;
  }[];
  /** What the user should know, such as an SQLite with a known fault. */
  readonly warnings: readonly string[];
}
