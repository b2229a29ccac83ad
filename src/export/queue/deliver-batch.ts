import { describeError } from "../../internal/guard.ts";
import type { SendResult } from "../delivery.ts";
import type { QueueItem, WaitingItems } from "./waiting-items.ts";

/** An answer with which a request did not go through. */
export type FailedRequest = Exclude<SendResult, { status: "ok" }>;

/** What to do with the items of a batch after one round of requests. */
export interface BatchOutcome<T> {
  readonly delivered: readonly T[];
  /** Records the backend accepted the request of, but rejected. */
  readonly rejected: number;
  /** Larger than the backend takes, even alone. */
  readonly tooLarge: readonly T[];
  /** Refused alone while others were accepted before and after: the record is at fault, not the endpoint. */
  readonly refused: readonly T[];
  /** Failed alone while an exporter of the host took others. */
  readonly unexportable?: readonly T[];
  /** What the backend said of the last record that it refused alone. */
  readonly refusal?: string;
  /** Neither delivered nor dropped; to be sent again. */
  readonly kept: readonly T[];
  /** To be sent again after all others. */
  readonly aside?: readonly T[];
  /** The answer that stopped the round, when it did not go through. */
  readonly failure?: FailedRequest;
}

/** Sends one batch, in as many requests as it takes. Never rejects. */
export type Deliver = <T extends QueueItem>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<SendResult>,
) => Promise<BatchOutcome<T>>;

/** An endpoint that refuses everything is recognised after this many requests without one success. */
const MAX_REFUSALS_IN_A_ROW = 24;
const MALFORMED: readonly number[] = [400, 413, 422];

/**
 * Sends a batch and, when the backend refuses it as malformed or too large, its halves, down to the single record that is
 * at fault. Stops at the first answer that concerns the endpoint and not the records.
 */
export async function deliverBatch<T extends QueueItem>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<SendResult>,
): Promise<BatchOutcome<T>> {
  const delivered: T[] = [];
  const tooLarge: T[] = [];
  const refused: T[] = [];
  /** Refused alone, before anything was accepted and after the last that was. */
  const early: (readonly T[])[] = [];
  const late: T[] = [];
  const stack: (readonly T[])[] = [items];
  let rejected = 0;
  let refusals = 0;
  let failure: FailedRequest | undefined;
  let refusal: string | undefined;
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    const result = await answerTo(part, send);
    if (result.status === "ok") {
      delivered.push(...part);
      rejected += Math.min(result.rejected, countOf(part));
      refusals = 0;
      refused.push(...late.splice(0));
      // The endpoint may have come back after it refused these.
      stack.push(...early.splice(0));
      continue;
    }
    const splits = result.status === "refused" && isMalformed(result.code);
    refusals += 1;
    if (!splits || (refusals > MAX_REFUSALS_IN_A_ROW && delivered.length === 0)) {
      failure = result;
      stack.push(part);
      break;
    }
    if (part.length > 1) {
      const middle = part.length >> 1;
      stack.push(part.slice(middle), part.slice(0, middle));
    } else if (result.code === 413) tooLarge.push(...part);
    else {
      refusal = result.reason;
      if (delivered.length > 0) late.push(...part);
      else early.push(part);
      if (items.length === 1) failure = result;
    }
  }
  // One is a faulty record at the end; more may be an endpoint that began to refuse everything.
  if (late.length === 1) refused.push(...late.splice(0));
  const suspects = [...early.flat(), ...late];
  if (suspects.length > 0) failure ??= { status: "refused", code: 400, reason: "every record of a batch was refused" };
  return {
    delivered,
    rejected,
    tooLarge,
    refused,
    kept: [...suspects, ...stack.reverse().flat()],
    ...(refusal === undefined ? {} : { refusal }),
    ...(failure === undefined ? {} : { failure }),
  };
}

/** A send that throws has failed. */
export async function answerTo<T>(
  part: readonly T[],
  send: (items: readonly T[]) => Promise<SendResult>,
): Promise<SendResult> {
  try {
    return await send(part);
  } catch (error) {
    return { status: "retry", reason: describeError(error) };
  }
}

/** Whether a backend refuses what is in a request, and not who sends it or where to. */
export function isMalformed(code: number): boolean {
  return MALFORMED.includes(code);
}

/** What the backend finds malformed goes behind the others: among records that are accepted the faulty ones show. */
export function putBack<T extends QueueItem>(
  waiting: WaitingItems<T>,
  { kept, aside = [], failure }: BatchOutcome<T>,
): void {
  const isBehind = failure?.status === "refused" && isMalformed(failure.code);
  if (!isBehind && kept.length > 0) waiting.unshift(kept);
  for (const item of isBehind ? [...kept, ...aside] : aside) waiting.push(item);
}

/** The records that items stand for. */
export function countOf(items: readonly QueueItem[]): number {
  let count = 0;
  for (const item of items) count += item.count;
  return count;
}
