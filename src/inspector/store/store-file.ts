import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { UnreadableStore } from "./schema.ts";
import { type Database, openDatabase } from "./sqlite.ts";

/** Makes the file that only its owner reads, in a folder that only its owner enters. What is there already stays as it is. */
export function createFile(path: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
}

/**
 * Keeps other writers out for as long as the connection is open: what a writer remembers between commits would be wrong if another one wrote. The lock is
 * the system's, so it goes with the process however that ends; readers do not look at it.
 *
 * @throws UnreadableStore when another process writes
 */
export function lockForWriting(path: string): Database {
  const file = `${path}-lock`;
  createFile(file);
  const lock = openDatabase(file, false);
  try {
    lock.exec("PRAGMA busy_timeout=0; BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    throw new UnreadableStore(`another process writes ${path}: stop it, or name another file`);
  }
  return lock;
}
