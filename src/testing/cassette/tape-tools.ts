import type { TapedRun, TapedTool, ToolTape } from "../../internal/tool-tape.ts";
import type { CassetteFile } from "./cassette-file.ts";
import type { Cleaner } from "./cleaner.ts";
import type { ToolEntry } from "./format.ts";
import { activePlace } from "./place.ts";
import { keyOf, steadyArguments } from "./request-key.ts";
import { failureOf, storeFailure } from "./stored-failure.ts";
import { restoreResult, storeResult, tooLarge } from "./stored-result.ts";
import type { Tape } from "./tape.ts";

export interface RecordToolsOptions {
  readonly file: CassetteFile;
  readonly cleaner: Cleaner;
  readonly maxBodyBytes: number;
  readonly nextSeq: () => number;
}

/** Records what each tool was given and what it gave. */
export function recordTools(options: RecordToolsOptions): ToolTape {
  return { begin: (tool) => recordRun(tool, options) };
}

/** Answers for tools from a cassette. What it does not have is recorded where a recorder is given, and fails otherwise. */
export function replayTools(tape: Tape, cleaner: Cleaner, recorder?: ToolTape): ToolTape {
  return {
    begin(tool) {
      const given = cleaner.value(tool.arguments);
      const name = cleaner.name(tool.name);
      const entry = tape.takeTool(name, given);
      if (entry === undefined && recorder !== undefined) return recorder.begin(tool);
      return {
        run(work) {
          if (entry === undefined) throw tape.refuseTool(name, given);
          // What cannot be kept, such as a stream, has to be made.
          return entry.omitted === undefined ? answerOf(entry) : work();
        },
        settled: () => undefined,
        failed: () => undefined,
      };
    },
  };
}

function answerOf({ isAsync, result, error }: ToolEntry): unknown {
  if (error !== undefined) {
    const failure = failureOf(error);
    if (isAsync) return Promise.reject(failure);
    throw failure;
  }
  const value = result === undefined ? undefined : restoreResult(result);
  return isAsync ? Promise.resolve(value) : value;
}

function recordRun(tool: TapedTool, { file, cleaner, maxBodyBytes, nextSeq }: RecordToolsOptions): TapedRun {
  const seq = nextSeq();
  const time = Date.now();
  const start = performance.now();
  const place = activePlace();
  const given = cleaner.value(tool.arguments);
  const name = cleaner.name(tool.name);
  let isAsync = false;
  let isOver = false;
  let omitted: string | undefined;
  const write = (outcome: Pick<ToolEntry, "result" | "error" | "omitted">): void => {
    if (isOver) return;
    isOver = true;
    const key = keyOf({ tool: name, arguments: steadyArguments(given) });
    const entry: ToolEntry = {
      kind: "tool",
      seq,
      time,
      key,
      ...place,
      name,
      arguments: given,
      ...outcome,
      isAsync,
      millis: Math.round(performance.now() - start),
    };
    const size = JSON.stringify(entry).length;
    const { result: _, ...without } = entry;
    file.append(size > maxBodyBytes ? { ...without, omitted: tooLarge(maxBodyBytes) } : entry);
  };
  return {
    run(work) {
      const value = work();
      isAsync = typeof (value as { then?: unknown } | undefined | null)?.then === "function";
      if (isStream(value)) omitted = "it is a stream";
      return value;
    },
    settled(value) {
      if (omitted !== undefined || isStream(value)) write({ omitted: omitted ?? "it is a stream" });
      else write(storeResult(value, cleaner, maxBodyBytes));
    },
    failed: (error) => write({ error: storeFailure(error, cleaner) }),
  };
}

function isStream(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Symbol.asyncIterator in value || (Symbol.iterator in value && "next" in value);
}
