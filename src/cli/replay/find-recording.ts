import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { RunSource } from "../../inspector/steps/collect-run.ts";
import { recordingOf } from "../../inspector/steps/recording-of.ts";
import { STEP_KINDS } from "../../inspector/steps/span-step.ts";
import { CassetteError } from "../../testing/cassette/format.ts";
import { type Recording, readCassette } from "../../testing/cassette/read-cassette.ts";
import { CommandFailed } from "../command-line.ts";
import { sourcesOf } from "../files/read-path.ts";
import { takeIn } from "../files/take-in.ts";
import { tracePath } from "../record/record.ts";
import type { CliContext } from "../run-cli.ts";
import { existingStorePath, readingStore, storePath } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { type Collector, startCollector } from "./collector.ts";
import { readRun } from "./read-run.ts";
import type { RunAgainOptions } from "./run.ts";

/** What was recorded: a cassette, and the sessions that it belongs to, the first one first. */
export interface RecordedRun {
  readonly cassette: string;
  readonly entries: Recording["entries"];
  /** Empty where the trace was kept nowhere: then only what was asked of the cassette can be compared. */
  readonly sessions: readonly RunSource[];
}

/** Finds what a command line means by a session or a cassette. @throws CommandFailed when something of it is missing */
export async function findRecording(
  reference: string,
  options: RunAgainOptions,
  context: CliContext,
): Promise<RecordedRun> {
  const isFile = existsSync(reference) && statSync(reference).isFile();
  const { cassette, sessions } = isFile
    ? { cassette: resolve(options.cassette ?? reference), sessions: undefined }
    : await ofSession(reference, options, context).catch((error: unknown) => {
        throw isFileName(reference) && error instanceof CommandFailed ? noFile(reference, error) : error;
      });
  const { entries, header } = read(cassette);
  return {
    cassette,
    entries,
    sessions:
      sessions ??
      (await keptBeside(cassette, context)) ??
      (await inStore(header.session ?? header.trace, options, context)),
  };
}

/** Whether somebody who names it most likely means a file. */
const isFileName = (reference: string): boolean => /\.jsonl$/i.test(reference);

const noFile = (reference: string, { message }: CommandFailed): CommandFailed =>
  new CommandFailed(`there is no cassette at ${reference}, and as a session: ${message}`);

function read(cassette: string): Recording {
  try {
    return readCassette(cassette);
  } catch (error) {
    throw error instanceof CassetteError ? new CommandFailed(error.message) : error;
  }
}

async function ofSession(
  reference: string,
  { store: named, cassette: given }: RunAgainOptions,
  context: CliContext,
): Promise<Pick<RecordedRun, "cassette" | "sessions">> {
  await existingStorePath(named, context);
  return await readingStore(named, context, async (store) => {
    const id = await findSession(store, reference);
    const session = await readRun(store, id);
    const cassette = given === undefined ? cassetteOf(session) : resolve(given);
    if (cassette === undefined) {
      throw new CommandFailed(
        `session ${id} says no cassette: name it with --cassette, or record one with "agentscribe record"`,
      );
    }
    return { cassette, sessions: [session] };
  });
}

function cassetteOf({ session, details }: RunSource): string | undefined {
  for (const span of details(STEP_KINDS)) return recordingOf(session.id, span)?.cassette;
  return undefined;
}

/** Of the file that "agentscribe record" keeps. */
async function keptBeside(cassette: string, context: CliContext): Promise<readonly RunSource[] | undefined> {
  const file = tracePath(cassette);
  if (!existsSync(file)) return undefined;
  const collector = await startCollector();
  try {
    await takeIn(await sourcesOf(file, context), collector.store.ingest.bind(collector.store), {
      ...context,
      errColumns: undefined,
    });
    return await runsOf(collector, context);
  } finally {
    await collector.close();
  }
}

/** All sessions of a run. */
export async function runsOf(
  { store, sessions }: Pick<Collector, "store" | "sessions">,
  context: CliContext,
): Promise<readonly RunSource[]> {
  const found: RunSource[] = [];
  for (const { id } of await sessions(context)) found.push(await readRun(store, id));
  return found;
}

async function inStore(
  id: string | undefined,
  { store: named }: RunAgainOptions,
  context: CliContext,
): Promise<readonly RunSource[]> {
  if (id === undefined || !existsSync(await storePath(named, context))) return [];
  return await readingStore(named, context, async (store) => {
    const session = await store.session(id);
    return session === undefined ? [] : [await readRun(store, id)];
  });
}
