import type { Resource } from "@opentelemetry/resources";
import type { Pipeline } from "../../export/pipeline.ts";
import type { Diag } from "../../internal/diag.ts";
import { isOurs } from "../../internal/yielding-globals.ts";
import { forgetMeters, registerMeters } from "../globals/global-meters.ts";
import type { MetricSettings } from "../metric-settings.ts";
import { createLabelFilter } from "./labels.ts";
import { createForeignMetrics, type ForeignMetrics } from "./metrics.ts";
import { type Taker, Takers } from "./takers.ts";

type Api = typeof import("@opentelemetry/api");
type Shared = ForeignMetrics & { readonly takers: Takers };

/** Of the clients of this copy of the package. Instruments go on measuring for the next client, as the same series. */
let shared: Shared | undefined;

/** What a client does with the metrics of others: something only while they are its own to take. */
export interface Measuring {
  collect(): Promise<void>;
  collectNow(): void;
  leave(): Promise<void>;
}

/** Joins those who take metrics of others. Undefined where the application, or another copy of this package, has a provider for them. */
export function joinMeasuring(
  api: Api,
  sdk: typeof import("@opentelemetry/sdk-metrics"),
  taker: Taker,
  settings: { readonly resource: Resource; readonly metrics: MetricSettings; readonly diag: Diag },
): Measuring | undefined {
  const meters = registerMeters(settings.diag, taker.isPaused);
  if (meters === undefined) return undefined;
  shared ??= share(sdk, settings);
  const joined = shared;
  const { takers, provider } = joined;
  takers.add(taker);
  meters.follow(provider, () => takers.isPaused);
  const collect = async (): Promise<void> => {
    if (takers.current === taker) await provider.forceFlush();
  };
  return {
    collect,
    collectNow() {
      if (takers.current === taker) joined.collectNow();
    },
    async leave() {
      // What was measured so far is this client's. As the last it gets it with the shutdown.
      if (!takers.isLast(taker)) await collect();
      if (!takers.leave(taker)) return;
      if (shared === joined) {
        shared = undefined;
        forgetMeters();
        if (isOurs("metrics")) api.metrics.disable();
      }
      await provider.shutdown();
    },
  };
}

function share(
  sdk: typeof import("@opentelemetry/sdk-metrics"),
  settings: { readonly resource: Resource; readonly metrics: MetricSettings; readonly diag: Diag },
): Shared {
  const takers = new Takers();
  const pipeline: Pick<Pipeline, "metrics"> = {
    metrics: (request, dataPoints) => takers.current?.pipeline.metrics(request, dataPoints),
  };
  const labels = createLabelFilter(() => takers.current?.content, settings.diag);
  return { ...createForeignMetrics(sdk, { ...settings, pipeline, labels }), takers };
}
