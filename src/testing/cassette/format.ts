/** What the first line of a cassette says it is. */
export const CASSETTE_FORMAT = "agentscribe-cassette";
/** Raised when a file of before can no longer be read. */
export const CASSETTE_VERSION = 1;

/** The first line of a cassette: JSON lines, one an entry, appended whole. */
export interface CassetteHeader {
  readonly format: typeof CASSETTE_FORMAT;
  readonly version: number;
  /** Version of the package that recorded it. */
  readonly agentscribe: string;
  readonly created: string;
  /** What was kept. Secrets are taken out of everything, always. */
  readonly capture: { readonly tools: boolean; readonly maxBodyBytes: number };
  /** The trace and the session that were active when the first entry began. */
  readonly trace?: string;
  readonly session?: string;
}

/** A body, as far as it can be read by people; absent where there was none. */
export type StoredBody =
  | { readonly json: unknown }
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly form: readonly StoredPart[] }
  /** Left out: why, and how many bytes it had. */
  | { readonly omitted: string; readonly bytes: number };

/** A field of a form. Files are known again by their digest. */
export interface StoredPart {
  readonly name: string;
  readonly file?: string;
  readonly text?: string;
  readonly sha256?: string;
}

export interface StoredRequest {
  readonly method: string;
  /** With the port where it is not that of the scheme. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /** With what is kept of the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: StoredBody;
}

/** A piece of a stream, and how many milliseconds after the request it came. */
export interface StoredChunk {
  readonly at: number;
  readonly text?: string;
  readonly base64?: string;
}

export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the request to its head. */
  readonly at: number;
  readonly body?: StoredBody;
  /** In place of a body: what was streamed, piece by piece. */
  readonly chunks?: readonly StoredChunk[];
}

/** How an exchange ended: whole, broken by the server or the network, called off by whoever asked, or never answered. */
export type ExchangeEnd = "complete" | "cut" | "cancelled" | "failed";

interface Numbered {
  /** Place among the entries of its process, by when they began. */
  readonly seq: number;
  /** When it began, in milliseconds since 1970. */
  readonly time: number;
  /** What it is found by, with the default rules: for people, and to see whether two are the same. */
  readonly key: string;
  readonly trace?: string;
  readonly session?: string;
}

/** A request and what became of it. */
export interface ExchangeEntry extends Numbered {
  readonly kind: "exchange";
  readonly request: StoredRequest;
  readonly response?: StoredResponse;
  readonly end: ExchangeEnd;
  readonly error?: StoredError;
}

export interface StoredError {
  readonly name?: string;
  readonly code?: string;
  readonly message: string;
}

/** What a tool failed with. */
export interface StoredFailure extends StoredError {
  /** The class of Node that it is of, where that is not `Error`. */
  readonly class?: string;
  /** What it has of its own beside that, where it is plain data. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What a tool gave: nothing, a value, or bytes. */
export interface StoredResult {
  readonly value?: unknown;
  readonly bytes?: StoredBody;
  /** Of bytes: they were a `Buffer`, no plain `Uint8Array`. */
  readonly isBuffer?: boolean;
}

/** A run of a tool. Without a result and an error it gave something that cannot be kept, such as a stream. */
export interface ToolEntry extends Numbered {
  readonly kind: "tool";
  readonly name: string;
  readonly arguments: unknown;
  readonly result?: StoredResult;
  readonly error?: StoredFailure;
  /** It gave a promise. */
  readonly isAsync: boolean;
  readonly millis: number;
  /** Why neither was kept. */
  readonly omitted?: string;
}

export type CassetteEntry = ExchangeEntry | ToolEntry;

/** A cassette that cannot be read, or that has no answer. Its message says what to do. */
export class CassetteError extends Error {
  override readonly name: string = "CassetteError";
}
