import { TextEncoder } from "node:util";
/** How much content may leave, in bytes of UTF-8. */
export interface ContentBudgets {
  /** One string. @defaultValue 64 KiB */
  readonly valueBytes: number;
  /** One message, or one JSON value such as the arguments of a tool. @defaultValue 128 KiB */
  readonly messageBytes: number;
  /** All content of one span. @defaultValue 1 MiB */
  readonly spanBytes: number;
}

const DEFAULT_BUDGETS: ContentBudgets = {
  valueBytes: 64 * 1024,
  messageBytes: 128 * 1024,
  spanBytes: 1024 * 1024,
};

/** Those of the budgets that are given; what is undefined is not. */
export type ContentLimits = { readonly [K in keyof ContentBudgets]?: ContentBudgets[K] | undefined };

export function resolveBudgets(given: ContentLimits = {}): ContentBudgets {
  return {
    valueBytes: given.valueBytes ?? DEFAULT_BUDGETS.valueBytes,
    messageBytes: given.messageBytes ?? DEFAULT_BUDGETS.messageBytes,
    spanBytes: given.spanBytes ?? DEFAULT_BUDGETS.spanBytes,
  };
}

/**
 * Characters looked at beyond a limit, so that a secret which the limit would cut in two is still seen whole enough to
 * match. At least the longest stretch any rule needs before it can match.
 */
export const REDACTION_OVERLAP_CHARS = 4096;

/** What is left of a span's content budget; each captured value takes its bytes from it. */
export interface SpanBudget {
  readonly leftBytes: number;
  /** Takes the bytes when they fit. */
  take(bytes: number): boolean;
}

export function createSpanBudget(spanBytes: number = DEFAULT_BUDGETS.spanBytes): SpanBudget {
  return new Left(spanBytes);
}

/** A class, because one is made for each span: an object literal with a getter takes a microsecond. */
class Left implements SpanBudget {
  leftBytes: number;

  constructor(bytes: number) {
    this.leftBytes = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.leftBytes) return false;
    this.leftBytes -= bytes;
    return true;
  }
}

/** A string within a byte limit; `cutChars` says how much was taken away. */
export interface CutText {
  readonly text: string;
  readonly cutChars: number;
}

/** Cuts text to a number of UTF-8 bytes, between code points. */
export function cutToBytes(text: string, limitBytes: number): CutText {
  if (text.length * 3 <= limitBytes || Buffer.byteLength(text) <= limitBytes) return { text, cutChars: 0 };
  // One code unit is at least one byte, so nothing beyond the limit can be kept.
  const head = text.slice(0, limitBytes);
  const { read } = encoder.encodeInto(head, new Uint8Array(Math.max(0, limitBytes)));
  return { text: text.slice(0, read), cutChars: text.length - read };
}

/** The note that stands in place of what was cut. */
export function truncationMark(cutChars: number, totalChars: number): string {
  return `[Truncated ${cutChars} of ${totalChars} chars]`;
}

const encoder = new TextEncoder();
