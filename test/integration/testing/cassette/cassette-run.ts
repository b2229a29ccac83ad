import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import {
  type ReplayCassetteOptions,
  type ReplayingCassette,
  recordCassette,
  replayCassette,
} from "../../../../src/testing/cassette/index.ts";

/** Where a test keeps its cassette; gone with the test. */
export function cassettePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-cassette-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "run.jsonl");
}

/** Runs a function while a cassette is recorded. */
export async function recorded<T>(path: string, fn: () => Promise<T>): Promise<T> {
  const cassette = recordCassette({ path });
  try {
    return await fn();
  } finally {
    await cassette.stop();
  }
}

/** Runs a function while the cassette is played. */
export async function replayed<T>(
  path: string,
  fn: (cassette: ReplayingCassette) => Promise<T>,
  options: Omit<ReplayCassetteOptions, "path"> = {},
): Promise<T> {
  const cassette = replayCassette({ ...options, path });
  try {
    return await fn(cassette);
  } finally {
    await cassette.stop();
  }
}
