import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { InterruptedSpan } from "../../../../src/export/spool/recover-starts.ts";
import type { Spool } from "../../../../src/export/spool/spool.ts";
import type { SpoolItem } from "../../../../src/export/spool/spool-batch.ts";
import type { SpoolStore } from "../../../../src/export/spool/spool-store.ts";
import { FaultyFs, Killed } from "./faulty-fs.ts";
import { itemOf, openStore, splicedItemOf, TestClock, TestMachine, temporaryFolder, textOf } from "./spool-fixture.ts";

const folders = temporaryFolder();
afterAll(folders.remove);

type Action =
  | { readonly do: "append"; readonly bytes: number; readonly pieces: number }
  | { readonly do: "start" | "endStart" | "appendEnding" | "scan" | "beat" | "sleep" }
  | { readonly do: "take"; readonly items: number }
  | { readonly do: "settle"; readonly which: number };

/** Texts that records share; the last is too short to be kept once. */
const PIECES: readonly Buffer[] = ["a", "b", "c"]
  .map((letter) => Buffer.from(letter.repeat(300)))
  .concat(Buffer.from("d"));

/** What is known of a span that is open. */
const SPAN_TEXT = `[${PIECES.join(",")}]`;

interface Life {
  readonly actions: readonly Action[];
  /** Changes to files before the process is killed; the last one is cut off in the middle. */
  readonly killAfter: number;
  readonly ending: "killed" | "handOver";
  /** Which calls of the file system fail, by their number. */
  readonly faults: readonly number[];
}

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("append" as const),
      bytes: fc.constantFrom(10, 10, 400_000),
      pieces: fc.nat(4),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("take" as const), items: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("settle" as const), which: fc.nat(6) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("start" as const, "endStart" as const, "appendEnding" as const, "scan", "beat", "sleep"),
    }),
  },
);
const lives = (faults: fc.Arbitrary<number[]>): fc.Arbitrary<Life[]> =>
  fc.array(
    fc.record({
      actions: fc.array(action, { minLength: 1, maxLength: 25 }),
      killAfter: fc.oneof(fc.nat(40), fc.constant(Number.POSITIVE_INFINITY)),
      ending: fc.constantFrom("killed", "handOver"),
      faults,
    }),
    { minLength: 1, maxLength: 5 },
  );

/** What must come out of the spool, by what it acknowledged. */
class Model {
  /** Records that must come out: acknowledged, and not settled. */
  readonly owed = new Set<string>();
  /** Records that must never come out again. */
  readonly settled = new Set<string>();
  readonly openSpans = new Set<string>();
  /** What each record says, by its name. */
  readonly texts = new Map<string, string>();
  /** Whether the disk takes every cursor, so that what was settled never comes again. */
  readonly #cursorsHold: boolean;
  #names = 0;

  constructor(cursorsHold: boolean) {
    this.#cursorsHold = cursorsHold;
  }

