import { beginTestRun, testsPassed } from "../package/release/tested-tarball.ts";

interface TestModule {
  project: { name: string };
  children: { allTests(): Iterable<{ result(): { state: string } }> };
}

/** Projects that a version has to pass before it is published. */
const EVERY_RELEASE = ["unit", "integration", "package"];

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
    const projects = new Set(modules.map(({ project }) => project.name));
    if (count.failed === 0 && EVERY_RELEASE.every((name) => projects.has(name))) testsPassed();
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`);
  }
}
