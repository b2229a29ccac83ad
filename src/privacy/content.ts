import { EncodedText } from "../internal/encoded-text.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { MAX_READ_CHARS, unreadMark } from "../internal/text-head.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import type { Message } from "../semconv/messages.ts";
import {
  type ContentLimits,
  cutToBytes,
  REDACTION_OVERLAP_CHARS,
  resolveBudgets,
  type SpanBudget,
  truncationMark,
} from "./budget.ts";
import type { CapturePolicy } from "./capture-policy.ts";
import { sizeOfContent, sizeOfValue } from "./content-size.ts";
import { createDelta } from "./delta.ts";
import { type ContentSink, createMediaFilter, textReference } from "./media.ts";
import { type AssembledMessages, assembleMessages } from "./message-assembly.ts";
import { MessageCache, type MessagePiece } from "./message-cache.ts";
import type { Redactor } from "./redactor.ts";
import { MAX_NAME_CHARS, type SafeJson, toSafeJson } from "./sanitize.ts";
import { markUnder, tellingOf } from "./telling-names.ts";
import { type TextMessageOptions, textMessageJson } from "./text-message.ts";

export interface ContentFilterOptions {
  /** What may be recorded: the union over all destinations. */
  readonly policy: CapturePolicy;
  readonly redactor: Redactor;
  readonly budgets?: ContentLimits;
  /** Takes media and raw bodies to a place of the user's own. */
  readonly contentSink?: ContentSink;
  readonly media?: { readonly maxHashedBytes?: number };
}

export interface TextOptions {
  readonly span?: SpanBudget;
  /** How long the text was of which only the start is given. */
  readonly totalChars?: number;
  /** What the text is called, which can say that it is a secret. */
  readonly name?: string;
  /** A limit of its own, below that of every value. */
  readonly maxBytes?: number;
}

export interface JsonOptions {
  /** Wraps what is no object as `{ "value": ... }`, as the conventions ask for tool arguments and results. */
  readonly wrapObject?: boolean;
  readonly span?: SpanBudget;
  /** What the value is called. */
  readonly name?: string;
}

export interface MessagesOptions {
  /** The conversation's key; in delta mode, messages already sent for it are left out. */
  readonly conversation?: string | undefined;
  readonly span?: SpanBudget | undefined;
}

export interface ContentStats {
  readonly redactions: number;
  readonly truncations: number;
  readonly drops: Readonly<Record<string, number>>;
  readonly withheld: Readonly<Partial<Record<ContentKind, number>>>;
}

/** The one way by which content becomes telemetry: gated, redacted, cut to its budget, and never throwing. */
export interface ContentFilter {
  /** Text of a kind; undefined when its gate is closed or the redactor dropped it. */
  text(kind: ContentKind, value: unknown, options?: TextOptions): string | undefined;
  /** Characters of a raw body that are of use: what is kept of it, or what the sink is given. */
  readonly bodyChars: number;
  /** A value as JSON text that is still to pass `text()`. */
  bodyText(value: unknown): string;
  /** A value as JSON text. A string that holds JSON is parsed first. */
  json(kind: ContentKind, value: unknown, options?: JsonOptions): EncodedText | undefined;
  /** Messages as a JSON array, each encoded once. `convert` must depend on the message alone. */
  messages(
    kind: ContentKind,
    inputs: readonly unknown[],
    convert: (input: unknown) => Message | undefined,
    options?: MessagesOptions,
  ): AssembledMessages | undefined;
  /** How many characters content has, at little cost; recorded also where content is not. */
  size(value: unknown): number;
  /** The same of what is no message, such as a tool's arguments: of all its fields, numbers too. */
  valueSize(value: unknown): number;
  /**
   * A user's attribute: bounded, secrets taken out, whatever the gates. A name can say that a text is one; numbers stay, since many are counts of
   * what their names say. Undefined when nothing can be kept.
   */
  attribute(value: unknown, name?: string): TelemetryValue | undefined;
  stats(): ContentStats;
}

