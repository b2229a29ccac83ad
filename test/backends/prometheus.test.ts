import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runAgent } from "./agent-run.ts";
import { startCollector, TOKEN, temporaryFolder, UNUSED_STORES } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { expectedSeries, seriesText } from "./prometheus-series.ts";
import { freePorts, startProgram, until } from "./start-program.ts";
import { telemetryOf } from "./telemetry-as-sent.ts";

/** Who sent it. */
const ORIGIN = new Set([
  "job",
  "instance",
  "__name__",
  "otel_scope_name",
  "otel_scope_version",
  "otel_scope_schema_url",
]);

async function startPrometheus(program: string): Promise<string> {
  const [port = 0] = await freePorts(1);
  const folder = temporaryFolder();
  const config = join(folder, "prometheus.yml");
  writeFileSync(config, "global: { scrape_interval: 1h }\n");
  const url = `http://127.0.0.1:${port}`;
  const prometheus = await startProgram(program, {
    args: [
      ...[`--config.file=${config}`, `--storage.tsdb.path=${join(folder, "data")}`],
      ...[`--web.listen-address=127.0.0.1:${port}`, "--web.enable-otlp-receiver", "--web.enable-remote-write-receiver"],
    ],
    readyUrl: `${url}/-/ready`,
  });
  onTestFinished(() => prometheus.kill());
  return url;
}

/** The newest value of each series of the agent. */
async function stored(url: string): Promise<readonly string[]> {
  const query = encodeURIComponent('{job="triage-bot", __name__!="target_info"}');
  const { data } = (await (await fetch(`${url}/api/v1/query?query=${query}`)).json()) as {
    readonly data: {
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [number, string];
      }[];
    };
  };
  return data.result
    .map(({ metric, value }) => {
      const labels = Object.fromEntries(Object.entries(metric).filter(([label]) => !ORIGIN.has(label)));
      return seriesText(metric.__name__ ?? "", labels, Number(value[1]));
    })
    .toSorted();
}

const METRICS_ONLY = { signals: { traces: false, events: false } };

describeWith(["prometheus"], "Prometheus", (program) => {
  it("has every series of every metric that the SDK sent to its OTLP receiver, with its value", async () => {
    const url = await startPrometheus(program);
    const sent = expectedSeries(telemetryOf(await runAgent([{ url: `${url}/api/v1/otlp`, ...METRICS_ONLY }])));

    expect(sent.length).toBeGreaterThan(200);
    expect(
      await until(
        () => stored(url),
        ({ length }) => length >= sent.length,
      ),
    ).toEqual(sent);
  });
});

describeWith(["prometheus", "collector"], "Prometheus behind the gateway's remote write", (program, collector) => {
  it("has the same series", async () => {
    const url = await startPrometheus(program);
    const [port = 0] = await freePorts(1);
    const gateway = await startCollector(collector, {
      configs: ["gateway.yaml", "redaction.yaml", "sampling.yaml"],
      env: { ...UNUSED_STORES, PROMETHEUS_REMOTE_WRITE_URL: `${url}/api/v1/write`, GATEWAY_TOKEN: TOKEN },
      overlay: "receivers: { otlp: { protocols: { http: { tls: } } } }\n",
      folder: temporaryFolder(),
      port,
    });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const sent = expectedSeries(telemetryOf(await runAgent([{ url: gateway.url, headers, ...METRICS_ONLY }])));

    const isThere = ({ length }: readonly string[]): boolean => length >= sent.length;
    expect(await until(() => stored(url), isThere)).toEqual(sent);
  });
});
