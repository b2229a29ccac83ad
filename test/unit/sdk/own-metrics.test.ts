import { describe, expect, it } from "vitest";
import { createDiag } from "../../../src/internal/diag.ts";
import { toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";
import { metricSettings } from "../../../src/sdk/metric-settings.ts";
import type { Outputs } from "../../../src/sdk/outputs.ts";
import { ownMetrics } from "../../../src/sdk/own/metrics.ts";
import type { RecordingMetrics } from "../../../src/sdk/recording-metrics.ts";
import { createClock } from "../../../src/trace/clock.ts";

interface Handed {
  readonly json: string;
  readonly points: number;
}

function start(env: Record<string, string> = {}): {
  readonly metrics: RecordingMetrics;
  readonly handed: readonly Handed[];
  readonly outputs: { resource: object; fails: boolean };
  readonly diag: ReturnType<typeof createDiag>;
} {
  const handed: Handed[] = [];
  const diag = createDiag({ write: () => {} });
  const outputs = {
    resource: { "service.name": "before" },
    fails: false,
    // What delivery itself reports is tested with a pipeline that delivers.
    destinations: [],
    pipeline: {
      health: () => ({ destinations: [] }),
      metrics(request: Uint8Array, points: number) {
        if (outputs.fails) throw new Error("a fault");
        handed.push({ json: toOtlpJson("metrics", request), points });
      },
    },
  };
  const settings = { outputs: outputs as unknown as Outputs, metrics: metricSettings(env, diag), clock: createClock() };
  return { metrics: ownMetrics({ ...settings, diag }), handed, outputs, diag };
}

const DELTA = { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "delta" };

describe("ownMetrics()", () => {
  it("has handed over everything when collectNow() returns, with the resource of that moment", () => {
    const { metrics, handed, outputs } = start();
    metrics.source.createCounter("calls", { valueType: 0 }).add(2);
    outputs.resource = { "service.name": "after" };
    metrics.collectNow();
    expect(handed).toMatchObject([{ points: 1 }]);
    expect(handed[0]?.json).toContain('"asInt":"2"');
    expect(handed[0]?.json).toContain('"stringValue":"after"');
    metrics.stop();
  });

  it("keeps changes that could not be handed over, and throws nothing", () => {
    const { metrics, handed, outputs, diag } = start(DELTA);
    const calls = metrics.source.createCounter("calls", { valueType: 0 });
    calls.add(2);
    outputs.fails = true;
    metrics.collectNow();
    outputs.fails = false;
    calls.add(3);
    metrics.stop();
    expect(handed.map(({ json }) => /"asInt":"(\d+)"/.exec(json)?.[1])).toEqual(["5"]);
    expect(diag.counts()).toEqual({ "internal:metrics.collect": 1 });
  });
});

describe("metricSettings()", () => {
  const read = (env: Record<string, string>): object => metricSettings(env, createDiag({ write: () => {} }));

  it("has the defaults of the standard, and its own limits", () => {
    expect(read({})).toEqual({ temporality: "cumulative", intervalMillis: 60_000, timeoutMillis: 30_000 });
    expect(read({ OTEL_METRIC_EXPORT_INTERVAL: "9e99" })).toMatchObject({ intervalMillis: 2 ** 31 - 1 });
    expect(read({ OTEL_METRIC_EXPORT_INTERVAL: " 500 " })).toMatchObject({ intervalMillis: 500, timeoutMillis: 500 });
    for (const bad of ["", "0", "-5", "soon"]) {
      expect(read({ OTEL_METRIC_EXPORT_INTERVAL: bad })).toMatchObject({ intervalMillis: 60_000 });
    }
    expect(read({ OTEL_METRIC_EXPORT_TIMEOUT: "0" })).toMatchObject({ timeoutMillis: 60_000 });
  });
});
