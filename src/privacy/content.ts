import { EncodedText } from "../internal/encoded-text.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";
import type { ContentKind } from "../semconv/content-kind.ts";
import type { Message } from "../semconv/messages.ts";
import { type ContentLimits, resolveBudgets, type SpanBudget } from "./budget.ts";
import type { CapturePolicy } from "./capture-policy.ts";
import { ContentCounts, type ContentStats } from "./content-counts.ts";
import { sizeOfContent, sizeOfValue } from "./content-size.ts";
import { createDelta } from "./delta.ts";
import { createJsonContent, parsedJson } from "./json-content.ts";
import { type ContentSink, createMediaFilter } from "./media.ts";
import { type AssembledMessages, assembleMessages } from "./message-assembly.ts";
import { MessageCache, type MessagePiece } from "./message-cache.ts";
import type { Redactor } from "./redactor.ts";
import { toSafeJson } from "./sanitize.ts";
import { createTextContent, usefulChars } from "./text-content.ts";
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
  /** The program whose arguments it is. */
  readonly program?: string;
}

export interface MessagesOptions {
  /** The conversation's key; in delta mode, messages already sent for it are left out. */
  readonly conversation?: string | undefined;
  readonly span?: SpanBudget | undefined;
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
  const counts = new ContentCounts();
  const sink = {
    ...(options.contentSink === undefined ? {} : { contentSink: options.contentSink }),
    ...options.media,
    onSinkFailure: () => counts.drop("content_sink"),
  };
  const media = createMediaFilter(sink);
  const { tree, encode } = createJsonContent({ redactor, budgets, media, counts });
  const textOf = createTextContent({ redactor, media, sink, counts });
  const cache = new MessageCache();
  const perKind = new Map<ContentKind, TextMessageOptions>();
  const delta = createDelta();

  const isOpen = (kind: ContentKind): boolean => {
    if (policy.allows(kind)) return true;
    counts.withhold(kind);
    return false;
  };
  const safe = <T>(fn: () => T): T | undefined => {
    try {
      return fn();
    } catch {
      // The input is hostile beyond what its reader foresaw: nothing of it is sent.
      return counts.drop("unreadable");
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
  const toText = (
    kind: ContentKind,
    value: unknown,
    { totalChars = 0, name = "", maxBytes }: TextOptions,
  ): string | undefined =>
    typeof value === "string"
      ? textOf(kind, value, {
          totalChars,
          name,
          maxBytes: Math.min(maxBytes ?? budgets.valueBytes, budgets.valueBytes),
        })
      : JSON.stringify(tree(kind, value, budgets.valueBytes, { name }));
  const bodyChars = usefulChars(budgets, sink);

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
    text(kind, value, options = {}) {
      if (value === undefined || !isOpen(kind)) return undefined;
      const text = safe(() => toText(kind, value, options));
      if (text === undefined) return undefined;
      const { span } = options;
      return span === undefined || span.take(Buffer.byteLength(text)) ? text : counts.drop("span_budget");
    },
    json(kind, value, { span, ...encoding } = {}) {
      if (value === undefined || !isOpen(kind)) return undefined;
      const bytes = safe(() => encode(kind, parsedJson(value, budgets.messageBytes), encoding));
      if (bytes === undefined) return undefined;
      if (span !== undefined && !span.take(bytes.byteLength)) return counts.drop("span_budget");
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
      return safe(() => tree("attribute", value, budgets.valueBytes, { name }));
    },
    stats: () => counts.stats(redactor.stats()),
  };
}
