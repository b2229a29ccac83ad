import { errorCode, type SpoolFs } from "./spool-fs.ts";

export interface SpoolDirectoryOptions {
  /** Wins over everything else. */
  readonly directory?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined when the user has none. */
  readonly homeFolder: string | undefined;
  readonly platform: string;
}

/** Where the spool of this user is; never a folder that every user can write to. Undefined when nothing says where. */
export function spoolDirectory(options: SpoolDirectoryOptions): string | undefined {
  const { env, homeFolder, platform } = options;
  const nodePath = process.getBuiltinModule("node:path");
  const path = platform === "win32" ? nodePath.win32 : nodePath.posix;
  // `set NAME=value && program` of Windows puts the blank before `&&` into the value.
  const named = options.directory ?? env.AGENTSCRIBE_SPOOL_DIRECTORY?.trim();
  if (named !== undefined && named.trim() !== "") return nodePath.resolve(named);
  // Source: XDG Base Directory Specification, which has relative paths ignored.
  const stated = platform === "win32" ? env.LOCALAPPDATA : env.XDG_STATE_HOME;
  if (stated !== undefined && path.isAbsolute(stated)) return path.join(stated, "agentscribe", "spool");
  if (homeFolder === undefined || !path.isAbsolute(homeFolder)) return undefined;
  return platform === "win32"
    ? path.join(homeFolder, "AppData", "Local", "agentscribe", "spool")
    : path.join(homeFolder, ".local", "state", "agentscribe", "spool");
}

/** The name of the folder of what a fingerprint stands for: destination, signal and capture gates. */
export function fingerprintFolder(fingerprint: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(fingerprint).digest("hex").slice(0, 32);
}

/** Whether a folder name may be that of a fingerprint. */
export function isFingerprintFolder(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}

/**
 * Makes a folder and those above it when they are missing, and looks whether only this user can write there.
 *
 * @returns why the folder cannot be used; undefined when it can
 */
export function preparePrivateFolder(fs: SpoolFs, folder: string): string | undefined {
  try {
    makeMissing(fs, folder);
  } catch (error) {
    return `it cannot be made (${errorCode(error)})`;
  }
  return refuseFolder(fs, folder);
}

/** Why an existing folder cannot be used; undefined when it can. */
export function refuseFolder(fs: SpoolFs, folder: string): string | undefined {
  let facts: ReturnType<SpoolFs["facts"]>;
  try {
    facts = fs.facts(folder);
  } catch (error) {
    return `it cannot be read (${errorCode(error)})`;
  }
  if (facts === undefined) return "it is missing";
  if (facts.kind !== "folder") return "it is no folder, or a symbolic link";
  const user = process.getuid?.();
  // Windows has neither owners nor bits of this kind.
  if (user === undefined) return undefined;
  if (facts.uid !== user) return "it belongs to another user";
  if ((facts.mode & 0o022) !== 0) return "others can write to it";
  return undefined;
}

/** `mkdir` with `recursive` is not used: it never returns where a file system answers "no such file" to a new folder, as `/proc` does. */
function makeMissing(fs: SpoolFs, folder: string): void {
  if (fs.facts(folder) !== undefined) return;
  const above = process.getBuiltinModule("node:path").dirname(folder);
  // A symbolic link above is the user's own way of arranging the disk.
  if (above !== folder) makeMissing(fs, above);
  try {
    fs.makeFolder(folder);
  } catch (error) {
    // Another process may have made it in between.
    if (errorCode(error) !== "EEXIST") throw error;
  }
}