export function createContentFilter(options: ContentFilterOptions): ContentFilter {
  const { policy, redactor } = options;
  const budgets = resolveBudgets(options.budgets);
  const counts = { truncations: 0 };
  const drops: Record<string, number> = {};
  const withheld: Partial<Record<ContentKind, number>> = {};
  const drop = (reason: string): undefined => {
    drops[reason] = (drops[reason] ?? 0) + 1;
    return undefined;
  };
  const sink = {
    ...(options.contentSink === undefined ? {} : { contentSink: options.contentSink }),
    ...options.media,
    onSinkFailure: () => drop("content_sink"),
  };
  const media = createMediaFilter(sink);
  const cache = new MessageCache();
  const perKind = new Map<ContentKind, TextMessageOptions>();
  const delta = createDelta();

  const isOpen = (kind: ContentKind): boolean => {
    if (policy.allows(kind)) return true;
    withheld[kind] = (withheld[kind] ?? 0) + 1;
    return false;
  };
  const safe = <T>(fn: () => T): T | undefined => {
    try {
      return fn();
    } catch {
      // The input is hostile beyond what its reader foresaw: nothing of it is sent.
      return drop("unreadable");
    }
  };
  const tree = (kind: ContentKind | "attribute", value: unknown, maxTotalBytes: number, name?: string): SafeJson => {
    const result = toSafeJson(value, {
      name,
      maxStringBytes: budgets.valueBytes,
      maxTotalBytes,
      redact: (text, path, window) => redactor.text(text, { kind, path }, window),
      redactName: (name, path) => redactor.name(name, { kind, path }, MAX_NAME_CHARS),
      media: (one) => media(one, kind === "attribute" ? "rawBodies" : kind),
    });
    counts.truncations += result.truncations;
    return result.value;
  };
  const encode = (
    kind: ContentKind,
    value: unknown,
    { before = "", wrapObject = false, name }: Encoding,
  ): Uint8Array => {
    for (let limit = budgets.messageBytes; ; limit /= 2) {
      const content = tree(kind, value, limit, name);
      const isObject = typeof content === "object" && content !== null && !Array.isArray(content);
      const bytes = encoder.encode(before + JSON.stringify(wrapObject && !isObject ? { value: content } : content));
      // Escapes make JSON longer than its text: control characters up to six times.
      if (bytes.byteLength <= budgets.messageBytes + JSON_SLACK_BYTES || limit < 1024) return bytes;
    }
  };
  /** One object for each kind, which is also what the cache tells kinds apart by. */
  const textMessages = (kind: ContentKind): TextMessageOptions => {
    const known = perKind.get(kind);
    if (known !== undefined) return known;
    const maxBytes = Math.min(budgets.valueBytes, budgets.messageBytes);
    const made = { kind, redactor, media, maxBytes };
    perKind.set(kind, made);
    return made;
  };
  const cutText = (kind: ContentKind, text: string, total: number, maxBytes: number): string | undefined => {
    const limit = Math.min(maxBytes, budgets.valueBytes);
    const clean = redactor.text(text, { kind }, limit);
    if (clean === undefined) return drop("redactor");
    const cut = cutToBytes(clean, limit);
    if (cut.cutChars === 0 && text.length <= limit && text.length === total) return clean;
    counts.truncations += 1;
    return cut.text + truncationMark(Math.max(cut.cutChars, total - cut.text.length), total);
  };
  const toText = (
    kind: ContentKind,
    value: unknown,
    totalChars: number,
    name: string,
    maxBytes: number,
  ): string | undefined => {
    if (typeof value !== "string") return JSON.stringify(tree(kind, value, budgets.valueBytes, name));
    const telling = tellingOf(name);
    const mark = telling === undefined ? undefined : markUnder(telling, value);
    if (mark !== undefined) return mark;
    if (value.length > MAX_READ_CHARS) {
      counts.truncations += 1;
      return unreadMark(value.length);
    }
    const asMedia = media(value, kind);
    if (typeof asMedia === "string") return asMedia;
    if (kind === "rawBodies" && options.contentSink !== undefined) {
      const body = redactor.text(value, { kind }, MAX_SUNK_CHARS);
      return body === undefined ? drop("redactor") : textReference(body.slice(0, MAX_SUNK_CHARS), kind, sink);
    }
    return cutText(kind, value, Math.max(value.length, totalChars), maxBytes);
  };
  const bodyChars = options.contentSink === undefined ? budgets.valueBytes + REDACTION_OVERLAP_CHARS : MAX_SUNK_CHARS;

  return {
    bodyChars,
    bodyText(value) {
      const limits = {
        maxStringBytes: bodyChars,
        maxTotalBytes: bodyChars,
        media: (one: unknown) => media(one, "rawBodies"),
      };
      return JSON.stringify(safe(() => toSafeJson(value, limits).value) ?? null);
    },
    text(kind, value, { span, totalChars = 0, name = "", maxBytes = budgets.valueBytes } = {}) {
      if (value === undefined || !isOpen(kind)) return undefined;
      const text = safe(() => toText(kind, value, totalChars, name, maxBytes));
      if (text === undefined) return undefined;
      return span === undefined || span.take(Buffer.byteLength(text)) ? text : drop("span_budget");
    },
    json(kind, value, { span, ...encoding } = {}) {
      if (value === undefined || !isOpen(kind)) return undefined;
      const bytes = safe(() => encode(kind, parsed(value, budgets.messageBytes), encoding));
      if (bytes === undefined) return undefined;
      if (span !== undefined && !span.take(bytes.byteLength)) return drop("span_budget");
      return new EncodedText([bytes]);
    },
    messages(kind, inputs, convert, { conversation, span } = {}) {
      if (!isOpen(kind)) return undefined;
      const key = textMessages(kind);
      const piece = (input: unknown): MessagePiece | undefined => {
        const known = typeof input === "object" && input !== null ? cache.get(input, key) : undefined;
        if (known !== undefined) return known;
        const snapshot = typeof input === "object" && input !== null ? cache.snapshot(input) : undefined;
        const message = convert(input);
        if (message === undefined) return undefined;
        // What could be listed is plain data, and what is made of a text.
        const isPlain = snapshot !== undefined || typeof input === "string";
        const json = isPlain ? textMessageJson(message, key) : undefined;
        const bytes = json === undefined ? encode(kind, message, { before: "," }) : Buffer.from(`,${json}`);
        const made = { bytes, size: sizeOfContent(input) };
        if (snapshot !== undefined) cache.set(input as object, key, snapshot, made);
        return made;
      };
      const isDelta = policy.delta && conversation !== undefined;
      return safe(() =>
        assembleMessages(inputs, (input) => safe(() => piece(input)), {
          limitBytes: Math.min(budgets.spanBytes, span?.leftBytes ?? budgets.spanBytes),
          onTruncated: () => {
            counts.truncations += 1;
          },
          span,
          // What was said is sent again with the next call, what was answered in another form.
          recurs: kind === "prompts" && !isDelta,
          delta: isDelta ? (pieces, start) => delta.next(`${kind} ${conversation}`, pieces, start) : undefined,
        }),
      );
    },
    size: sizeOfContent,
    valueSize: sizeOfValue,
    attribute(value, name) {
      if (value === undefined) return undefined;
      if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
      return safe(() => tree("attribute", value, budgets.valueBytes, name));
    },
    stats() {
      const { redactions, dropped, failed } = redactor.stats();
      const all = { ...drops, ...(dropped > 0 ? { redactor_dropped: dropped } : {}) };
      return {
        redactions,
        truncations: counts.truncations,
        drops: failed > 0 ? { ...all, redactor_failed: failed } : all,
        withheld: { ...withheld },
      };
    },
  };
}

/** How a value becomes JSON. */
interface Encoding extends Pick<JsonOptions, "wrapObject" | "name"> {
  /** Text in front of it. */
  readonly before?: string;
}

const encoder = new TextEncoder();
const JSON_SLACK_BYTES = 4096;
const MAX_SUNK_CHARS = 1024 * 1024;

/** JSON in a string, as providers send tool arguments; anything else as it is. */
function parsed(value: unknown, maxChars: number): unknown {
  if (typeof value !== "string" || value.length > maxChars || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    // Not JSON after all, as arguments of a model can be: kept as the text it is.
    return value;
  }
}
