import { outside } from "../../internal/outside.ts";
import { realTimers } from "../../internal/real-timers.ts";
import { Adoption } from "./adoption.ts";
import { DeadLetters } from "./dead-letter.ts";
import type { DeletedRecords } from "./deleted-segments.ts";
import { type ProcessTable, systemProcesses } from "./process-identity.ts";
import type { SpoolResource } from "./record-context.ts";
import type { EndInterrupted } from "./recover-starts.ts";
import type { SegmentOwner, SegmentSender } from "./segment-name.ts";
import { Spool } from "./spool.ts";
import { SpoolCaps } from "./spool-caps.ts";
import { type SpoolClock, SYSTEM_CLOCK } from "./spool-clock.ts";
import { SpoolBook } from "./spool-counts.ts";
import { fingerprintFolder, preparePrivateFolder, refuseFolder } from "./spool-folder.ts";
import { nodeSpoolFs, type SpoolFs } from "./spool-fs.ts";
import { DEFAULT_MAX_BYTES } from "./spool-limits.ts";

export interface SpoolStoreOptions {
  /** See `spoolDirectory`. Nothing is made there before the first record. */
  readonly directory: string;
  /** `power` also brings records to the disk, at most 100 ms later. @defaultValue "process" */
  readonly durability?: "process" | "power";
  /** Of all files in the directory. @defaultValue 256 MiB */
  readonly maxBytes?: number;
  /** @defaultValue 7 days */
  readonly maxAgeMillis?: number;
  /** Texts that one segment holds for its records to refer to. @defaultValue 8,192 */
  readonly maxPieces?: number;
  /** Is told of records that were deleted for the limits of the directory, not sent. Must not throw. */
  readonly onDeleted?: (deleted: DeletedRecords) => void;
  readonly fs?: SpoolFs;
  readonly clock?: SpoolClock;
  readonly processes?: ProcessTable;
}

export interface SpoolOptions {
  /** Says where records may be sent again: destination URL, signal and capture gates. */
  readonly fingerprint: string;
  readonly signal: string;
  readonly destination: { readonly name: string; readonly url: string };
  /** Whose records they are: those of dead processes are taken over where account or application is the same. @defaultValue all are */
  readonly sender?: () => SegmentSender | undefined;
  /** Is asked for each record; returns the same object while nothing changed. */
  readonly resource: () => SpoolResource;
  /** What ends a span whose process died. @defaultValue such spans are given up */
  readonly endInterrupted?: EndInterrupted;
  /** Is called after a look at the disk when `next` may have something: records of dead processes, or what could not be read before. */
  readonly onWaiting?: () => void;
}

/** The spool of one thread: all its files in one directory, their signs of life and their limits. */
export interface SpoolStore {
  /** The spool of one signal to one destination. Touches nothing yet. */
  open(options: SpoolOptions): Spool;
  /** Begins to look for what dead processes left, now and each minute. Timers do not keep the process alive. */
  start(): void;
  /** One such look. Never rejects. */
  scan(): Promise<void>;
  /** Signs of life, each 20 s by itself. */
  beat(): void;
  /** Keeps a record that a backend refuses for a person to look at. False when it could not be kept. */
  deadLetter: DeadLetters["add"];
  /** Removes what is settled, also of the segments that are being written. Synchronous and cheap, for the end of the process. */
  removeSettled(): void;
  /** Ends writing and lets anyone take what is left. Synchronous and cheap, for the end of the thread. */
  handOver(): void;
  health(): SpoolStoreHealth;
}

export type UnreadCounts = ReturnType<SpoolCaps["counts"]>;

export interface SpoolStoreHealth {
  readonly directory: string;
  /** Bytes of all files in the directory, as far as is known. */
  readonly bytes: number;
  /** Records of dead processes that were dropped before they were read, data points of metrics apart; the rest is counted by each spool. */
  readonly unread: UnreadCounts;
  /** Why the directory cannot be used. */
  readonly refused?: string;
}

const NOTHING_UNREAD: UnreadCounts = { records: new SpoolBook().counts(), points: new SpoolBook().counts() };
const DEFAULT_MAX_AGE_MILLIS = 7 * 86_400_000;
const BEAT_MILLIS = 20_000;
const BEATS_A_SCAN = 3;
const MEASURE_MILLIS = 5_000;

/** Undefined where there is no file system. What takes time to make is made at the first use. */
export function createSpoolStore(options: SpoolStoreOptions): SpoolStore | undefined {
  const fs = options.fs ?? nodeSpoolFs();
  if (fs === undefined) return undefined;
  let made: SpoolStore | undefined;
  const store = (): SpoolStore => {
    // What it has lives on after whoever recorded first.
    made ??= outside(() => makeSpoolStore(options, fs));
    return made;
  };
  return {
    open: (spool) => store().open(spool),
    start: () => store().start(),
    scan: () => store().scan(),
    beat: () => made?.beat(),
    deadLetter: (bytes, note) => store().deadLetter(bytes, note),
    removeSettled: () => made?.removeSettled(),
    handOver: () => made?.handOver(),
    health: () => made?.health() ?? { directory: options.directory, bytes: 0, unread: NOTHING_UNREAD },
  };
}

