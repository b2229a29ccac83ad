import { existsSync, renameSync, rmSync } from "node:fs";
import { CassetteError } from "./format.ts";
import { type RecordCassetteOptions, recordCassette } from "./record-cassette.ts";
import { type ReplayCassetteOptions, replayCassette } from "./replay-cassette.ts";

/** What {@link withCassette} takes besides the options of a recording and of a replay. */
export interface WithCassetteOptions
  extends Omit<RecordCassetteOptions, "path" | "tools" | "append">,
    Omit<ReplayCassetteOptions, "path"> {
  /** Whether entries that were not asked for are an error. @defaultValue true */
  readonly assertAllUsed?: boolean | undefined;
}

/**
 * Runs a function with a cassette: plays it when it is there, records it when it is not. A run that fails leaves none. In CI nothing is recorded: there, a
 * cassette that is missing is an error, and so is a request that it does not have, with `mode: "new"` too.
 *
 * @returns what the function returns
 * @throws {@link CassetteError} after a replay that asked for something else than what was recorded
 *
 * @example
 * ```ts
 * import { withCassette } from "agentscribe/testing";
 *
 * const answer = await withCassette("test/cassettes/triage.jsonl", () => runAgent());
 * ```
 */
export async function withCassette<T>(
  path: string,
  fn: () => T | Promise<T>,
  options: WithCassetteOptions = {},
): Promise<T> {
  const isThere = existsSync(path);
  const isInCi = isCi();
  if (!isThere && isInCi) {
    throw new CassetteError(
      `there is no cassette at ${path}, and none is recorded in CI: record it on a machine of yours`,
    );
  }
  if (!isThere) return await recorded(path, fn, options);
  return await replayed(path, fn, isInCi ? { ...options, mode: "strict" } : options);
}

async function replayed<T>(path: string, fn: () => T | Promise<T>, options: WithCassetteOptions): Promise<T> {
  const cassette = replayCassette({ ...options, path });
  try {
    const result = await fn();
    if (options.assertAllUsed !== false || cassette.mismatches.length > 0) cassette.assertAllUsed();
    return result;
  } finally {
    await cassette.stop();
  }
}

async function recorded<T>(path: string, fn: () => T | Promise<T>, options: WithCassetteOptions): Promise<T> {
  const { tools: _, ...rest } = options;
  // Under another name until it is whole: the next run would play half of it.
  const unfinished = `${path}.unfinished`;
  const cassette = recordCassette({ ...rest, path: unfinished });
  try {
    const result = await fn();
    await cassette.stop();
    if (cassette.counts.written > 0) renameSync(unfinished, path);
    return result;
  } finally {
    await cassette.stop();
    rmSync(unfinished, { force: true });
  }
}

/** What the services say that run tests for people. */
function isCi(): boolean {
  const { CI } = process.env;
  return CI !== undefined && !/^(|0|false|no)$/i.test(CI.trim());
}
