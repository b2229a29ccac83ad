import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { detectGit } from "../../../../src/sdk/detect/git.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agentscribe-git-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The real git, with nothing of the machine's configuration. */
function git(...args: readonly string[]): string {
  const who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"];
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  return execFileSync("git", [...who, ...args], { cwd: folder, env, encoding: "utf8" }).trim();
}

function repository(origin: string): string {
  git("init", "--quiet", "--initial-branch", "feature/prices");
  git("remote", "add", "origin", origin);
  git("commit", "--quiet", "--allow-empty", "--message", "first");
  return git("rev-parse", "HEAD");
}

describe("detectGit()", () => {
  it.each([
    "git@example.org:acme/shop-agent.git",
    "https://ada:s3cret-token@example.org/acme/shop-agent",
    "ssh://git@example.org:22/acme/shop-agent.git",
  ])("says repository, branch and commit of a folder inside, and no more of %s", (origin) => {
    const revision = repository(origin);
    mkdirSync(join(folder, "packages/agent"), { recursive: true });
    expect(detectGit(join(folder, "packages/agent"))).toEqual({
      "vcs.owner.name": "acme",
      "vcs.ref.head.name": "feature/prices",
      "vcs.ref.head.revision": revision,
      "vcs.repository.name": "shop-agent",
    });
  });

  it.each(["/srv/people/ada/shop.git", "file:///srv/people/ada/shop.git", "../shop"])(
    "says nothing of the origin %s",
    (origin) => {
      const revision = repository(origin);
      expect(detectGit(folder)).toEqual({ "vcs.ref.head.name": "feature/prices", "vcs.ref.head.revision": revision });
    },
  );

  it("reads packed branches, a commit without a branch, and a work tree of its own", () => {
    const revision = repository("https://example.org/acme/shop");
    git("pack-refs", "--all");
    expect(detectGit(folder)).toMatchObject({
      "vcs.ref.head.name": "feature/prices",
      "vcs.ref.head.revision": revision,
    });
    git("worktree", "add", "--quiet", "-b", "other", "beside");
    const beside = detectGit(join(folder, "beside"));
    expect(beside).toMatchObject({
      "vcs.ref.head.name": "other",
      "vcs.ref.head.revision": revision,
      "vcs.repository.name": "shop",
    });
    git("checkout", "--quiet", "--detach");
    const detached = detectGit(folder);
    expect(detached).toMatchObject({ "vcs.ref.head.revision": revision });
    expect(detached).not.toHaveProperty("vcs.ref.head.name");
  });

  it("finds nothing without a repository, without a commit or in files that are none of git's", () => {
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git/HEAD"), "\u0000".repeat(100));
    writeFileSync(
      join(folder, ".git/config"),
      '[remote "origin"]\n\turl = \n[remote "other"]\n\turl = https://example.org/a/b\n',
    );
    expect(detectGit(folder)).toEqual({});
    rmSync(join(folder, ".git"), { recursive: true });
    git("init", "--quiet", "--initial-branch", "main");
    expect(detectGit(folder)).toEqual({ "vcs.ref.head.name": "main" });
  });
});
