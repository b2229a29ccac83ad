import { randomUUID } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makePrivateFolder } from "../../internal/private-folder.ts";
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

/**
 * The inspectors that this user started and whose process is alive; the newest first. Commands find the token here: the files are readable by this user only.
 *
 * @param folder - where they are written, {@link stateFolder}
 */
export async function runningInspectors(folder: string = stateFolder()): Promise<readonly RunningInspector[]> {
  const names = await readdir(folder).catch(() => []);
  const found: RunningInspector[] = [];
  for (const name of names.filter((one) => /^inspector-token-\d+\.json$/.test(one))) {
    const written = await readFile(join(folder, name), "utf8").then(parse, () => undefined);
    if (written !== undefined && isAlive(written.pid)) found.push(written);
  }
  return found.sort((a, b) => b.startedAt - a.startedAt);
}

/** Writes the file by which commands find an inspector. @returns what takes it away again */
export async function announce(inspector: RunningInspector, folder: string): Promise<() => Promise<void>> {
  makePrivateFolder(folder);
  const file = join(folder, `inspector-token-${inspector.port}.json`);
  const fresh = `${file}.${randomUUID()}`;
  // Written beside it and renamed: what was there before, a link too, is replaced and not written through.
  await writeFile(fresh, `${JSON.stringify(inspector)}\n`, { mode: 0o600, flag: "wx" });
  await rename(fresh, file);
  return async () => {
    const now = await readFile(file, "utf8").then(parse, () => undefined);
    if (now?.token === inspector.token) await rm(file, { force: true });
  };
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