  settle(name: string): void {
    if (this.#cursorsHold) this.settled.add(name);
  }

  name(prefix: string): string {
    return `${prefix}${this.#names++}`;
  }

  spanId(): string {
    return (++this.#names).toString(16).padStart(16, "0");
  }
}

/** One process, from its start to its end. */
class Process {
  readonly faults = new FaultyFs();
  readonly clock: TestClock;
  readonly #model: Model;
  readonly #store: SpoolStore;
  readonly #spool: Spool;
  readonly #seen = new Set<string>();
  readonly #handed = new Map<unknown, SpoolItem[]>();
  readonly #done = new Set<SpoolItem>();
  #taken: SpoolItem[] = [];

  constructor(model: Model, machine: TestMachine, directory: string, pid: number, clock: TestClock) {
    this.clock = clock;
    this.#model = model;
    const endInterrupted = ({ spanId }: InterruptedSpan): Buffer => Buffer.from(`|interrupted ${spanId}|`);
    const options = { directory, fs: this.faults.fs, clock, processes: machine.start(pid) };
    const { store, spool } = openStore(options, { endInterrupted });
    this.#store = store;
    this.#spool = spool;
  }

  async run(action: Action): Promise<void> {
    if (action.do === "append") this.#append(action.bytes, action.pieces, undefined);
    else if (action.do === "appendEnding") {
      const [span] = this.#model.openSpans;
      if (span !== undefined) this.#append(10, 1, span);
    } else if (action.do === "start") {
      const span = this.#model.spanId();
      const { splices } = splicedItemOf("", PIECES);
      if (this.#spool.appendStart(span, Buffer.from("|"), { name: "s" }, splices) && !this.faults.killed)
        this.#model.openSpans.add(span);
    } else if (action.do === "endStart") {
      const [span] = this.#model.openSpans;
      if (span === undefined) return;
      this.#model.openSpans.delete(span);
      this.#spool.endStart(span);
    } else if (action.do === "take") await this.take(action.items);
    else if (action.do === "settle") this.settle([this.#taken[action.which % Math.max(1, this.#taken.length)]]);
    else if (action.do === "scan") await this.#store.scan();
    else if (action.do === "beat") this.#store.beat();
    else this.clock.pass(50_000);
  }

  #append(bytes: number, pieces: number, ends: string | undefined): void {
    const name = this.#model.name("r");
    // The span may have ended in the file even when that is not acknowledged: then it owes nothing any more.
    if (ends !== undefined) this.#model.openSpans.delete(ends);
    const head = `|${name}|`.padEnd(bytes, "x");
    const written = this.#spool.append(
      pieces === 0 ? itemOf(head, { ends }) : splicedItemOf(head, PIECES.slice(0, pieces), "", { ends }),
    );
    this.#model.texts.set(name, pieces === 0 ? head : `${head}[${PIECES.slice(0, pieces).join(",")}]`);
    if (written && !this.faults.killed) this.#model.owed.add(name);
  }

  async take(items: number): Promise<number> {
    const batch = await this.#spool.next(items, 1_000_000);
    if (this.faults.killed) throw new Killed();
    for (const item of batch?.items ?? []) {
      const name = nameOf(item);
      const expected = this.#model.texts.get(name) ?? `${SPAN_TEXT}||${name}|`;
      expect(textOf(item) === expected, `${name} is what was written`).toBe(true);
      expect(this.#model.settled.has(name), `${name} comes after it was settled`).toBe(false);
      expect(this.#seen.has(name), `${name} is handed out twice`).toBe(false);
      this.#seen.add(name);
      this.#taken.push(item);
      const { segment } = item.ticket;
      this.#handed.set(segment, [...(this.#handed.get(segment) ?? []), item]);
    }
    return batch?.items.length ?? 0;
  }

  settle(items: readonly (SpoolItem | undefined)[]): void {
    const known = items.filter((item) => item !== undefined);
    this.#taken = this.#taken.filter((item) => !known.includes(item));
    // Cut off in the middle, a settlement may or may not hold.
    for (const item of known) this.#model.owed.delete(nameOf(item));
    this.#spool.settle(known);
    if (this.faults.killed) return;
    for (const item of known) this.#done.add(item);
    // A later start knows what is settled only as far as everything before it is.
    for (const handed of this.#handed.values()) {
      const open = handed.findIndex((item) => !this.#done.has(item));
      for (const item of open < 0 ? handed : handed.slice(0, open)) this.#model.settle(nameOf(item));
    }
  }

  handOver(): void {
    this.#store.handOver();
  }

  async finish(): Promise<void> {
    await this.#store.scan();
    while ((await this.take(100)) > 0) this.settle(this.#taken);
  }

  /** What is still open when it ends is to be told as interrupted. */
  die(): void {
    for (const span of this.#model.openSpans) this.#model.owed.add(`interrupted ${span}`);
    this.#model.openSpans.clear();
    this.faults.close();
  }
}

function nameOf(item: SpoolItem): string {
  const parts = textOf(item).split("|");
  return parts.find((part) => part !== "" && !part.startsWith("[")) ?? "";
}

async function live(process: Process, { actions, killAfter, ending, faults }: Life): Promise<void> {
  process.faults.killAfter = killAfter;
  let calls = 0;
  process.faults.plan = (operation) =>
    operation !== "close" && faults.includes(calls++) ? { code: "EIO" } : undefined;
  try {
    for (const next of actions) {
      await process.run(next);
      if (process.faults.killed) return;
    }
    if (ending === "handOver") process.handOver();
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  } finally {
    process.die();
  }
}

/** Lives one after another, and a last one in which nothing fails. Returns what is still owed, and what files are left. */
async function history(all: readonly Life[], model: Model): Promise<{ owed: string[]; segments: string[] }> {
  const directory = folders.make();
  const machine = new TestMachine();
  const clock = new TestClock();
  for (const [index, one] of all.entries()) {
    await live(new Process(model, machine, directory, index + 1, clock), one);
    machine.kill(index + 1);
  }
  const last = new Process(model, machine, directory, 1000, clock);
  await last.finish();
  last.handOver();
  const files = safeList(directory).flatMap((folder) => safeList(join(directory, folder)));
  return { owed: [...model.owed], segments: files.filter((name) => name.endsWith(".seg")) };
}

describe("a spool through any sequence of lives", () => {
  const options = { numRuns: Number(process.env.SPOOL_MODEL_RUNS ?? 150) };

  it(
    "gives every acknowledged record and every span left open, and none again that was settled",
    { timeout: 600_000 },
    () =>
      fc.assert(
        fc.asyncProperty(lives(fc.constant([])), async (all) => {
          expect(await history(all, new Model(true))).toEqual({ owed: [], segments: [] });
        }),
        options,
      ),
  );

  it("loses nothing that it acknowledged when calls of the file system fail", { timeout: 600_000 }, () =>
    fc.assert(
      fc.asyncProperty(lives(fc.array(fc.nat(150), { maxLength: 8 })), async (all) => {
        expect(await history(all, new Model(false))).toEqual({ owed: [], segments: [] });
      }),
      options,
    ),
  );
});

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
