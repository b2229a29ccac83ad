import type { Context, TracerProvider } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { createSpanProcessor } from "../../export/span-processor.ts";
import type { Diag } from "../../internal/diag.ts";
import { cutSpan } from "../../trace/cut-values.ts";
import { createFollowingProviders, type FollowingProviders } from "../globals/following-providers.ts";
import { logLimits, sdkSampler, spanLimits, valueLengths } from "../globals/global-settings.ts";
import { createForeignLogProcessor } from "./logs.ts";
import { startsOutside } from "./starts-outside.ts";
import { Takers } from "./takers.ts";

/** The SDK's spans and log records, which other instrumentations make, and the clients that take them. */
export interface ForeignRecording extends FollowingProviders {
  readonly takers: Takers;
  shutdown(): Promise<unknown>;
}

export function createForeignRecording(
  sdkTrace: typeof import("@opentelemetry/sdk-trace"),
  sdkLogs: typeof import("@opentelemetry/sdk-logs") | undefined,
  settings: {
    readonly resource: Resource;
    /** Gives what records nothing, for as long as nobody takes it. */
    readonly silent: TracerProvider;
    /** The context that is active. */
    readonly active: () => Context;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly diag: Diag;
  },
): ForeignRecording {
  const { resource, silent, active, env, diag } = settings;
  const takers = new Takers();
  const lengths = valueLengths(env, diag);
  const processor = createSpanProcessor({
    pipeline: {
      span: (record) => takers.current?.pipeline.span(cutSpan(record, lengths.span)),
      flush: async (options) => (await takers.current?.pipeline.flush(options)) ?? NOTHING,
    },
    onStart: (span, around) => takers.current?.calls.onStart(span, around),
    onEnd: (span, deliver) => takers.current?.calls.onEnd(span, deliver),
    diag,
  });
  const tracerProvider = new sdkTrace.TracerProvider({
    resource,
    sampler: sdkSampler(env, sdkTrace),
    spanLimits: spanLimits(env),
    spanProcessors: [processor],
  });
  const loggerProvider =
    sdkLogs &&
    new sdkLogs.LoggerProvider({
      resource,
      logRecordLimits: logLimits(env, diag),
      processors: [createForeignLogProcessor(() => takers.current, lengths.log)],
    });
  return {
    ...createFollowingProviders(startsOutside(tracerProvider, active), loggerProvider, {
      silent,
      isPaused: () => takers.isPaused,
    }),
    takers,
    shutdown: () => Promise.allSettled([tracerProvider.shutdown(), loggerProvider?.shutdown()]),
  };
}

const NOTHING = { delivered: 0, onDisk: 0, pending: 0, dropped: {} } as const;
