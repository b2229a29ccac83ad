import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { CommandFailed } from "../command-line.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Writes a file that only this user may read. It stands under its name when all of it is there, and not before.
 *
 * @throws CommandFailed when the system refuses; what the pieces reject with is passed on
 */
export async function writeAtomically(
  path: string,
  pieces: AsyncIterable<string>,
  onWritten: (piece: string) => void,
): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // A device or a pipe, in whose place the file would be.
  if (there?.isFile() === false) throw new CommandFailed(`${path} cannot be written: it is no file`);
  const fresh = `${path}.${randomUUID()}.part`;
  let file: FileHandle | undefined;
  for (const name of SIGNALS) process.on(name, interrupted);
  try {
    file = await open(fresh, "wx", 0o600).catch(refused);
    for await (const piece of pieces) {
      // All of it: a disk that is nearly full takes a part of it, and says no more than that.
      await file.writeFile(piece).catch(refused);
      onWritten(piece);
    }
    await file.close();
    await rename(fresh, path).catch(refused);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw error;
  } finally {
    for (const name of SIGNALS) process.off(name, interrupted);
  }

  /** Ends the process as it would have ended, with nothing left behind. */
  function interrupted(signal: NodeJS.Signals): void {
    rmSync(fresh, { force: true });
    for (const name of SIGNALS) process.off(name, interrupted);
    process.kill(process.pid, signal);
  }

  function refused(error: NodeJS.ErrnoException): never {
    throw new CommandFailed(`${path} cannot be written: ${error.code ?? error.message}`);
  }
}
