import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePorts, type RunningProgram, startProgram } from "../../test/backends/start-program.ts";

const CONFIGURATIONS = fileURLToPath(new URL("../../fleet/collector/", import.meta.url));

export interface MeasuredCollector extends RunningProgram {
  readonly url: string;
  /** Seconds of CPU since it began, and resident bytes, as the Collector says. */
  usage(): Promise<{ readonly cpuSeconds: number; readonly residentBytes: number }>;
  /** Sum of the series of one of its metrics. */
  metric(name: string): Promise<number>;
}

export interface CollectorStart {
  readonly configs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** YAML, merged over the shipped files. */
  readonly overlay: string;
  readonly folder: string;
}

/** A Collector with shipped configurations on free ports of this machine. */
export async function startMeasured(program: string, start: CollectorStart): Promise<MeasuredCollector> {
  const [port = 0, grpc = 0, health = 0, metrics = 0] = await freePorts(4);
  mkdirSync(start.folder, { recursive: true });
  const overlay = join(start.folder, "overlay.yaml");
  writeFileSync(overlay, start.overlay);
  const files = [...start.configs.map((name) => join(CONFIGURATIONS, name)), overlay];
  const running = await startProgram(program, {
    args: files.flatMap((file) => ["--config", file]),
    env: {
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      METRICS_PORT: String(metrics),
      OTLP_HTTP_ENDPOINT: `127.0.0.1:${port}`,
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      QUEUE_DIRECTORY: join(start.folder, "queue"),
      ...start.env,
    },
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    const lines = text.split("\n").filter((line) => /^\w*/.exec(line)?.[0].replace(/_total$/, "") === name);
    return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  };
  return {
    ...running,
    url: `http://127.0.0.1:${port}`,
    metric,
    usage: async () => ({
      cpuSeconds: await metric("otelcol_process_cpu_seconds"),
      residentBytes: await metric("otelcol_process_memory_rss"),
    }),
  };
}
