import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../../test/backends/start-program.ts";
import type { GeneratedRequest } from "../inspector/agent-data.ts";
import { type MeasuredCollector, startMeasured } from "./collector.ts";
import { startCountingSink } from "./counting-sink.ts";
import { countOf, sendAll, TOKEN } from "./send.ts";
import type { CollectorCost } from "./sizing.ts";

/** Without TLS: senders are this process. */
const PLAIN = "receivers: { otlp: { protocols: { http: { tls: } } } }";
const NOT_CLEANED = "traces: { processors: [memory_limiter, transform/secrets, tail_sampling] }";
const EVENTS_NOT_CLEANED = "logs: { processors: [memory_limiter, transform/secrets] }";

export type Mode = "none" | "full";

/** The agent's configuration, in front of a sink. */
export async function measureAgent(
  program: string,
  folder: string,
  mode: Mode,
  requests: readonly GeneratedRequest[],
): Promise<CollectorCost & { readonly compressedShare: number }> {
  const sink = await startCountingSink();
  const withContent = `service: { pipelines: { ${NOT_CLEANED.replace(", tail_sampling", "")}, ${EVENTS_NOT_CLEANED} } }`;
  const collector = await startMeasured(program, {
    configs: ["agent.yaml", "redaction.yaml"],
    env: { GATEWAY_URL: sink.url, GATEWAY_TOKEN: TOKEN },
    overlay: mode === "full" ? withContent : PLAIN,
    folder,
  });
  try {
    const spans = countOf(requests, "traces");
    const cost = await costOf(collector, spans, async () => {
      await sendAll(collector.url, requests);
      await until(
        () => collector.metric("otelcol_exporter_sent_spans"),
        (sent) => sent >= spans,
        60_000,
      );
    });
    return { ...cost, compressedShare: sink.received.compressed / sink.received.bytes };
  } finally {
    await collector.stop();
    await sink.close();
  }
}

export interface GatewayStores {
  readonly clickhousePort: number;
  readonly prometheusUrl: string;
}

/** The gateway's configuration with redaction and sampling, which keeps everything here. */
export function startGateway(
  program: string,
  folder: string,
  { clickhousePort, prometheusUrl }: GatewayStores,
  mode: Mode,
  env: Readonly<Record<string, string>> = {},
): Promise<MeasuredCollector> {
  const pipelines = mode === "full" ? `\nservice: { pipelines: { ${NOT_CLEANED}, ${EVENTS_NOT_CLEANED} } }` : "";
  return startMeasured(program, {
    configs: ["gateway.yaml", "redaction.yaml", "sampling.yaml"],
    env: {
      // What the driver packs its own way, the engine in this process cannot unpack.
      CLICKHOUSE_ENDPOINT: `http://127.0.0.1:${clickhousePort}?compress=gzip`,
      CLICKHOUSE_PASSWORD: "",
      CLICKHOUSE_BATCH_TIMEOUT: "1s",
      PROMETHEUS_REMOTE_WRITE_URL: prometheusUrl,
      GATEWAY_TOKEN: TOKEN,
      KEEP_PERCENT: "100",
      SAMPLING_WAIT: "2s",
      SAMPLING_WAIT_AFTER_ROOT: "1s",
      ...env,
    },
    overlay: `${PLAIN}${pipelines}`,
    folder,
  });
}

/** Resident bytes for each span that waits for its judgement. */
export async function measureSampler(
  program: string,
  folder: string,
  stores: GatewayStores,
  requests: readonly GeneratedRequest[],
): Promise<number> {
  const waits = { SAMPLING_WAIT: "10m", SAMPLING_WAIT_AFTER_ROOT: "10m" };
  const collector = await startGateway(program, folder, stores, "none", waits);
  try {
    const spans = requests.filter(({ signal }) => signal === "traces");
    const before = await collector.usage();
    await sendAll(collector.url, spans);
    const after = await collector.usage();
    return (after.residentBytes - before.residentBytes) / countOf(spans, "traces");
  } finally {
    await collector.kill();
  }
}

/** CPU of the Collector while the work is done, and its memory after it. */
export async function costOf(
  collector: MeasuredCollector,
  spans: number,
  work: () => Promise<void>,
): Promise<CollectorCost> {
  await sleep(300);
  const before = await collector.usage();
  await work();
  const after = await collector.usage();
  const cpuMicrosPerSpan = ((after.cpuSeconds - before.cpuSeconds) * 1e6) / spans;
  return { spans, cpuMicrosPerSpan, residentBytes: after.residentBytes };
}
