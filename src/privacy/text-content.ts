import { MAX_READ_CHARS, unreadMark } from "../internal/text-head.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import { type ContentBudgets, cutToBytes, REDACTION_OVERLAP_CHARS, truncationMark } from "./budget.ts";
import type { ContentCounts } from "./content-counts.ts";
import { type MediaFilter, type MediaOptions, textReference } from "./media.ts";
import type { Redactor } from "./redactor.ts";
import { markUnder, tellingOf } from "./telling-names.ts";

/** Makes of a text what may leave: redacted, cut to its budget, or a reference to where it was taken. Undefined when nothing may. */
export type TextContent = (kind: ContentKind, text: string, facts: TextFacts) => string | undefined;

/** What is known of a text beside its kind. */
export interface TextFacts {
  /** How long it was before less of it came here; ignored where it is shorter. */
  readonly totalChars: number;
  /** What it is called, which can say that it is a secret. */
  readonly name: string;
  readonly maxBytes: number;
}

const MAX_SUNK_CHARS = 1024 * 1024;

/** Characters of a raw body that are of use: what is kept of it, or what the sink is given. */
export function usefulChars({ valueBytes }: ContentBudgets, sink: MediaOptions): number {
  return sink.contentSink === undefined ? valueBytes + REDACTION_OVERLAP_CHARS : MAX_SUNK_CHARS;
}

export function createTextContent({
  redactor,
  media,
  sink,
  counts,
}: {
  readonly redactor: Redactor;
  readonly media: MediaFilter;
  readonly sink: MediaOptions;
  readonly counts: ContentCounts;
}): TextContent {
  const cutText = (kind: ContentKind, text: string, total: number, maxBytes: number): string | undefined => {
    const clean = redactor.text(text, { kind }, maxBytes);
    if (clean === undefined) return counts.drop("redactor");
    const cut = cutToBytes(clean, maxBytes);
    if (cut.cutChars === 0 && text.length <= maxBytes && text.length === total) return clean;
    counts.truncations += 1;
    return cut.text + truncationMark(Math.max(cut.cutChars, total - cut.text.length), total);
  };
  return (kind, text, { totalChars, name, maxBytes }) => {
    const telling = tellingOf(name);
    const mark = telling === undefined ? undefined : markUnder(telling, text);
    if (mark !== undefined) return mark;
    if (text.length > MAX_READ_CHARS) {
      counts.truncations += 1;
      return unreadMark(text.length);
    }
    const asMedia = media(text, kind);
    if (typeof asMedia === "string") return asMedia;
    if (kind === "rawBodies" && sink.contentSink !== undefined) {
      const body = redactor.text(text, { kind }, MAX_SUNK_CHARS);
      return body === undefined ? counts.drop("redactor") : textReference(body.slice(0, MAX_SUNK_CHARS), kind, sink);
    }
    return cutText(kind, text, Math.max(text.length, totalChars), maxBytes);
  };
}
