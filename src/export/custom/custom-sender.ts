import { describeError, ignoreRejection } from "../../internal/guard.ts";
import { realTimers } from "../../internal/real-timers.ts";
import type { SendResult } from "../delivery.ts";
import type { SpanExporterLike } from "../destinations/exporter-options.ts";
import { withTracingSuppressed } from "../http/suppress-tracing.ts";
import type { ReadableSpanLike } from "./readable-span.ts";

const SUCCESS = 0;

/** Hands spans to an OpenTelemetry exporter. One that fails, throws or does not answer in time is asked again later. */
export function exportSpans(
  exporter: SpanExporterLike,
  spans: readonly ReadableSpanLike[],
  timeoutMillis: number,
): Promise<SendResult> {
  return new Promise((resolve) => {
    const timer = realTimers.setTimeout(
      () => resolve({ status: "retry", reason: "the exporter did not answer in time" }),
      timeoutMillis,
    );
    timer.unref();
    const done = (result: SendResult): void => {
      realTimers.clearTimeout(timer);
      resolve(result);
    };
    try {
      const returned: unknown = withTracingSuppressed(() =>
        exporter.export(spans as never[], (result) => {
          if (result?.code === SUCCESS) done({ status: "ok", rejected: 0 });
          else done({ status: "retry", reason: failureOf(result) });
        }),
      );
      ignoreRejection(returned);
    } catch (error) {
      done({ status: "retry", reason: describeError(error) });
    }
  });
}

function failureOf(result: { readonly error?: unknown } | undefined): string {
  return result?.error === undefined ? "the exporter failed" : describeError(result.error);
}
