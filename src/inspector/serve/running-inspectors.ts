import { randomUUID } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { makePrivateFolder } from "../../internal/private-folder.ts";
import { fileIdentity } from "../store/file-identity.ts";
import { stateFolder } from "./state-folder.ts";

/** An inspector of this user that runs, or was ended without notice. */
export interface RunningInspector {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:4318`. */
  readonly origin: string;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The file of its store, or `:memory:`. */
  readonly store: string;
}

const FILE_NAME = /^inspector-token-\d+\.json$/;

/**
 * The inspectors that this user started and that listen; the newest first. Commands find the token here: the files are readable by this user only.
 *
 * @param folder - where they are written, {@link stateFolder}
 */
export async function runningInspectors(
  folder: string | undefined = stateFolder(),
): Promise<readonly RunningInspector[]> {
  if (folder === undefined) return [];
  const names = await readdir(folder).catch(() => []);
  const found: RunningInspector[] = [];
  for (const name of names.filter((one) => FILE_NAME.test(one))) {
    const written = await readFile(join(folder, name), "utf8").then(parse, () => undefined);
    if (written !== undefined && (await runs(written))) found.push(written);
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/** The one that has a store, by whatever name it is called. */
export async function inspectorOf(
  store: string,
  folder: string | undefined = stateFolder(),
): Promise<RunningInspector | undefined> {
  const running = await runningInspectors(folder);
  const file = fileIdentity(store);
  return running.find((one) => one.store === store || (file !== undefined && fileIdentity(one.store) === file));
}

/**
 * Writes the file by which commands find an inspector, and takes away those of inspectors that were killed.
 *
 * @returns what takes it away again
 */
export async function announce(
  inspector: RunningInspector,
  folder: string | undefined = stateFolder(),
): Promise<() => Promise<void>> {
  if (folder === undefined) throw new Error("the user has no home folder");
  makePrivateFolder(folder);
  const file = join(folder, `inspector-token-${inspector.port}.json`);
  const fresh = `${file}.${randomUUID()}`;
  // Written beside it and renamed: what was there before, a link too, is replaced and not written through.
  await writeFile(fresh, `${JSON.stringify(inspector)}\n`, { mode: 0o600, flag: "wx" });
  try {
    await rename(fresh, file);
  } catch (error) {
    // On Windows, a file that somebody has open may not be replaced. The token stays nowhere.
    await rm(fresh, { force: true });
    throw error;
  }
  await forgetKilled(folder);
  return async () => {
    const now = await readFile(file, "utf8").then(parse, () => undefined);
    if (now?.token === inspector.token) await rm(file, { force: true });
  };
}

async function forgetKilled(folder: string): Promise<void> {
  for (const name of (await readdir(folder).catch(() => [])).filter((one) => FILE_NAME.test(one))) {
    const file = join(folder, name);
    const written = await readFile(file, "utf8").then(parse, () => undefined);
    if (written !== undefined && !isAlive(written.pid)) await rm(file, { force: true }).catch(() => undefined);
  }
}

function parse(text: string): RunningInspector | undefined {
  try {
    const { pid, port, origin, token, startedAt, store } = JSON.parse(text) as Partial<RunningInspector>;
    if (typeof pid !== "number" || typeof port !== "number" || typeof origin !== "string") return undefined;
    if (typeof token !== "string" || typeof startedAt !== "number" || typeof store !== "string") return undefined;
    return { pid, port, origin, token, startedAt, store };
  } catch {
    return undefined;
  }
}

/** A process that was killed can be there for a while, and its number is given to others: what counts is that somebody listens. */
async function runs({ pid, port }: RunningInspector): Promise<boolean> {
  return isAlive(pid) && port > 0 && port <= 65_535 && (await listens(port));
}

const CONNECT_MILLIS = 2_000;

async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: CONNECT_MILLIS });
    const end = (does: boolean) => (): void => {
      socket.destroy();
      resolve(does);
    };
    socket.once("connect", end(true)).once("error", end(false)).once("timeout", end(false));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
