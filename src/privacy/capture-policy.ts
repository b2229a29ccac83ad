import { CONTENT_KINDS, type ContentKind, type PlacedKind } from "../semconv/content-kind.ts";

/** Where captured content is put: attributes of spans, attributes of the details event, or both. */
export type ContentPlace = "span" | "event" | "span_and_event";

/** One gate a kind of content; a gate that is not named stays closed. */
export interface CaptureGates extends Partial<Readonly<Record<ContentKind, boolean | undefined>>> {
  /** Messages to models, queries of searches. @defaultValue false */
  readonly prompts?: boolean | undefined;
  /** Answers of models. @defaultValue false */
  readonly responses?: boolean | undefined;
  /** Instructions to models. @defaultValue false */
  readonly system?: boolean | undefined;
  /** Arguments of tools, in messages too. @defaultValue false */
  readonly toolArguments?: boolean | undefined;
  /** Results of tools, in messages too, and documents that were found. @defaultValue false */
  readonly toolResults?: boolean | undefined;
  /** What tools are said to do. @defaultValue false */
  readonly toolDescriptions?: boolean | undefined;
  /** Messages of errors; their types are always recorded. @defaultValue false */
  readonly errorText?: boolean | undefined;
  /** Arguments of commands. @defaultValue false */
  readonly commandArguments?: boolean | undefined;
  /** Bodies of requests and answers of models; `"full"` does not open it. @defaultValue false */
  readonly rawBodies?: boolean | undefined;
  /** Send only the messages that are new since the last call of the same conversation. @defaultValue false */
  readonly delta?: boolean | undefined;
  /** Whether content is put on spans, on the details event, or on both. @defaultValue "span" */
  readonly where?: ContentPlace | undefined;
}

/**
 * What content is captured: nothing, every kind, or the gates that are opened one by one. Bodies of model calls, which hold once more what messages do,
 * are recorded only where the gate `rawBodies` is opened by its name.
 */
export type CaptureOption = "none" | "full" | CaptureGates;

/** The decided answer to "may this be recorded?", for one destination or for several together. */
export interface CapturePolicy {
  allows(kind: ContentKind): boolean;
  /**
   * Whether each destination may have the kind, or, with `beside`, each that may have that other kind: what decides over content that all of them
   * get alike.
   */
  allowsEverywhere(kind: ContentKind, beside?: ContentKind): boolean;
  /** What content at a place is marked with: its kind, and the place too where destinations differ in it. */
  placed(kind: ContentKind, place: "span" | "event"): PlacedKind;
  /** Whether content that is marked so may be had. */
  admits(kind: string): boolean;
  /** Whether any kind is allowed. */
  readonly any: boolean;
  readonly level: "none" | "full" | "partial";
  readonly onSpans: boolean;
  readonly onEvents: boolean;
  readonly delta: boolean;
  /** Whether bodies of model calls are recorded: by the gate `rawBodies` itself, since messages say the same already. */
  readonly bodies: boolean;
  /** Equal for policies that decide alike; spooled content is only replayed to a destination with the same one. */
  readonly fingerprint: string;
}

/** The variable of the GenAI instrumentations that opens message content. It applies only when code gives no option. */
export const CAPTURE_CONTENT_ENV = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

/** What the environment can open: the content of messages, never raw bodies, command lines, error texts or tool descriptions. */
const MESSAGE_CONTENT_KINDS: readonly ContentKind[] = [
  "prompts",
  "responses",
  "system",
  "toolArguments",
  "toolResults",
];

/**
 * Decides what is captured. An option given in code wins over the environment, also when it is `"none"`.
 *
 * @param warn - called once when the variable holds a value that is not known; nothing is captured then.
 */