function makeSpoolStore(options: SpoolStoreOptions, fs: SpoolFs): SpoolStore {
  const { directory, durability = "process" } = options;
  const { maxBytes = DEFAULT_MAX_BYTES, maxAgeMillis = DEFAULT_MAX_AGE_MILLIS } = options;
  const clock = options.clock ?? SYSTEM_CLOCK;
  const processes = options.processes ?? systemProcesses();
  const path = process.getBuiltinModule("node:path");
  const self: SegmentOwner = { ...processes.self, instance: randomInstance() };
  const adoption = new Adoption({ fs, clock, self, processes });
  const spools: Spool[] = [];
  const sendersByFolder = new Map<string, (() => SegmentSender | undefined)[]>();
  const { onDeleted } = options;
  const caps = new SpoolCaps({
    fs,
    clock,
    adoption,
    directory,
    maxBytes,
    maxAgeMillis,
    onDeleted,
    spools: () => spools,
  });
  const deadLetters = new DeadLetters({ fs, clock, directory, instance: self.instance });
  let refused: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let beats = 0;
  let lookingAtCaps: Promise<void> = Promise.resolve();
  let handedOver = false;

  function place(folder: string): { readonly folder: string } | { readonly refused: string } {
    watch();
    refused = preparePrivateFolder(fs as SpoolFs, directory) ?? preparePrivateFolder(fs as SpoolFs, folder);
    if (refused !== undefined) return { refused: `folder: ${refused}` };
    if (caps.due(MEASURE_MILLIS)) void outside(scanCaps);
    const reason = caps.refusal(directory);
    return reason === undefined ? { folder } : { refused: reason };
  }

  function watch(): void {
    if (timer !== undefined || handedOver) return;
    // Not in the context of whoever recorded first, which it would keep.
    timer = outside(() =>
      realTimers.setInterval(() => {
        beat();
        beats += 1;
        if (beats % BEATS_A_SCAN === 0) void scan();
      }, BEAT_MILLIS),
    );
    timer.unref();
  }

  function beat(): void {
    for (const spool of spools) spool.beat();
  }

  async function scan(): Promise<void> {
    if (handedOver || refuseFolder(fs as SpoolFs, directory) !== undefined) return;
    // A fault of ours ends a look, never the process.
    for (const spool of spools) await spool.adopt().catch(() => undefined);
    await scanCaps();
  }

  /** One look at a time: two at once would drop too much. */
  function scanCaps(): Promise<void> {
    // A fault of the file system ends a look; the next is in a minute.
    lookingAtCaps = lookingAtCaps.then(() => caps.enforce()).catch(() => undefined);
    return lookingAtCaps;
  }

  return {
    open(spool) {
      const folder = path.join(directory, fingerprintFolder(spool.fingerprint));
      const { signal, destination, fingerprint, sender = () => undefined } = spool;
      const senders = sendersByFolder.get(folder) ?? [];
      sendersByFolder.set(folder, senders);
      senders.push(sender);
      const opened = new Spool({
        fs,
        clock,
        adoption,
        folder,
        endInterrupted: spool.endInterrupted ?? (() => undefined),
        others: () => senders.filter((other) => other !== sender).map((other) => other()),
        onWaiting: spool.onWaiting ?? (() => undefined),
        writer: {
          fs,
          clock,
          owner: self,
          writer: randomInstance(),
          sender,
          durability,
          ...(options.maxPieces !== undefined && { maxPieces: options.maxPieces }),
          resource: spool.resource,
          place: () => place(folder),
          header: (created) => ({
            fingerprint,
            signal,
            destination,
            hostName: process.getBuiltinModule("node:os").hostname(),
            bootId: processes.bootId,
            pidNamespace: processes.pidNamespace,
            pid: self.pid,
            processStartTime: self.startTime,
            threadId: process.getBuiltinModule("node:worker_threads").threadId,
            instance: self.instance,
            created,
          }),
        },
      });
      spools.push(opened);
      return opened;
    },
    start() {
      watch();
      void scan();
    },
    scan,
    beat,
    deadLetter: (bytes, note) => deadLetters.add(bytes, note),
    removeSettled() {
      for (const spool of spools) spool.removeSettled();
    },
    handOver() {
      handedOver = true;
      realTimers.clearInterval(timer);
      for (const spool of spools) spool.handOver();
      caps.close();
    },
    health() {
      const health = { directory, bytes: caps.bytes, unread: caps.counts() };
      return refused === undefined ? health : { ...health, refused };
    },
  };
}

function randomInstance(): string {
  return process.getBuiltinModule("node:crypto").randomBytes(8).toString("hex");
}
