/** How much one span may hold. What is over a limit is dropped and counted. */
export interface SpanLimits {
  readonly attributeCount: number;
  /** In UTF-16 code units, for strings alone and inside of lists and maps. */
  readonly attributeValueLength: number;
  readonly eventCount: number;
  readonly linkCount: number;
  readonly attributesPerEvent: number;
  readonly attributesPerLink: number;
}

/** The defaults of the OpenTelemetry specification. */
export const DEFAULT_SPAN_LIMITS: SpanLimits = {
  attributeCount: 128,
  attributeValueLength: Number.POSITIVE_INFINITY,
  eventCount: 128,
  linkCount: 128,
  attributesPerEvent: 128,
  attributesPerLink: 128,
};

type Env = Readonly<Record<string, string | undefined>>;
type Warn = (key: string, message: string) => void;

/** The first of these variables that is set to a whole number from 0; one that is set to something else is ignored, and `warn` told of it. */
export function limitFromEnv(env: Env, warn: Warn, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = env[name]?.trim() ?? "";
    if (/^\d{1,15}$/.test(text)) return Number(text);
    if (text !== "") warn(`env:${name}`, `${name} is no whole number from 0; it is ignored`);
  }
  return undefined;
}

/** Limits from the standard variables. */
export function spanLimitsFromEnv(env: Env, warn: Warn, defaults: SpanLimits = DEFAULT_SPAN_LIMITS): SpanLimits {
  const read = (fallback: number, ...names: readonly string[]): number => limitFromEnv(env, warn, ...names) ?? fallback;
  const valueLength = read(0, "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT");
  return {
    attributeCount: read(defaults.attributeCount, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"),
    attributeValueLength: valueLength === 0 ? defaults.attributeValueLength : valueLength,
    eventCount: read(defaults.eventCount, "OTEL_SPAN_EVENT_COUNT_LIMIT"),
    linkCount: read(defaults.linkCount, "OTEL_SPAN_LINK_COUNT_LIMIT"),
    attributesPerEvent: read(defaults.attributesPerEvent, "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT"),
    attributesPerLink: read(defaults.attributesPerLink, "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT"),
  };
}