export function resolveCapture(
  option: CaptureOption | undefined,
  env: Readonly<Record<string, string | undefined>>,
  warn?: (message: string) => void,
): CapturePolicy {
  if (option === "full") return createPolicy(new Set(CONTENT_KINDS), "span", false);
  if (typeof option === "object" && option !== null) {
    const open = CONTENT_KINDS.filter((kind) => option[kind] === true);
    return createPolicy(new Set(open), option.where ?? "span", option.delta === true, option.rawBodies === true);
  }
  if (option !== undefined) return NO_CAPTURE;
  const text = env[CAPTURE_CONTENT_ENV]?.trim() ?? "";
  const place = ENV_PLACES.get(text.toLowerCase());
  if (place === undefined) {
    warn?.(`${CAPTURE_CONTENT_ENV} must be one of ${ENV_VALUES}; no content is captured`);
    return NO_CAPTURE;
  }
  return place === "nowhere" ? NO_CAPTURE : createPolicy(new Set(MESSAGE_CONTENT_KINDS), place, false);
}

/**
 * What must be recorded so that every one of several destinations can be served. Content is narrowed again for each
 * destination; delta mode holds only when all of them asked for it.
 *
 * @param receiving - those of the policies by which records leave. @defaultValue all
 */
export function unionCapture(
  policies: readonly CapturePolicy[],
  receiving: readonly CapturePolicy[] = policies,
): CapturePolicy {
  const capturing = policies.filter((policy) => policy.any);
  const open = CONTENT_KINDS.filter((kind) => capturing.some((policy) => policy.allows(kind)));
  const onSpans = capturing.some((policy) => policy.onSpans);
  const onEvents = capturing.some((policy) => policy.onEvents);
  const place = onSpans && onEvents ? "span_and_event" : onEvents ? "event" : "span";
  const isDelta = capturing.length > 0 && capturing.every((policy) => policy.delta);
  const bodies = capturing.some((policy) => policy.bodies);
  const union = createPolicy(new Set(open), place, isDelta, bodies);
  const differ = capturing.some((policy) => policy.onSpans !== onSpans || policy.onEvents !== onEvents);
  return Object.freeze({
    ...union,
    placed: (kind: ContentKind, at: "span" | "event"): PlacedKind => (differ ? `${kind}:${at}` : kind),
    allowsEverywhere: (kind: ContentKind, beside?: ContentKind) =>
      receiving.every((policy) => policy.allowsEverywhere(kind, beside)),
  });
}

const ENV_PLACES: ReadonlyMap<string, ContentPlace | "nowhere"> = new Map([
  ["", "nowhere"],
  ["no_content", "nowhere"],
  ["false", "nowhere"],
  ["span_only", "span"],
  ["true", "span"],
  ["event_only", "event"],
  ["span_and_event", "span_and_event"],
]);

const ENV_VALUES = "NO_CONTENT, SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT, true, false";

function createPolicy(
  open: ReadonlySet<ContentKind>,
  place: ContentPlace,
  delta: boolean,
  bodies: boolean = false,
): CapturePolicy {
  const any = open.size > 0;
  const onSpans = any && place !== "event";
  const onEvents = any && place !== "span";
  const admitted = new Set<string>(open);
  for (const kind of open) {
    if (onSpans) admitted.add(`${kind}:span`);
    if (onEvents) admitted.add(`${kind}:event`);
  }
  const bits = CONTENT_KINDS.map((kind) => (open.has(kind) ? "1" : "0")).join("");
  return Object.freeze({
    allows: (kind: ContentKind) => open.has(kind),
    allowsEverywhere: (kind: ContentKind, beside?: ContentKind) =>
      open.has(kind) || (beside !== undefined && !open.has(beside)),
    placed: (kind: ContentKind) => kind,
    admits: (kind: string) => admitted.has(kind),
    any,
    level: any ? (open.size === CONTENT_KINDS.length ? "full" : "partial") : "none",
    onSpans,
    onEvents,
    delta: any && delta,
    bodies,
    fingerprint: `c1:${bits}:${onSpans ? "s" : ""}${onEvents ? "e" : ""}${any && delta ? "d" : ""}`,
  });
}

/** The default: no content at all. */
const NO_CAPTURE: CapturePolicy = createPolicy(new Set(), "span", false);
