import type { Context, Counter, Histogram, MetricOptions, Span, SpanContext, UpDownCounter } from "@opentelemetry/api";
import type { Diag } from "../internal/diag.ts";
import type { EncodedText } from "../internal/encoded-text.ts";
import type { LogRecord, TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import type { LimitSource, LoopSource } from "../internal/work-limits.ts";
import type { WorkMonitor } from "../internal/work-monitor.ts";
import type { ContentKind, PlacedKind } from "../semconv/content-kind.ts";
import type { Message } from "../semconv/messages.ts";
import type { NameKind } from "../semconv/name-kind.ts";
import type { Advice, ImageGeneration, Usage } from "../semconv/usage.ts";
import type { Totals } from "./totals.ts";

/** What recording needs from the rest of the package. `sdk/` passes the real parts in; recording imports none of them. */
export interface RecorderPorts {
  readonly spans: SpanStarter;
  readonly metrics: MetricSource;
  readonly events: EventSink;
  readonly content: ContentGate;
  readonly pricing: Pricer;
  readonly names: NameGate;
  readonly context: ContextStore;
  /** `reanchor` is called where a run starts; what it gives is the offset of all times inside. */
  readonly clock: { now(offset?: number): number; reanchor(): number };
  readonly newId: () => string;
  readonly diag: Diag;
  /** Runs work that needs prices: now, or, while they are still being loaded, later and in the same order. True when it is later. */
  readonly settle: (work: () => void) => boolean;
  /** Whether prices are still being loaded. */
  readonly awaitsPrices: () => boolean;
  readonly observers: readonly RecordObserver[];
  /** Absent where nothing can be limited. */
  readonly limits?: LimitSource;
  /** Absent where repetition is not looked for. */
  readonly loops?: LoopSource;
  /** Absent where nothing is watched for what leaves the usual. */
  readonly monitor?: WorkMonitor;
  /** Told at once when a scope ends that is in no other scope of this client, or whose outermost one has ended. Must not throw. */
  readonly onRootEnd?: () => void;
  /** Told of a scope or event that comes after the end, and is not recorded. Must not throw. */
  readonly onRefused?: (signal: "traces" | "logs") => void;
  readonly semconv: "latest" | "1.36";
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type SpanKindName = "internal" | "client" | "server";

export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKindName;
  readonly startTimeMillis: number;
  /** Of the clock, for what happens in the span. */
  readonly clockOffset: number;
  /** Made for this span: it may keep and change them. */
  readonly attributes: TelemetryAttributes;
  readonly links?: readonly { readonly context: SpanContext; readonly attributes: TelemetryAttributes }[] | undefined;
  /** The context whose span is the parent. */
  readonly parent: Context;
  /** Starts a trace of its own. */
  readonly root?: boolean;
}

export interface SpanStarter {
  start(span: SpanStart): OpenSpan;
}

/** A span that has not ended: our own light one, or the host's, behind the few calls that recording makes. */
export interface OpenSpan {
  /** The span as everyone else sees it: what the OpenTelemetry context carries. */
  readonly api: Span;
  setAttributes(attributes: TelemetryAttributes): void;
  setContent(kind: PlacedKind, key: string, value: TelemetryValue): void;
  addEvent(name: string, attributes: TelemetryAttributes, timeMillis?: number): void;
  addLink(context: SpanContext, attributes: TelemetryAttributes): void;
  setError(contentMessage?: string): void;
  end(endTimeMillis: number): void;
}

export interface MetricSource {
  createCounter(name: string, options: MetricOptions): Counter;
  createUpDownCounter(name: string, options: MetricOptions): UpDownCounter;
  createHistogram(name: string, options: MetricOptions): Histogram;
  /** `read` is called at each report, and tells the values of that moment. */
  createObservableGauge(name: string, options: MetricOptions, read: (observe: ObserveGauge) => void): void;
}

export type ObserveGauge = (value: number, labels?: TelemetryAttributes) => void;

export interface EventSink {
  emit(record: LogRecord, context: Context): void;
}

/** What is left of one span's bytes for content. */
export interface ContentBudget {
  take(bytes: number): boolean;
}

/** What is known of a text beside its kind. */
export interface TextCapture {
  readonly budget?: ContentBudget;
  /** How long it was, where only its start is given. */
  readonly totalChars?: number;
  /** The attribute that it becomes, whose name can say that it is a secret. */
  readonly name?: string;
  /** Where it is cut, if that is below the limit of every value. */
  readonly maxBytes?: number;
}

/** The one way content takes: gates, redaction, byte budgets. Each call is total and bounded in time. */
export interface ContentGate {
  readonly onSpans: boolean;
  readonly onEvents: boolean;
  allows(kind: ContentKind): boolean;
  /** Whether each destination, or each that may have the kind `beside`, may have the kind: what these get alike needs it. */
  allowsEverywhere(kind: ContentKind, beside?: ContentKind): boolean;
  /** What content is marked with that is put on a span, or on the event that tells of it. */
  placed(kind: ContentKind, place: "span" | "event"): PlacedKind;
  text(kind: ContentKind, value: unknown, options?: TextCapture): string | undefined;
  /** How bodies of model calls are recorded; absent where they are not. */
  readonly bodies?: BodyCapture;
  json(
    kind: ContentKind,
    value: unknown,
    options?: {
      readonly wrapObject?: boolean;
      readonly budget?: ContentBudget;
      readonly name?: string;
      readonly program?: string;
    },
  ): EncodedText | undefined;
  messages(
    kind: ContentKind,
    inputs: readonly unknown[],
    convert: (one: unknown) => Message | undefined,
    options?: { readonly conversation?: string | undefined; readonly budget?: ContentBudget },
  ):
    | {
        readonly text: EncodedText;
        readonly count: number;
        readonly size: number;
        readonly omitted?: number | undefined;
      }
    | undefined;
  /** Characters of text in a value, found with bounded effort; kept when the content itself is withheld. */
  size(value: unknown): number;
  /** The same of what is no message, such as a tool's arguments: of all its fields, numbers too. */
  valueSize(value: unknown): number;
  /** A value the application gave as an attribute, made safe: bounded, well formed, secrets removed. Its name can say that it is one. */
  attribute(value: unknown, name?: string): TelemetryValue | undefined;
  /**
   * The same under the name that the application gave it: undefined where that name is known to hold content that not all destinations may have.
   * `around` answers with further attributes, which can tell what this one is.
   */
  given(name: string, value: unknown, around: () => TelemetryAttributes): TelemetryValue | undefined;
  /** What becomes of names that users gave; absent where all of them stay. */
  readonly names?: NameGate;
  /** A new span's budget. */
  newBudget(): ContentBudget;
}

/** How raw bodies become texts, which pass the gate after that. */
export interface BodyCapture {
  /** Characters of a body that are of use. */
  readonly maxChars: number;
  /** Any value as JSON text, bounded. */
  textOf(value: unknown): string;
}

export interface PriceQuestion {
  readonly provider: string;
  readonly model: string;
  readonly requestModel?: string | undefined;
  readonly usage: Usage;
  readonly imageGeneration?: ImageGeneration | undefined;
  readonly advice?: Advice | undefined;
  /** Why the cost is partial, whatever the usage says. */
  readonly uncounted?: string | undefined;
  /** Usage is that of several requests. */
  readonly isSum?: boolean | undefined;
  readonly reportedCostUsd?: number | undefined;
  readonly serviceTier?: string | undefined;
  readonly region?: string | undefined;
  readonly upstreamProvider?: string | undefined;
  /** When the request started, milliseconds since 1970. */
  readonly at: number;
  readonly usageIncomplete?: boolean;
  /** Usage is an estimate: so is the cost. */
  readonly usageEstimated?: boolean;
}

/** What a call costs, as an observer is told it. */
export interface PriceAnswer {
  readonly usd?: number;
  /** US dollars by what they were for: `input`, `output`, `cacheRead` ... */
  readonly parts?: object;
  readonly source?: string;
  readonly table?: string;
  readonly tableDate?: string;
  readonly modelKey?: string;
  readonly match?: string;
  readonly status: "ok" | "partial" | "unpriced" | "incomplete";
  readonly reason?: string;
}

export interface Pricer {
  /** `mended`: what `checkUsage` mended of the usage, when that holds its invariants already. */
  price(question: PriceQuestion, mended?: readonly string[]): PriceAnswer;
}

/** Hides or hashes names that users of the application made up. */
export interface NameGate {
  /** Whether any name may become another. */
  readonly changes: boolean;
  name(kind: NameKind, value: string): string;
}

/** The part of OpenTelemetry's context API that recording uses. */
export interface ContextStore {
  readonly root: Context;
  active(): Context;
  /** A context with three values set. */
  set(
    context: Context,
    keys: readonly [symbol, symbol, symbol],
    first: unknown,
    second: unknown,
    third: unknown,
  ): Context;
  with<T>(context: Context, fn: () => T): T;
  bind<T>(context: Context, target: T): T;
}

/** Sees every scope and event as it happens: debug printing, monitors and tests. Called guarded; must not keep what it is given. */
export interface RecordObserver {
  onStart?(scope: ScopeFacts): void;
  onEnd?(scope: EndedScopeFacts): void;
  onEvent?(event: LogRecord): void;
}

/** What is known of a scope when it starts. */
export interface ScopeFacts {
  readonly kind: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeMillis: number;
}

/** What is known of a scope when it has ended. */
export interface EndedScopeFacts extends ScopeFacts {
  readonly endTimeMillis: number;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly usage?: Usage;
  readonly cost?: PriceAnswer;
  readonly attributes: TelemetryAttributes;
  /** Everything that ran inside. */
  readonly totals: Totals;
  /** Sizes of what was not captured, by kind. */
  readonly withheld: Readonly<Partial<Record<ContentKind, number>>>;
}
