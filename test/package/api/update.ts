// `npm run api` keeps what each entry of the build exports; with `--check` it shows what differs from what is kept.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { builtReports, REPORTS } from "./report.ts";

function write(folder: string): void {
  const reports = builtReports();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of reports) writeFileSync(join(folder, name), text);
}

/** Whether what is kept is what was built; what differs goes to stdout. */
function check(): boolean {
  const built = mkdtempSync(join(tmpdir(), "agentscribe-api-"));
  try {
    write(built);
    const shown = spawnSync(
      "git",
      ["diff", "--no-index", "--no-color", "--", relative(process.cwd(), REPORTS), built],
      {
        encoding: "utf8",
      },
    );
    process.stdout.write(shown.stdout);
    if (shown.status === 0) return true;
    console.error(`${shown.stderr}The public API is not as it is kept. If that is meant, run: npm run api`);
    return false;
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
}

if (process.argv.includes("--check")) {
  process.exitCode = check() ? 0 : 1;
} else {
  write(REPORTS);
}
