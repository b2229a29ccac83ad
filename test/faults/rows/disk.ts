import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Bar, Run, Scenario } from "../scenario.ts";
import { accountOf } from "../sdk-account.ts";
import { always, type Phase } from "../server/fault.ts";
import { mountSmallDisk, type SmallDisk } from "../small-disk.ts";
import type { Stage } from "../stage.ts";

const DOWN = always({ kind: "refused" });
const COUNTED: Bar = { heldMillis: 600, dropped: "counted" };
/** A disk with room again is used again within this time. */
const RECOVERY_MILLIS = 10_000;

/** Rows 19 and 20: the disk is full, read-only, gone, or the spool has reached its cap. */
export function diskRows(form: Form, mayMount: boolean): readonly Scenario[] {
  const { seconds } = form;
  const work = seconds * 1_000;
  const downUntil = (to: number): readonly Phase[] => [{ by: "time", from: 0, to, fault: { kind: "refused" } }];
  const full: readonly Scenario[] = [
    {
      row: 19,
      name: "disk full, backend back before the end",
      bar: { heldMillis: 100 },
      run: (stage) =>
        onSmallDisk(stage, 1, () => play(stage, { host: { spans: 4_000 }, phases: downUntil(work * 0.75) })),
    },
    {
      row: 19,
      name: "disk full, backend down to the end",
      bar: { ...COUNTED, check: fullDiskMisses },
      run: (stage) => onSmallDisk(stage, 1, () => play(stage, { host: { spans: 4_000 }, phases: DOWN, restart: true })),
    },
    {
      row: 19,
      name: "disk full, room again after a while",
      bar: { heldMillis: 600 },
      run: (stage) =>
        onSmallDisk(stage, 32, (disk) => {
          const ballast = fill(disk, 31);
          const host = { spans: 4_000, lingerMillis: RECOVERY_MILLIS };
          const meanwhile = async (): Promise<void> => {
            await sleep(work);
            rmSync(ballast);
          };
          return play(stage, { host, phases: DOWN, meanwhile, restart: true });
        }),
    },
  ];
  return [
    ...(mayMount ? full : []),
    {
      row: 19,
      name: "read-only spool, backend up",
      bar: { heldMillis: 100 },
      run: (stage) => (mayMount ? onReadOnlyDisk(stage) : inReadOnlyFolder(stage)),
    },
    {
      row: 19,
      name: "spool removed half-way, backend back later",
      bar: { ...COUNTED, heldMillis: 100 },
      run: (stage) => {
        const meanwhile = async (): Promise<void> => {
          await sleep(work / 2);
          rmSync(stage.spoolDirectory, { recursive: true, force: true });
        };
        return play(stage, { phases: downUntil(work * 0.75), meanwhile, restart: true });
      },
    },
    {
      row: 20,
      name: "spool at its cap, next start",
      bar: { ...COUNTED, check: capMisses },
      run: (stage) => {
        const host = { spans: 10_000, options: { spool: { maxBytes: 4 * 1024 * 1024 } } };
        return play(stage, { host, phases: DOWN, restart: true });
      },
    },
  ];
}

async function onSmallDisk(stage: Stage, megabytes: number, run: (disk: SmallDisk) => Promise<Run>): Promise<Run> {
  const disk = mountSmallDisk(stage.spoolDirectory, megabytes);
  try {
    return await run(disk);
  } finally {
    disk.unmount();
  }
}

function onReadOnlyDisk(stage: Stage): Promise<Run> {
  return onSmallDisk(stage, 1, (disk) => {
    disk.setReadOnly();
    return play(stage, {});
  });
}

function inReadOnlyFolder(stage: Stage): Promise<Run> {
  mkdirSync(stage.spoolDirectory, { recursive: true });
  chmodSync(stage.spoolDirectory, 0o500);
  return play(stage, {});
}

function fill(disk: SmallDisk, megabytes: number): string {
  const path = join(disk.path, "ballast");
  writeFileSync(path, Buffer.alloc(megabytes * 1024 * 1024));
  return path;
}

/** What was on disk arrives at the next start; the rest was in memory and is counted. */
function fullDiskMisses({ hosts, stats }: Run): readonly string[] {
  const { onDisk = 0, dropped = {} } = accountOf(hosts[0]?.result?.report) ?? {};
  const misses = onDisk === stats.unique ? [] : [`${onDisk} spans on disk, ${stats.unique} arrived`];
  if (Object.keys(dropped).length === 0) misses.push("nothing was dropped: the disk was not full");
  return misses;
}

function capMisses({ hosts, stats }: Run): readonly string[] {
  const [host] = hosts;
  const { onDisk = 0, dropped = {} } = accountOf(host?.result?.report) ?? {};
  const misses = onDisk === stats.unique ? [] : [`${onDisk} spans on disk, ${stats.unique} arrived`];
  const { spool_full: counted = 0, ...others } = dropped;
  if (counted === 0) misses.push("nothing was dropped for the cap");
  misses.push(...Object.keys(others).map((reason) => `spans were dropped as ${reason}`));
  const { beganAt = 0, workEndedAt = 0 } = host?.result ?? {};
  const share = (stats.oldestMillis - beganAt) / (workEndedAt - beganAt);
  if (!(share > 0.2))
    misses.push(`the oldest span that arrived is of ${(share * 100).toFixed(0)} % of the time: not the oldest went`);
  return misses;
}
