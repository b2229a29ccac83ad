import type { Context, Tracer, TracerProvider } from "@opentelemetry/api";
import { outside } from "../../internal/outside.ts";

/**
 * Makes spans in no request of the host, and in the context of whoever starts them: the SDK asks for the time and for random ids, and what prerenders a page, as
 * Next.js does with a span around each `fetch`, gives it up for that.
 */
export function startsOutside(provider: TracerProvider, active: () => Context): TracerProvider {
  const known = new WeakSet<Tracer>();
  return {
    getTracer(...args) {
      const tracer = provider.getTracer(...args);
      if (known.has(tracer)) return tracer;
      known.add(tracer);
      const start = tracer.startSpan.bind(tracer);
      // `startActiveSpan` of the SDK starts by it, too.
      tracer.startSpan = (name, options, context = active()) => outside(() => start(name, options, context));
      return tracer;
    },
  };
}
