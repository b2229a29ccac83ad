import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Store } from "../../inspector/index.ts";
import type { RunningInspector } from "../../inspector/serve/running-inspectors.ts";
import { CommandFailed, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";

/**
 * The store that a command means: the file it names, else that of the inspector.
 *
 * @throws WrongUsage for an empty name; CommandFailed for a URL, which would be the name of a folder; it does not repeat it, since there may be a password in it
 */
export async function storePath(named: string | undefined, { env }: CliContext): Promise<string> {
  if (named?.trim() === "") throw new WrongUsage("--store is empty");
  if (named !== undefined && /^[a-z][\w+.-]*:\/\//i.test(named))
    throw new CommandFailed("--store is a file; ClickHouse is asked by: agentscribe report --store clickhouse://...");
  if (named !== undefined) return resolve(named);
  const { defaultStorePath } = await import("../../inspector/serve/state-folder.ts");
  return defaultStorePath(env);
}

/** As {@link storePath}, of a store that is there. @throws CommandFailed when there is none */
export async function existingStorePath(named: string | undefined, context: CliContext): Promise<string> {
  const path = await storePath(named, context);
  if (!existsSync(path)) throw new CommandFailed(`no store at ${path}: "agentscribe inspect" or "import" makes one`);
  return path;
}

/** Reads a store while `use` runs; an inspector may write to it meanwhile. @throws CommandFailed when there is no such file */
export async function readingStore<T>(
  named: string | undefined,
  context: CliContext,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  return await using(await existingStorePath(named, context), true, use);
}

/**
 * Writes to a store while `use` runs; one that is not there is made.
 *
 * @throws CommandFailed when an inspector has it: there is one writer
 */
export async function writingStore<T>(
  named: string | undefined,
  context: CliContext,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const path = await storePath(named, context);
  const holder = await holderOf(path, context);
  if (holder !== undefined) {
    throw new CommandFailed(
      `the inspector at ${holder.origin} (process ${holder.pid}) writes to ${path}: end it first`,
    );
  }
  return await using(path, false, use);
}

/** The inspector that runs on a store. */
export async function holderOf(path: string, { env }: CliContext): Promise<RunningInspector | undefined> {
  const { inspectorOf } = await import("../../inspector/serve/running-inspectors.ts");
  const { stateFolder } = await import("../../inspector/serve/state-folder.ts");
  return await inspectorOf(path, stateFolder(env));
}

async function using<T>(path: string, readOnly: boolean, use: (store: Store) => Promise<T>): Promise<T> {
  const { openStore } = await import("../../inspector/store/open-store.ts");
  const store = await openStore({ path, readOnly });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
