import type { SpanContext } from "@opentelemetry/api";

/** Decides whether a new span is recorded, from its parent (undefined for a root) and its trace id. */
export type Sampler = (parent: SpanContext | undefined, traceId: string) => boolean;

export const alwaysOn: Sampler = () => true;
export const alwaysOff: Sampler = () => false;

/** Records the fraction `ratio` of traces, decided by the trace id as the SDK of OpenTelemetry for JavaScript decides it. */
export function traceIdRatio(ratio: number): Sampler {
  const fraction = Number.isNaN(ratio) ? 0 : Math.min(Math.max(ratio, 0), 1);
  const upperBound = fraction === 1 ? 0x1_0000_0000 : Math.floor(fraction * 0xffff_ffff);
  return (_parent, traceId) => foldTraceId(traceId) < upperBound;
}

/** Does as the parent did; `root` decides for a span that has none. */
export function parentBased(root: Sampler): Sampler {
  return (parent, traceId) => (parent === undefined ? root(parent, traceId) : (parent.traceFlags & 1) === 1);
}

/** The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name. @defaultValue `parentbased_always_on` */
export function samplerFromEnv(
  env: Readonly<Record<string, string | undefined>>,
  warn: (key: string, message: string) => void,
): Sampler {
  const name = env.OTEL_TRACES_SAMPLER?.trim().toLowerCase() || "parentbased_always_on";
  switch (name) {
    case "always_on":
      return alwaysOn;
    case "always_off":
      return alwaysOff;
    case "traceidratio":
      return traceIdRatio(readRatio(env, warn));
    case "parentbased_always_on":
      return parentBased(alwaysOn);
    case "parentbased_always_off":
      return parentBased(alwaysOff);
    case "parentbased_traceidratio":
      return parentBased(traceIdRatio(readRatio(env, warn)));
    default:
      warn(
        "env:OTEL_TRACES_SAMPLER",
        `OTEL_TRACES_SAMPLER=${name.slice(0, 40)} is not known; parentbased_always_on is used`,
      );
      return parentBased(alwaysOn);
  }
}

function readRatio(
  env: Readonly<Record<string, string | undefined>>,
  warn: (key: string, message: string) => void,
): number {
  const text = env.OTEL_TRACES_SAMPLER_ARG?.trim() ?? "";
  const ratio = text === "" ? 1 : Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  warn("env:OTEL_TRACES_SAMPLER_ARG", "OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1; 1 is used");
  return 1;
}

/** The four 32-bit parts of the id folded into one. */
function foldTraceId(traceId: string): number {
  let folded = 0;
  for (let start = 0; start < 32; start += 8) {
    folded = (folded ^ Number.parseInt(traceId.slice(start, start + 8), 16)) >>> 0;
  }
  return folded;
}
