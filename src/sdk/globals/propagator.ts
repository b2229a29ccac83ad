import type { TextMapPropagator } from "@opentelemetry/api";
import type { Diag } from "../../internal/diag.ts";

type Make = () => TextMapPropagator | Promise<TextMapPropagator>;

/**
 * What carries traces between processes for everyone who uses the OpenTelemetry API: the propagators that `OTEL_PROPAGATORS` names
 * (`tracecontext`, `baggage`, `b3`, `b3multi`). Undefined where it says `none`, or nothing that is known.
 *
 * @defaultValue `tracecontext,baggage`
 */
export async function propagatorFromEnv(
  env: Readonly<Record<string, string | undefined>>,
  diag: Diag,
): Promise<TextMapPropagator | undefined> {
  const text = env.OTEL_PROPAGATORS?.trim() || "tracecontext,baggage";
  const names = new Set(text.split(",").map((name) => name.trim().toLowerCase()));
  if (names.has("none")) return undefined;
  const core = await import("@opentelemetry/core");
  const known: Readonly<Record<string, Make>> = {
    tracecontext: () => new core.W3CTraceContextPropagator(),
    baggage: () => new core.W3CBaggagePropagator(),
    b3: () => makeB3(false),
    b3multi: () => makeB3(true),
  };
  const propagators: TextMapPropagator[] = [];
  for (const name of names) {
    const make = Object.hasOwn(known, name) ? known[name] : undefined;
    if (make !== undefined) propagators.push(await make());
    else if (name !== "")
      diag.warn("env:OTEL_PROPAGATORS", `OTEL_PROPAGATORS names ${name.slice(0, 40)}, which is not known and left out`);
  }
  return propagators.length < 2 ? propagators[0] : new core.CompositePropagator({ propagators });
}

async function makeB3(multiple: boolean): Promise<TextMapPropagator> {
  const { B3Propagator, B3InjectEncoding } = await import("@opentelemetry/propagator-b3");
  return new B3Propagator({
    injectEncoding: multiple ? B3InjectEncoding.MULTI_HEADER : B3InjectEncoding.SINGLE_HEADER,
  });
}
