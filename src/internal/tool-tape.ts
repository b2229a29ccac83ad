/** A tool that is about to run. */
export interface TapedTool {
  readonly name: string;
  readonly arguments: unknown;
}

/** One run of a tool, as a tape takes part in it. */
export interface TapedRun {
  /** Runs the tool, or answers in its stead. Throws what the tool throws, and nothing of its own but that it has no answer. */
  run(work: () => unknown): unknown;
  /** What it came to: once, after `run` gave a value that is or becomes this. */
  settled(value: unknown): void;
  failed(error: unknown): void;
}

/** Records what tools answer, or plays it back. */
export interface ToolTape {
  /** Absent when the tape has no part in this tool. */
  begin(tool: TapedTool): TapedRun | undefined;
}

const KEY = Symbol.for("agentscribe tool tape.1");

/** The tape of this process, of whichever copy of this package; absent when there is none. */
export function toolTape(): ToolTape | undefined {
  return (globalThis as { [KEY]?: ToolTape })[KEY];
}

/** Puts a tape in, or takes it out. */
export function setToolTape(tape: ToolTape | undefined): void {
  (globalThis as { [KEY]?: ToolTape | undefined })[KEY] = tape;
}
