import type { Stats } from "node:fs";

/** What a file or folder is, links not followed. */
export interface FileFacts {
  readonly kind: "file" | "folder" | "other";
  readonly size: number;
  readonly mtimeMillis: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  /** 0 when the file was removed while it was open. */
  readonly links: number;
  /** The same for the same file under another name. */
  readonly identity: string;
}

/**
 * Everything the spool asks of a file system, so that a test can make any single call fail. Calls throw (or reject with) what
 * the system says, with its `code`. No call follows a symbolic link that stands in place of the file itself.
 */
export interface SpoolFs {
  /** Opens a new, private file for appending and reading; fails when the name is taken. */
  create(path: string): number;
  /** Opens an existing file for appending. */
  openAppend(path: string): number;
  /** Writes at the end; returns how many bytes went in. */
  write(file: number, buffer: Uint8Array, offset: number, length: number): number;
  /** Cuts a file at its end, by its name: Windows cuts none that is open for appending. */
  truncate(path: string, length: number): void;
  close(file: number): void;
  /** Undefined when nothing is there. */
  facts(target: string | number): FileFacts | undefined;
  touch(path: string, millis: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Makes one folder for the user alone. */
  makeFolder(path: string): void;
  /** Removes a folder that is empty; fails otherwise. */
  removeFolder(path: string): void;
  /** The first bytes of a small file. */
  readHead(path: string, maxBytes: number): Uint8Array;
  /** Puts bytes at the start of a file, which is made when it is missing. */
  writeHead(path: string, bytes: Uint8Array): void;
  /** The share of the disk that is in use, 0 to 1. */
  used(path: string): number;
  /** Reads up to `length` bytes; fewer at the end of the file. */
  read(target: string | number, position: number, length: number): Promise<Buffer>;
  /** Brings what was written to the disk. */
  sync(file: number): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  listNow(folder: string): readonly string[];
  lookUp(path: string): Promise<FileFacts | undefined>;
}

/** The file system of Node; undefined where there is none. */
export function nodeSpoolFs(): SpoolFs | undefined {
  const fs = (globalThis.process as NodeJS.Process | undefined)?.getBuiltinModule?.("node:fs");
  if (fs === undefined) return undefined;
  // Windows knows neither; O_NONBLOCK keeps a pipe that stands in the way from blocking the open.
  const noFollow = (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);
  const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_WRONLY } = fs.constants;
  const using = <T>(file: number, use: (file: number) => T): T => {
    try {
      return use(file);
    } finally {
      fs.closeSync(file);
    }
  };
  return {
    create: (path) => fs.openSync(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | noFollow, 0o600),
    openAppend: (path) => fs.openSync(path, O_RDWR | O_APPEND | noFollow),
    write: (file, buffer, offset, length) => fs.writeSync(file, buffer, offset, length),
    truncate: (path, length) => using(fs.openSync(path, O_RDWR | noFollow), (file) => fs.ftruncateSync(file, length)),
    close: (file) => fs.closeSync(file),
    facts(target) {
      const stats = typeof target === "number" ? fs.fstatSync(target) : fs.lstatSync(target, { throwIfNoEntry: false });
      return stats === undefined ? undefined : toFacts(stats);
    },
    touch: (path, millis) => fs.lutimesSync(path, millis / 1000, millis / 1000),
    rename: (from, to) => fs.renameSync(from, to),
    remove: (path) => fs.unlinkSync(path),
    makeFolder: (path) => void fs.mkdirSync(path, { mode: 0o700 }),
    removeFolder: (path) => fs.rmdirSync(path),
    readHead: (path, maxBytes) =>
      using(fs.openSync(path, O_RDONLY | noFollow), (file) => {
        const buffer = Buffer.alloc(maxBytes);
        return buffer.subarray(0, fs.readSync(file, buffer, 0, maxBytes, 0));
      }),
    writeHead: (path, bytes) =>
      using(fs.openSync(path, O_WRONLY | O_CREAT | noFollow, 0o600), (file) => {
        if (fs.writeSync(file, bytes, 0, bytes.byteLength, 0) < bytes.byteLength) throw new Error("short write");
      }),
    used(path) {
      const { bavail, bfree, blocks } = fs.statfsSync(path);
      const usable = blocks - bfree + bavail;
      return usable > 0 ? 1 - bavail / usable : 0;
    },
    async read(target, position, length) {
      if (typeof target === "number") {
        return readAll((buffer, at) => readFrom(fs, target, buffer, at, position + at), length);
      }
      const handle = await fs.promises.open(target, O_RDONLY | noFollow);
      try {
        const read = async (buffer: Buffer, at: number): Promise<number> =>
          (await handle.read(buffer, at, buffer.length - at, position + at)).bytesRead;
        return await readAll(read, length);
      } finally {
        await handle.close();
      }
    },
    sync: (file) =>
      new Promise((resolve, reject) => {
        fs.fdatasync(file, (error) => (error === null ? resolve() : reject(error)));
      }),
    list: (folder) => fs.promises.readdir(folder),
    listNow: (folder) => fs.readdirSync(folder),
    lookUp: (path) =>
      fs.promises.lstat(path).then(toFacts, (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
        throw error;
      }),
  };
}

async function readAll(read: (buffer: Buffer, at: number) => Promise<number>, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const count = await read(buffer, filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

function readFrom(
  fs: typeof import("node:fs"),
  file: number,
  buffer: Buffer,
  at: number,
  position: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(file, buffer, at, buffer.length - at, position, (error, count) =>
      error === null ? resolve(count) : reject(error),
    );
  });
}

function toFacts(stats: Stats): FileFacts {
  return {
    kind: stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other",
    size: stats.size,
    mtimeMillis: stats.mtimeMs,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    links: stats.nlink,
    // On Windows, some versions of Node say another device of a file that is open than of the same file by its name.
    identity: process.platform === "win32" ? String(stats.ino) : `${stats.dev}:${stats.ino}`,
  };
}

/** The system's name for what went wrong, `ENOSPC` for instance. */
export function errorCode(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "unknown";
}
