import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, in memory, that can be full or read-only. */
export interface SmallDisk {
  readonly path: string;
  setReadOnly(): void;
  unmount(): void;
}

/** @throws Error when it cannot be mounted; see `canMount` */
export function mountSmallDisk(path: string, megabytes: number): SmallDisk {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0700`, "tmpfs", path]);
  return {
    path,
    setReadOnly: () => run("mount", ["-o", "remount,ro", path]),
    unmount: () => run("umount", ["-l", path]),
  };
}

/** Only a superuser with the right to mount can make a disk full. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "faults-mount-"));
  try {
    mountSmallDisk(folder, 1).unmount();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
