import { closeSync, existsSync, openSync, realpathSync } from "node:fs";
import { dirname } from "node:path";
import { makePrivateFolder } from "../../internal/private-folder.ts";
import { checkSchema, UnreadableStore } from "./schema.ts";
import { type Database, openDatabase } from "./sqlite.ts";

/** Makes the file that only its owner reads, in a folder that only its owner enters. What is there already stays as it is. */
export function createFile(path: string): void {
  if (existsSync(path)) return;
  makePrivateFolder(dirname(path));
  closeSync(openSync(path, "a", 0o600));
}

/** Opens a file that is ours, or empty. @throws UnreadableStore */
export function openFile(path: string, readOnly: boolean): Database {
  let database: Database | undefined;
  try {
    database = openDatabase(path, readOnly);
    checkSchema(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof UnreadableStore) throw error;
    throw new UnreadableStore(`${path} ${problemOf(error, readOnly)}`);
  }
}

/** What SQLite answers, in the lowest 8 bits. */
const [READONLY, NOTADB] = [8, 26] as const;

function problemOf(error: unknown, readOnly: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = Number(Object(error).errcode) & 0xff;
  if (code === READONLY && readOnly)
    return "cannot be read where it is, as SQLite may write nothing beside it: copy it to a folder that you may write to";
  return `${code === NOTADB ? "is no store of agentscribe" : "cannot be opened"}: ${message}`;
}

/**
 * Keeps other writers out for as long as the connection is open: what a writer remembers between commits would be wrong if another one wrote. The lock is
 * the system's, so it goes with the process however that ends; readers do not look at it.
 *
 * @throws UnreadableStore when another process writes
 */
export function lockForWriting(path: string): Database {
  // Of the file itself, by whatever link it is named.
  const file = `${realpathSync(path)}-lock`;
  createFile(file);
  let lock: Database | undefined;
  try {
    lock = openDatabase(file, false, 0);
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch {
    lock?.close();
    throw new UnreadableStore(`another process writes ${path}: stop it, or name another file`);
  }
}
