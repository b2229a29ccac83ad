import { readLastSign, writeLastSign } from "./last-sign.ts";
import type { ProcessTable } from "./process-identity.ts";
import { UNKNOWN_PLACE, UNKNOWN_START } from "./process-identity.ts";
import {
  CURSOR_SUFFIX,
  parseSegmentName,
  type SegmentName,
  type SegmentOwner,
  type SegmentSender,
  segmentFileName,
} from "./segment-name.ts";
import type { SpoolClock } from "./spool-clock.ts";
import { errorCode, type FileFacts, type SpoolFs } from "./spool-fs.ts";

/** Without a sign of life for so long, a writer that cannot be looked up is dead. */
const SILENCE_MILLIS = 60_000;

export interface AdoptionOptions {
  readonly fs: SpoolFs;
  readonly clock: SpoolClock;
  readonly self: SegmentOwner;
  readonly processes: ProcessTable;
}

/** Who is to send segments on. */
export interface Taker {
  /** Undefined takes what is anybody's and what is of all others. */
  readonly sender: SegmentSender | undefined;
  /** Another spool of this thread sends to the same place with other credentials. */
  readonly isOneOfSeveral: boolean;
}

type OnError = (code: string) => void;

/** A segment that nobody alive owns. */
export interface Orphan {
  readonly folder: string;
  readonly fileName: string;
  readonly name: SegmentName;
  /** Its owner is known to be gone; otherwise it is silent, and may wake up. */
  readonly certain: boolean;
}

/** A segment that is now this thread's. */
export interface Adopted {
  readonly path: string;
  readonly name: SegmentName;
  readonly size: number;
  /** When its writer last gave a sign of life; not its owners since. */
  readonly lastSignMillis: number;
  readonly certain: boolean;
}

/** Finds segments without a living owner and takes them over by renaming them, which only one can do. */
export class Adoption {
  readonly #options: AdoptionOptions;
  /** Files whose time lies in the future, by the time that was seen and when: a clock that went back must not keep them for ever. */
  readonly #watched = new Map<string, { readonly mtimeMillis: number; readonly since: number }>();

  constructor(options: AdoptionOptions) {
    this.#options = options;
  }

  /** The segment when it may be taken; undefined when it has a living owner, cannot be looked up now, or is no segment. */
  async judge(folder: string, fileName: string): Promise<Orphan | undefined> {
    const name = parseSegmentName(fileName);
    return name === undefined ? undefined : await this.#judge(folder, fileName, name, () => {});
  }

  /** What the name of a segment alone says of its owner; undefined for what is no segment. */
  judgeNow(fileName: string): "dead" | "alive" | "unknown" | undefined {
    const name = parseSegmentName(fileName);
    return name && this.#verdict(name);
  }

  async #judge(folder: string, fileName: string, name: SegmentName, onError: OnError): Promise<Orphan | undefined> {
    const verdict = this.#verdict(name);
    if (verdict === "alive") return undefined;
    if (verdict === "dead") return { folder, fileName, name, certain: true };
    try {
      const facts = await this.#options.fs.lookUp(join(folder, fileName));
      const silent = facts?.kind === "file" && this.#isSilent(name.key, facts);
      return silent ? { folder, fileName, name, certain: false } : undefined;
    } catch (error) {
      // Of another user now, or on a disk that fails: it stays, and is looked at again in a minute.
      onError(errorCode(error));
      return undefined;
    }
  }

  /** Up to `limit` segments of a folder that may be taken, the oldest first. `names` is the folder's listing, `onError` is told of each that cannot be looked up. */
  async findOrphans(
    folder: string,
    names: readonly string[],
    limit: number,
    taker: Taker,
    onError: OnError,
  ): Promise<readonly Orphan[]> {
    const orphans: Orphan[] = [];
    for (const fileName of [...names].sort()) {
      if (orphans.length >= limit) break;
      const name = parseSegmentName(fileName);
      if (name === undefined || !mayHave(taker, name.sender)) continue;
      const orphan = await this.#judge(folder, fileName, name, onError);
      if (orphan !== undefined) orphans.push(orphan);
    }
    return orphans;
  }

  /** Takes a segment over. Undefined when another was faster, or it is no file. */
  claim({ folder, fileName, name, certain }: Orphan): Adopted | undefined {
    const { fs, clock, self } = this.#options;
    const from = join(folder, fileName);
    const path = join(folder, segmentFileName(name.key, self));
    try {
      const facts = fs.facts(from);
      if (facts?.kind !== "file" || (!certain && !this.#isSilent(name.key, facts))) return undefined;
      // Before the rename: under the new name it must never look silent to others.
      if (!certain) fs.touch(from, clock.now());
      fs.rename(from, path);
      this.#watched.delete(name.key);
      const cursor = join(folder, name.key + CURSOR_SUFFIX);
      const noted = readLastSign(fs, cursor);
      const lastSignMillis = noted ?? facts.mtimeMillis;
      if (!certain && noted === undefined) writeLastSign(fs, cursor, lastSignMillis);
      return { path, name: { ...name, owner: self }, size: facts.size, lastSignMillis, certain };
    } catch {
      return undefined;
    }
  }

  #verdict({ owner }: SegmentName): "dead" | "alive" | "unknown" {
    const { self, processes } = this.#options;
    if (owner === undefined) return "dead";
    if (owner.instance === self.instance) return "alive";
    // Another machine or container, or a thread of this process that may have ended.
    if (owner.place === UNKNOWN_PLACE || owner.place !== self.place) return "unknown";
    if (owner.pid === self.pid && owner.startTime === self.startTime) return "unknown";
    try {
      const startTime = processes.startTimeOf(owner.pid);
      if (startTime !== owner.startTime) return "dead";
      return startTime === UNKNOWN_START ? "unknown" : "alive";
    } catch {
      return "alive";
    }
  }

  #isSilent(key: string, { mtimeMillis }: FileFacts): boolean {
    const { clock } = this.#options;
    const age = clock.now() - mtimeMillis;
    if (age > SILENCE_MILLIS) return true;
    if (age >= 0) return false;
    const seen = this.#watched.get(key);
    if (seen?.mtimeMillis === mtimeMillis) return clock.monotonic() - seen.since > SILENCE_MILLIS;
    if (this.#watched.size > MAX_WATCHED) this.#watched.clear();
    this.#watched.set(key, { mtimeMillis, since: clock.monotonic() });
    return false;
  }
}

const MAX_WATCHED = 10_000;

/**
 * Whether records of a sender may go where those of the taker go: to the same account, or, where an application has other credentials now, after it. Not where it has
 * several accounts: which of them comes after another, nobody can tell.
 */
function mayHave({ sender, isOneOfSeveral }: Taker, other: SegmentSender | undefined): boolean {
  if (sender === undefined || other === undefined) return true;
  return sender.credentials === other.credentials || (sender.application === other.application && !isOneOfSeveral);
}

function join(folder: string, name: string): string {
  return process.getBuiltinModule("node:path").join(folder, name);
}
