import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import {
  VCS_OWNER_NAME,
  VCS_REF_HEAD_NAME,
  VCS_REF_HEAD_REVISION,
  VCS_REPOSITORY_NAME,
} from "../../semconv/core-attributes.ts";

/** No file of these is longer in a repository of people. */
const MOST_BYTES = 1024 * 1024;
const MOST_FOLDERS = 64;

/**
 * Which repository, branch and commit a folder is of, read from the files of git around it; nothing where there is none. `git` is not run, and nothing is said of
 * the folder itself: no path, and of the address of `origin` only owner and name.
 */
export function detectGit(folder: string): TelemetryAttributes {
  const path = process.getBuiltinModule("node:path");
  const git = gitFolder(path.resolve(folder));
  if (git === undefined) return {};
  // A work tree of its own has a folder of its own, which names the one that it shares with others.
  const common = path.resolve(git, read(path.join(git, "commondir"))?.trim() ?? ".");
  const head = read(path.join(git, "HEAD"))?.trim() ?? "";
  const ref = /^ref: (refs\/\S+)$/.exec(head)?.[1];
  const revision =
    ref === undefined ? head : (read(path.join(common, ref))?.trim() ?? packed(path.join(common, "packed-refs"), ref));
  const [owner, name] = origin(read(path.join(common, "config")) ?? "");
  return {
    ...(name !== undefined && { [VCS_REPOSITORY_NAME]: name }),
    ...(owner !== undefined && { [VCS_OWNER_NAME]: owner }),
    ...(ref?.startsWith("refs/heads/") && { [VCS_REF_HEAD_NAME]: ref.slice("refs/heads/".length) }),
    ...(revision !== undefined && /^[0-9a-f]{40,64}$/.test(revision) && { [VCS_REF_HEAD_REVISION]: revision }),
  };
}

/** `.git` of the nearest folder that has one: a folder, or in a work tree and a submodule a file that names one. */
function gitFolder(start: string): string | undefined {
  const fs = process.getBuiltinModule("node:fs");
  const path = process.getBuiltinModule("node:path");
  let folder = start;
  for (let up = 0; up < MOST_FOLDERS; up += 1) {
    const candidate = path.join(folder, ".git");
    const found = fs.statSync(candidate, { throwIfNoEntry: false });
    if (found?.isDirectory()) return candidate;
    const named = found?.isFile() ? /^gitdir: (.+)$/m.exec(read(candidate) ?? "")?.[1] : undefined;
    if (named !== undefined) return path.resolve(folder, named.trim());
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

/** Owner and name in the address of `origin`: `git@host:owner/name.git`, `https://host/owner/name`. */
function origin(config: string): readonly [owner: string | undefined, name: string | undefined] {
  const section = /^\[remote "origin"\]\s*\n((?:(?!\[).*\n?)*)/m.exec(config)?.[1] ?? "";
  const url = /^\s*url\s*=\s*(\S+)\s*$/m.exec(section)?.[1] ?? "";
  // What stands before the path may hold a password; a folder of this machine is nobody's business.
  const path = /^(?!file:)[a-z+]+:\/\/[^/]*\/(.+)$/i.exec(url)?.[1] ?? /^[^/:]{2,}:(?!\/\/)(.+)$/.exec(url)?.[1] ?? "";
  const [, owner, name] = /^\/?(?:(.+)\/)?([^/]+?)(?:\.git)?\/?$/.exec(path) ?? [];
  return [owner, name];
}

function packed(file: string, ref: string): string | undefined {
  const line = read(file)
    ?.split("\n")
    .find((each) => each.endsWith(` ${ref}`));
  return line?.split(" ")[0];
}

/** The text of a file; undefined where there is none that can be read. */
function read(file: string): string | undefined {
  const fs = process.getBuiltinModule("node:fs");
  try {
    const facts = fs.statSync(file, { throwIfNoEntry: false });
    // Only a file: a pipe may never end.
    return facts?.isFile() && facts.size <= MOST_BYTES ? fs.readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined; // No right to read it.
  }
}
