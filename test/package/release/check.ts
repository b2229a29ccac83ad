// Before anything is published: `npm run release:check [tarball]`. Without a tarball, the one that `npm pack` makes now is judged.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { VERSION } from "../../../src/version.ts";
import { releaseProblems } from "./release-problems.ts";
import { integrityOf, testedIntegrity } from "./tested-tarball.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** Files of a tarball that no build made and that the repository does not have: what `.gitignore` names is packed all the same. */
function straysIn(tarball: string): readonly string[] {
  const committed = new Set(run("git", "ls-files").split("\n"));
  const packed = run("tar", "-tzf", tarball).trimEnd().split("\n");
  return packed
    .map((path) => path.replace(/^package\//, ""))
    .filter((path) => !/^dist\//.test(path) && !committed.has(path));
}

const folder = mkdtempSync(join(tmpdir(), "agentscribe-release-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

function packedNow(): string {
  run("npm", "pack", "--ignore-scripts", "--silent", "--dry-run=false", "--pack-destination", folder);
  return join(folder, readdirSync(folder)[0] ?? "");
}

const tarball = process.argv[2] ?? packedNow();
const problems = releaseProblems({
  manifest: JSON.parse(readFileSync(join(root, "package.json"), "utf8")),
  codeVersion: VERSION,
  changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
  tag: run("git", "tag", "--points-at", "HEAD").trim(),
  uncommitted: run("git", "status", "--porcelain"),
  strays: straysIn(tarball),
  testedIntegrity: testedIntegrity(),
  integrity: integrityOf(tarball),
});
for (const problem of problems) console.error(`not to be published: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;
