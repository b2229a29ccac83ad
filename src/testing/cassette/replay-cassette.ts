import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setToolTape } from "../../internal/tool-tape.ts";
import { VERSION } from "../../version.ts";
import { CassetteFile } from "./cassette-file.ts";
import { createCleaner } from "./cleaner.ts";
import { CASSETTE_FORMAT, CASSETTE_VERSION, CassetteError } from "./format.ts";
import { takeProcess } from "./one-at-a-time.ts";
import type { ReplaySpeed } from "./play-exchange.ts";
import { type Recording, readCassette } from "./read-cassette.ts";
import { countFrom, MAX_BODY_BYTES, MAX_FILE_BYTES } from "./record-cassette.ts";
import { recordTraffic } from "./record-traffic.ts";
import { replayTraffic } from "./replay-traffic.ts";
import type { MatchOptions } from "./request-key.ts";
import { type CassetteMismatch, nameOf, Tape } from "./tape.ts";
import { recordTools, replayTools } from "./tape-tools.ts";
import type { MatchRequest } from "./watched-requests.ts";

/** How a cassette is played. */
export interface ReplayCassetteOptions extends MatchOptions {
  readonly path: string;
  /** What becomes of requests that it does not have: they fail, or are sent and recorded behind the others. @defaultValue strict */
  readonly mode?: "strict" | "new" | undefined;
  /** Whether tools run, or the cassette answers for them. @defaultValue live */
  readonly tools?: "live" | "replay" | undefined;
  /** With `recorded`, answers take as long as they took. @defaultValue instant */
  readonly speed?: ReplaySpeed | undefined;
  /** Chooses the requests that are answered, as it chose those that were recorded. @defaultValue those to models */
  readonly match?: MatchRequest | undefined;
}

/** A cassette that plays. */
export interface ReplayingCassette extends AsyncDisposable {
  readonly path: string;
  /** What was played so far, each in a few words: `POST api.openai.com/v1/responses`. */
  readonly used: readonly string[];
  readonly unused: readonly string[];
  /** Requests and tools that it had no answer for, as errors that say what is closest. */
  readonly mismatches: readonly CassetteMismatch[];
  /** @throws {@link CassetteError} when entries were not asked for, or something was asked for that is no entry */
  assertAllUsed(): void;
  /** Requests go to the network again. */
  stop(): Promise<void>;
}

/**
 * Answers requests to models from a cassette until it is stopped: in this process, whatever transport of Node they take. What is observed of clients stays
 * on, so that the trace is that of the run that was recorded. The same request gets its recorded answers in their order; requests under way together are
 * told apart by what they say.
 *
 * @throws {@link CassetteError} when there is no cassette, when it is of another version, or when another one is recorded or played in this process
 *
 * @example
 * ```ts
 * import { replayCassette } from "agentscribe/testing";
 *
 * await using cassette = replayCassette({ path: "test/cassettes/triage.jsonl" });
 * await runAgent();
 * cassette.assertAllUsed();
 * ```
 */
export function replayCassette(options: ReplayCassetteOptions): ReplayingCassette {
  return startReplay(options).cassette;
}

/** As {@link replayCassette}, with the tape that it plays. */
export function startReplay(options: ReplayCassetteOptions): {
  readonly cassette: ReplayingCassette;
  readonly tape: Tape;
} {
  const { mode = "strict", tools = "live", speed = "instant", match } = options;
  const path = resolve(options.path);
  const goesOn = mode === "new";
  const recording = goesOn && !existsSync(path) ? emptyRecording(path, tools === "replay") : readCassette(path);
  const tape = new Tape(recording, options);
  const cleaner = createCleaner();
  const { capture } = recording.header;
  const { maxBodyBytes } = capture;
  const file = new CassetteFile({ path, append: true, maxBytes: MAX_FILE_BYTES, capture });
  const nextSeq = countFrom(recording.entries.reduce((most, { seq }) => Math.max(most, seq + 1), 0));
  const release = takeProcess(path);
  let restore: () => void;
  try {
    restore = replayTraffic({ tape, cleaner, speed, match, goesOn });
  } catch (error) {
    release();
    throw error;
  }
  const traffic = goesOn
    ? recordTraffic({ file, cleaner, maxBodyBytes, match, nextSeq, onlyForwarded: true })
    : undefined;
  const recorder = goesOn ? recordTools({ file, cleaner, maxBodyBytes, nextSeq }) : undefined;
  // Where none were recorded, none can be answered for.
  const answersTools = tools === "replay" && capture.tools;
  if (answersTools) setToolTape(replayTools(tape, cleaner, recorder));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      restore();
      if (answersTools) setToolTape(undefined);
      await traffic?.stop();
      file.close();
      release();
    })());
  const cassette: ReplayingCassette = {
    path,
    get used() {
      return tape.used.map(nameOf);
    },
    get unused() {
      return tape.unused.filter(({ kind }) => kind === "exchange" || answersTools).map(nameOf);
    },
    get mismatches() {
      return [...tape.mismatches];
    },
    assertAllUsed() {
      const unused = this.unused.map((name) => `${name} is in the cassette ${path}, and was not asked for`);
      const problems = [...this.mismatches.map(({ message }) => message), ...unused];
      if (problems.length > 0) throw new CassetteError(problems.slice(0, 20).join("\n"));
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
  return { cassette, tape };
}

/** Of a cassette that is to be made: it has tools where it is asked to answer for them. */
function emptyRecording(path: string, tools: boolean): Recording {
  const created = new Date().toISOString();
  const capture = { tools, maxBodyBytes: MAX_BODY_BYTES };
  const header = {
    format: CASSETTE_FORMAT,
    version: CASSETTE_VERSION,
    agentscribe: VERSION,
    created,
    capture,
  } as const;
  return { path, header, entries: [], unreadable: 0 };
}
