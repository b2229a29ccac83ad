import type { Context } from "@opentelemetry/api";
import type { LogRecordLimits } from "@opentelemetry/sdk-logs";
import type { Sampler, SpanLimits } from "@opentelemetry/sdk-trace";
import type { Diag } from "../../internal/diag.ts";
import { limitFromEnv, spanLimitsFromEnv } from "../../trace/limits.ts";
import { samplerFromEnv } from "../../trace/sampler.ts";
import { parentSpanContext } from "../../trace/span-context.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The sampler of our spans, as the SDK wants it: spans of others are sampled alike. What the environment says wrong was said when ours was made. */
export function sdkSampler(env: Env, { SamplingDecision }: typeof import("@opentelemetry/sdk-trace")): Sampler {
  const isSampled = samplerFromEnv(env, () => undefined);
  return {
    shouldSample: (parent: Context, traceId: string) => ({
      decision: isSampled(parentSpanContext(parent), traceId)
        ? SamplingDecision.RECORD_AND_SAMPLED
        : SamplingDecision.NOT_RECORD,
    }),
    toString: () => env.OTEL_TRACES_SAMPLER ?? "parentbased_always_on",
  };
}

/** The limits of the standard variables for spans, as the SDK wants them: all but that of values, which are cut once they are clean. Said as above. */
export function spanLimits(env: Env): SpanLimits {
  const limits = spanLimitsFromEnv(env, () => undefined);
  return {
    attributeCountLimit: limits.attributeCount,
    eventCountLimit: limits.eventCount,
    linkCountLimit: limits.linkCount,
    attributePerEventCountLimit: limits.attributesPerEvent,
    attributePerLinkCountLimit: limits.attributesPerLink,
  };
}

/** The same for log records. What is not set, or 0, has no limit of ours. */
export function logLimits(env: Env, diag: Diag): LogRecordLimits {
  const count = readLimit(env, diag, "OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT");
  return count === undefined ? {} : { attributeCountLimit: count };
}

/** How long values may be, in UTF-16 code units. */
export function valueLengths(env: Env, diag: Diag): { readonly span: number; readonly log: number } {
  const names = ["OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"] as const;
  return {
    span: spanLimitsFromEnv(env, () => undefined).attributeValueLength,
    log: readLimit(env, diag, ...names) ?? Number.POSITIVE_INFINITY,
  };
}

function readLimit(env: Env, diag: Diag, ...names: readonly string[]): number | undefined {
  return limitFromEnv(env, (key, message) => diag.warn(key, message), ...names) || undefined;
}
