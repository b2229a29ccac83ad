import { resolve } from "node:path";
import { setToolTape } from "../../internal/tool-tape.ts";
import { CassetteFile } from "./cassette-file.ts";
import { createCleaner } from "./cleaner.ts";
import { takeProcess } from "./one-at-a-time.ts";
import { recordTraffic } from "./record-traffic.ts";
import { recordTools } from "./tape-tools.ts";
import type { MatchRequest } from "./watched-requests.ts";

/** How traffic is recorded. */
export interface RecordCassetteOptions {
  /** The file, made with its folders, readable by its owner alone. One that is there is replaced with the first request. */
  readonly path: string;
  /** Chooses the requests that are recorded, by their address. @defaultValue those to models, by every provider that is known */
  readonly match?: MatchRequest | undefined;
  /** Whether tools are recorded: those in `telemetry.tool()`, and those that wrapped clients run. @defaultValue true */
  readonly tools?: boolean | undefined;
  /** Bytes of one body, or of a tool's result, beyond which it is left out, which the entry says. @defaultValue 4 MiB */
  readonly maxBodyBytes?: number | undefined;
  /** Bytes of the file beyond which nothing more is recorded, which is said once. @defaultValue 64 MiB */
  readonly maxFileBytes?: number | undefined;
  /** Writes behind what is there. @defaultValue false */
  readonly append?: boolean | undefined;
}

/** A recording that is under way. */
export interface RecordingCassette extends AsyncDisposable {
  readonly path: string;
  /** Entries in the file, and those that found no room in it. */
  readonly counts: { readonly written: number; readonly dropped: number };
  /** Ends the recording. What is still going on is written as far as it came. */
  stop(): Promise<void>;
}

const MIB = 1024 * 1024;
/** What a file takes before nothing more is recorded. */
export const MAX_FILE_BYTES: number = 64 * MIB;
export const MAX_BODY_BYTES: number = 4 * MIB;

/**
 * Records the requests of this process to models, with their answers, and its tools, until it is stopped. It sees them beside their callers, who get what
 * they would have had; secrets are taken out before anything is written.
 *
 * @throws {@link CassetteError} when another cassette is recorded or played in this process
 *
 * @example
 * ```ts
 * import { recordCassette } from "agentscribe/testing";
 *
 * await using cassette = recordCassette({ path: "test/cassettes/triage.jsonl" });
 * await runAgent();
 * ```
 */
export function recordCassette(options: RecordCassetteOptions): RecordingCassette {
  return startRecording(options).cassette;
}

/** As {@link recordCassette}, for a process that may end at once: `stopNow` writes what is under way as far as it came. */
export function startRecording(options: RecordCassetteOptions): {
  readonly cassette: RecordingCassette;
  stopNow(): void;
} {
  const { match, tools = true, append = false } = options;
  const { maxBodyBytes = MAX_BODY_BYTES, maxFileBytes = MAX_FILE_BYTES } = options;
  const path = resolve(options.path);
  const release = takeProcess(path);
  const file = new CassetteFile({ path, append, maxBytes: maxFileBytes, capture: { tools, maxBodyBytes } });
  const cleaner = createCleaner();
  const nextSeq = countFrom(0);
  const traffic = recordTraffic({ file, cleaner, maxBodyBytes, match, nextSeq, onlyForwarded: false });
  if (tools) setToolTape(recordTools({ file, cleaner, maxBodyBytes, nextSeq }));
  const end = (): void => {
    if (tools) setToolTape(undefined);
    file.close();
    release();
  };
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= traffic.stop().then(end));
  const cassette: RecordingCassette = {
    path,
    get counts() {
      return file.counts;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return { cassette, stopNow: traffic.stopNow };
}

/** Numbers, each one more than the one before. */
export function countFrom(first: number): () => number {
  let next = first;
  return () => next++;
}
