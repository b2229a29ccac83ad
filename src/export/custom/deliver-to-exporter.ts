import { answerTo, type BatchOutcome, type Deliver } from "../queue/deliver-batch.ts";
import type { QueueItem } from "../queue/waiting-items.ts";

/** What is known against a record. */
interface Trouble {
  /** Batches that it was the first of and that failed. */
  asHead: number;
  /** Times that it failed alone after others were taken. */
  alone: number;
}

/** A batch that failed so often is taken apart. */
const FAILURES_OF_A_BATCH = 3;
/** A record that failed alone so often is given up. */
const FAILURES_ALONE = 3;
/** One that took records and then fails so often without taking any went down meanwhile. */
const MAX_FAILURES_IN_A_ROW = 24;

/**
 * Batches to an exporter of the host, which says no more than that it failed: it may be down, or a record may be at fault. A batch that failed
 * three times is taken apart: one record of it is tried alone. When that fails too, the exporter is down and all are kept. When it is taken,
 * the rest is halved down to the records that fail. Those go alone from then on, behind all others, and are given up at the third
 * time that they fail after others were taken. Where nothing else is taken, nothing is given up.
 */
export function createExporterDelivery(): Deliver {
  const troubles = new WeakMap<QueueItem, Trouble>();
  const isSuspect = (item: QueueItem): boolean => (troubles.get(item)?.alone ?? 0) > 0;

  function troubleOf(item: QueueItem): Trouble {
    const trouble = troubles.get(item) ?? { asHead: 0, alone: 0 };
    troubles.set(item, trouble);
    return trouble;
  }

  return async <T extends QueueItem>(items: readonly T[], send: Parameters<typeof answerTo<T>>[1]) => {
    const delivered: T[] = [];
    const unexportable: T[] = [];
    const aside: T[] = [];
    let failure: BatchOutcome<T>["failure"];
    let failuresInARow = 0;

    async function isTaken(part: readonly T[]): Promise<boolean> {
      const result = await answerTo(part, send);
      if (result.status === "ok") {
        delivered.push(...part);
        failuresInARow = 0;
        return true;
      }
      failure = result;
      failuresInARow += 1;
      return false;
    }

    /** Without a success, a second failure is enough: it is not the record. */
    function isDown(): boolean {
      return failuresInARow > (delivered.length > 0 ? MAX_FAILURES_IN_A_ROW : 1);
    }

    async function takeApart(batch: readonly T[], failures: number): Promise<void> {
      // Another one each time: it may be the one at fault.
      const index = failures % batch.length;
      if (await isTaken(batch.slice(index, index + 1))) await sendParts(batch.toSpliced(index, 1));
    }

    async function sendParts(part: readonly T[]): Promise<void> {
      const [first] = part;
      if (first === undefined || isDown() || (await isTaken(part))) return;
      if (part.length === 1) return blame(first);
      const middle = part.length >> 1;
      await sendParts(part.slice(0, middle));
      await sendParts(part.slice(middle));
    }

    function blame(item: T): void {
      const trouble = troubleOf(item);
      if (delivered.length > 0) trouble.alone += 1;
      (trouble.alone < FAILURES_ALONE ? aside : unexportable).push(item);
    }

    const suspects = items.filter(isSuspect);
    const others = items.filter((item) => !isSuspect(item));
    const [head] = others;
    if (head !== undefined && !(await isTaken(others))) {
      const trouble = troubleOf(head);
      trouble.asHead += 1;
      if (trouble.asHead >= FAILURES_OF_A_BATCH && others.length > 1) await takeApart(others, trouble.asHead);
    }
    if (head === undefined || delivered.length > 0) for (const suspect of suspects) await sendParts([suspect]);

    const gone = new Set([...delivered, ...unexportable, ...aside]);
    const kept = items.filter((item) => !gone.has(item));
    return {
      delivered,
      rejected: 0,
      tooLarge: [],
      refused: [],
      unexportable,
      kept,
      aside,
      ...(failure !== undefined && { refusal: failure.reason }),
      ...(failure !== undefined && (kept.length > 0 || delivered.length === 0) && { failure }),
    };
  };
}
