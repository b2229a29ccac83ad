import { answersForEarlier } from "./last-segment.ts";
import type { OwnedSegment } from "./owned-segment.ts";

/** More than these of its own and a thread is behind, whatever is in them. */
const MAX_LOOKED_AT = 4;

/** The segments that a thread holds: those it wrote and those it took over. */
export class HeldSegments {
  readonly #own: OwnedSegment[] = [];
  readonly #adopted: OwnedSegment[] = [];
  /** Without a file any more, while the sender has records of theirs. */
  readonly #fileless = new Set<OwnedSegment>();

  /** The one that is written, or was last. */
  get latest(): OwnedSegment | undefined {
    return this.#own.at(-1);
  }

  get adopted(): readonly OwnedSegment[] {
    return this.#adopted;
  }

  /** Records that the sender has of segments whose file is gone. */
  get filelessRecords(): number {
    return [...this.#fileless].reduce((sum, { handedOut }) => sum + handedOut, 0);
  }

  /** Those that are still there, its own first, the oldest first. */
  all(): readonly OwnedSegment[] {
    return [...this.#own, ...this.#adopted].filter(({ gone }) => !gone);
  }

  /** In the order in which they are read. */
  inTurn(othersFirst: boolean): readonly OwnedSegment[] {
    return othersFirst ? [...this.#adopted, ...this.#own] : [...this.#own, ...this.#adopted];
  }

  /** Whether an own segment other than the latest has records that are to be handed out before its. */
  get isBehind(): boolean {
    const { latest } = this;
    return this.#own.length > MAX_LOOKED_AT || this.#own.some((one) => one !== latest && one.isWaiting);
  }

  /** Whether one has records, or may have, that nobody was given yet. */
  get isUnread(): boolean {
    return this.all().some((one) => !one.ignored && (one.isWaiting || (one.file === undefined && !one.sealed)));
  }

  /** Whether a segment has to stay although nothing in it is left to send: an earlier one needs it. */
  answersForEarlier(segment: OwnedSegment): boolean {
    return answersForEarlier(segment, this.all());
  }

  addOwn(segment: OwnedSegment): void {
    this.#own.push(segment);
  }

  adopt(segment: OwnedSegment): void {
    this.#adopted.push(segment);
  }

  /** Its file is gone. */
  forget(segment: OwnedSegment): void {
    for (const list of [this.#own, this.#adopted]) {
      const index = list.indexOf(segment);
      if (index >= 0) list.splice(index, 1);
    }
    if (segment.handedOut > 0) this.#fileless.add(segment);
  }

  /** The sender has nothing of it any more. */
  settled(segment: OwnedSegment): void {
    this.#fileless.delete(segment);
  }

  /** Nothing is held any more but what the sender has. */
  clear(): void {
    this.#own.length = 0;
    this.#adopted.length = 0;
  }
}
