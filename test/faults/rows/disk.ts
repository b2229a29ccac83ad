import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Form } from "../form.ts";
import { play } from "../play.ts";
import type { Bar, Run, Scenario } from "../scenario.ts";
import { accountOf, spansOf, sumOf } from "../sdk-account.ts";
import { always, type Phase } from "../server/fault.ts";
import { mountSmallDisk, type SmallDisk } from "../small-disk.ts";
import type { Stage } from "../stage.ts";

const DOWN = always({ kind: "refused" });
const COUNTED: Bar = { heldMillis: 600, dropped: "counted" };
/** Spans of 20 KB that are half as much again as the cap of 256 MiB. */
const PAST_CAP = 19_200;
/** A disk with room again is used again within this time. */
const RECOVERY_MILLIS = 10_000;
const ROOM_AGAIN_MILLIS = 2_000;
const AFTER_RECOVERY_MILLIS = 3_000;

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
      bar: { ...COUNTED, check: roomAgainMisses },
      run: (stage) =>
        onSmallDisk(stage, 32, (disk) => {
          const ballast = fill(disk, 31);
          const meanwhile = async (): Promise<void> => {
            await sleep(ROOM_AGAIN_MILLIS);
            rmSync(ballast);
          };
          const seconds = (ROOM_AGAIN_MILLIS + RECOVERY_MILLIS + AFTER_RECOVERY_MILLIS) / 1_000;
          return play(stage, { host: { spans: 4_000, seconds }, phases: DOWN, meanwhile, restart: true });
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
      alone: true,
      run: (stage) =>
        play(stage, { host: { spans: PAST_CAP, kilobytes: 20, seconds: 10 }, phases: DOWN, restart: true }),
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
  const { onDisk = 0, pending = 0, dropped = {} } = accountOf(hosts[0]?.result?.report) ?? {};
  const misses = onDisk === stats.unique ? [] : [`${onDisk} spans on disk, ${stats.unique} arrived`];
  if (pending + sumOf(dropped) === 0) misses.push("nothing was lost: the disk was not full");
  return misses;
}

/** Records go to the disk again soon after there is room. */
function roomAgainMisses(run: Run): readonly string[] {
  const { onDisk = 0 } = accountOf(run.hosts[0]?.result?.report) ?? {};
  const share = AFTER_RECOVERY_MILLIS / (ROOM_AGAIN_MILLIS + RECOVERY_MILLIS + AFTER_RECOVERY_MILLIS);
  const atLeast = Math.floor(4_000 * share * 0.9);
  const misses = onDisk >= atLeast ? [] : [`${onDisk} spans on disk, not ${atLeast}: the room was not used again`];
  return [...misses, ...fullDiskMisses(run)];
}

function capMisses({ hosts, stats }: Run): readonly string[] {
  const [host] = hosts;
  const { onDisk = 0, dropped = {} } = spansOf(host?.result?.health) ?? {};
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
