import type { Cell, Column } from "../grid.ts";

/** What a framework is asked to do. */
export interface Ask {
  readonly prompt?: string;
  readonly signal?: AbortSignal;
  /** With `temperature: 0`. */
  readonly zero?: boolean;
  /** Does not try again, where that takes seconds. */
  readonly once?: boolean;
  /** Gives the agent the tool `look`. */
  readonly look?: (q: string) => unknown;
}

/** A framework with a model on the scripted server. */
export interface Prepared {
  /** Runs to the end; the text of the answer. */
  run(ask: Ask): Promise<string>;
  /** Pieces of text as the model writes them. A run that fails throws what the framework tells. */
  stream(ask: Ask): AsyncIterable<string>;
  /** A structured answer. */
  object?(): Promise<unknown>;
  embed?(): Promise<unknown>;
  /** The framework's class of an agent, where `run` is a function. */
  agent?(ask: Ask): Promise<string>;
  /** Takes the observers off. */
  undo(): void;
}

/** Nobody, the framework's own wrapper, or that and all that see the same requests: the model or client wrapped too, and `fetch`. */
export type Observers = "none" | "framework" | "all";

/** One framework of one major whose model is one of OpenAI's chat API. */
export interface Framework {
  readonly name: string;
  prepare(url: string, observers: Observers): Promise<Prepared>;
}

/** The rows of the table, in its order. */
export const ROWS = [
  "one `chat` span a request, in its run",
  "the client wrapped too, and `fetch`: still one",
  "usage with cached and reasoning tokens",
  "an explicit zero is kept",
  "the totals of the run",
  "a tool: call id, and what it does inside it",
  "a tool that throws",
  "tools side by side",
  "usage of a stream",
  "time to first chunk",
  "the caller breaks out of a stream",
  "the provider fails in mid-stream",
  "the connection drops in mid-stream",
  "turned away (429)",
  "turned away once, then answered",
  "aborted before the answer",
  "aborted in mid-stream",
  "two runs at once do not mix",
  "inside a session: its id and totals",
  "a structured answer",
  "embeddings",
  "the framework's own class of agents",
  "`unwrap` restores",
  "a budget refuses the next call",
] as const;

export type Row = (typeof ROWS)[number];

/** A column of the table. */
export interface FrameworkColumn extends Column {
  readonly cells: Partial<Readonly<Record<Row, Cell>>>;
}
