import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beginTestRun, testsPassed } from "../package/release/tested-tarball.ts";

interface TestModule {
  moduleId: string;
  children: { allTests(): Iterable<{ result(): { state: string } }> };
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The files that a version has to pass before it is published. */
function everyFile(): readonly string[] {
  return globSync("test/{unit,integration,package}/**/*.test.ts", { cwd: root }).map((file) => join(root, file));
}

/** Ends a run with the one line that people and scripts look for: `N passed, N failed`. */
export default class SummaryReporter {
  onTestRunStart(): void {
    beginTestRun();
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed" || state === "skipped") count[state] += 1;
      }
    }
    const ran = new Set(modules.map(({ moduleId }) => moduleId));
    if (count.failed === 0 && everyFile().every((file) => ran.has(file))) testsPassed();
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`);
  }
}
