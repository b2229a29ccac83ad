import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./spool-fixture.ts";

const folders = temporaryFolder();
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  folders.remove();
});

const WRITERS = ["w0", "w1", "w2", "w3", "w4", "w5"];
const KILLED = new Map([
  ["w1", 300],
  ["w3", 700],
  ["w5", 1100],
]);
const RECORDS = 2000;

function start(script: string, args: readonly string[]): ChildProcess {
  const child = fork(new URL(script, import.meta.url), args, {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  return child;
}

/** Kills a writer when its counter has come this far. */
async function killAt(child: ChildProcess, counter: string, records: number): Promise<void> {
  while (child.exitCode === null && countIn(counter) < records) await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGKILL");
}

function countIn(counter: string): number {
  try {
    return Number(readFileSync(counter, "utf8"));
  } catch {
    return 0;
  }
}

describe("six writers, three of them killed, and three processes that race for what they leave", () => {
  it("bring every record that was acknowledged exactly once, and tell once of each span that was open", {
    timeout: 60_000,
  }, async () => {
    const directory = folders.make();
    mkdirSync(dirname(directory), { recursive: true });
    const counterOf = (name: string): string => join(dirname(directory), name);
    const drainers = ["a", "b", "c"].map(() => start("./spool-drainer-process.ts", [directory]));
    await Promise.all(drainers.map((drainer) => once(drainer, "message")));
    const ends = WRITERS.map(async (name) => {
      const at = KILLED.get(name);
      const records = at === undefined ? RECORDS : 1_000_000;
      const child = start("./spool-writer-process.ts", [directory, name, String(records), counterOf(name)]);
      const exit = once(child, "exit");
      if (at !== undefined) await killAt(child, counterOf(name), at);
      const [code, signal] = await exit;
      return `${name} ${signal ?? code}`;
    });
    expect(await Promise.all(ends)).toEqual(WRITERS.map((name) => `${name} ${KILLED.has(name) ? "SIGKILL" : 0}`));
    const answers = drainers.map((drainer) => once(drainer, "message"));
    for (const drainer of drainers) drainer.send("last");
    const texts = (await Promise.all(answers)).flatMap(([received]) => received as string[]);

    expect(new Set(texts).size).toBe(texts.length);
    for (const name of WRITERS) {
      const numbers = texts.filter((text) => text.startsWith(`${name} `)).map((text) => Number(text.slice(3)));
      const acknowledged = countIn(counterOf(name));
      expect(numbers.sort((a, b) => a - b).slice(0, acknowledged)).toEqual([...Array(acknowledged).keys()]);
      // Written, but killed before the counter was.
      expect(numbers.length - acknowledged).toBeLessThanOrEqual(KILLED.has(name) ? 1 : 0);
      expect(acknowledged).toBeGreaterThanOrEqual(KILLED.get(name) ?? RECORDS);
    }
    const interrupted = texts.filter((text) => text.startsWith("open "));
    expect(interrupted.sort()).toEqual([...KILLED.keys()].map((name) => `open ${name} interrupted`));
    const left = readdirSync(directory).flatMap((folder) => readdirSync(join(directory, folder)));
    expect(left.filter((name) => name.endsWith(".seg"))).toEqual([]);
  });
});
