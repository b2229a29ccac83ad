import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { preparePrivateFolder, spoolDirectory } from "../../../../src/export/spool/spool-folder.ts";
import { nodeSpoolFs, type SpoolFs } from "../../../../src/export/spool/spool-fs.ts";
import { itemOf, openStore, temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);
const fs = nodeSpoolFs() as SpoolFs;

function emptyFolder(): string {
  const folder = folders.make();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

describe("spoolDirectory()", () => {
  const linux = { env: {}, homeFolder: "/home/ann", platform: "linux" };

  it("is in the state folder of the user", () => {
    expect(spoolDirectory(linux)).toBe("/home/ann/.local/state/agentscribe/spool");
    expect(spoolDirectory({ ...linux, env: { XDG_STATE_HOME: "/state" } })).toBe("/state/agentscribe/spool");
    expect(spoolDirectory({ ...linux, env: { XDG_STATE_HOME: "relative" } })).toBe(spoolDirectory(linux));
    const windows = { env: { LOCALAPPDATA: "C:\\Users\\ann\\AppData\\Local" }, homeFolder: "", platform: "win32" };
    expect(spoolDirectory(windows)).toBe("C:\\Users\\ann\\AppData\\Local\\agentscribe\\spool");
  });

  it("is the option before the variable, and the variable before all else; an empty one does not count", () => {
    const env = { AGENTSCRIBE_SPOOL_DIRECTORY: "/spool", XDG_STATE_HOME: "/state" };
    expect(spoolDirectory({ ...linux, env })).toBe("/spool");
    expect(spoolDirectory({ ...linux, env, directory: "/option" })).toBe("/option");
    expect(spoolDirectory({ ...linux, env: { AGENTSCRIBE_SPOOL_DIRECTORY: " " } })).toBe(spoolDirectory(linux));
    expect(spoolDirectory({ ...linux, env: { AGENTSCRIBE_SPOOL_DIRECTORY: "/spool " } })).toBe("/spool");
  });

  it("is nowhere without a home", () => {
    expect(spoolDirectory({ ...linux, homeFolder: "" })).toBeUndefined();
    expect(spoolDirectory({ ...linux, homeFolder: undefined })).toBeUndefined();
  });
});

describe("preparePrivateFolder()", () => {
  it("makes a folder that only the user can enter, whatever the umask is", () => {
    const folder = folders.make();
    const before = process.umask(0);
    try {
      expect(preparePrivateFolder(fs, join(folder, "a", "b"))).toBeUndefined();
    } finally {
      process.umask(before);
    }
    expect(statSync(join(folder, "a", "b")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "a")).mode & 0o777).toBe(0o700);
  });

  it("refuses a link, a file, and a folder that others can write to", () => {
    const real = emptyFolder();
    const link = join(dirname(real), "link");
    symlinkSync(real, link);
    expect(preparePrivateFolder(fs, link)).toMatch("symbolic link");
    const file = join(real, "file");
    writeFileSync(file, "");
    expect(preparePrivateFolder(fs, file)).toMatch("no folder");
    expect(preparePrivateFolder(fs, join(file, "below"))).toMatch("cannot be made (ENOTDIR)");
    chmodSync(real, 0o770);
    expect(preparePrivateFolder(fs, real)).toBe("others can write to it");
  });

  it("refuses a folder of another user", () => {
    const facts = { kind: "folder", uid: (process.getuid?.() ?? 0) + 1, mode: 0o700 } as const;
    const other: SpoolFs = { ...fs, facts: () => ({ size: 0, mtimeMillis: 0, links: 1, identity: "", ...facts }) };
    expect(preparePrivateFolder(other, "/x")).toBe("it belongs to another user");
  });

  it("answers for paths no folder can be made at", () => {
    expect(preparePrivateFolder(fs, "/proc/nothing/spool")).toMatch("cannot be made");
    expect(preparePrivateFolder(fs, `/${"x".repeat(300)}`)).toMatch("ENAMETOOLONG");
  });
});

describe("a spool in a folder that cannot be used", () => {
  it("refuses records with the reason, and does not follow the link", () => {
    const real = emptyFolder();
    const link = join(dirname(real), "link");
    symlinkSync(real, link);
    const { spool, store } = openStore({ directory: link });
    expect(spool.append(itemOf("x"))).toBe(false);
    expect(spool.failure).toMatch("symbolic link");
    expect(store.health().refused).toMatch("symbolic link");
    expect(statSync(real).nlink).toBe(2);
  });

  it("writes private files under a umask that hides nothing, in a path with other letters", () => {
    const directory = join(folders.make(), "日本 ü");
    const before = process.umask(0);
    try {
      const { spool } = openStore({ directory });
      expect(spool.append(itemOf("x"))).toBe(true);
      const [segment] = spool.segments();
      expect(statSync(segment?.path ?? "").mode & 0o777).toBe(0o600);
      expect(statSync(dirname(segment?.path ?? "")).mode & 0o777).toBe(0o700);
    } finally {
      process.umask(before);
    }
  });
});
