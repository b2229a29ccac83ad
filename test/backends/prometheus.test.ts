import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runAgent } from "./agent-run.ts";
import { startCollector, TOKEN, temporaryFolder, UNUSED_STORES } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { expectedSeries, seriesText } from "./prometheus-series.ts";
import { freePorts, startProgram, until } from "./start-program.ts";
import { telemetryOf } from "./telemetry-as-sent.ts";

/** Who sent it. VictoriaMetrics takes the whole resource for labels; Prometheus has it in a series of its own, `target_info`. */
const ORIGIN = new Set([
  ...["service_name", "service_version", "service_instance_id", "process_runtime_name", "process_runtime_version"],
  ...["telemetry_sdk_language", "telemetry_sdk_name", "telemetry_sdk_version"],
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

async function startVictoriaMetrics(program: string): Promise<string> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const victoria = await startProgram(program, {
    args: [
      ...[`-storageDataPath=${temporaryFolder()}`, `-httpListenAddr=127.0.0.1:${port}`, "-selfScrapeInterval=0"],
      ...["-opentelemetry.usePrometheusNaming", "-search.latencyOffset=0s", "-search.disableCache"],
    ],
    readyUrl: `${url}/health`,
  });
  onTestFinished(() => victoria.kill());
  return url;
}

/** The newest value of each series of the agent. */
async function stored(url: string): Promise<readonly string[]> {
  const query = encodeURIComponent('{__name__=~".+", __name__!~"target_info|otel_scope_info|scrape_.*|up"}');
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

describeWith(["victoria-metrics"], "VictoriaMetrics", (program) => {
  it("has the same series with the same values of what the SDK sent to it as OTLP", async () => {
    const url = await startVictoriaMetrics(program);
    const sent = expectedSeries(telemetryOf(await runAgent([{ url: `${url}/opentelemetry`, ...METRICS_ONLY }])));

    const isThere = ({ length }: readonly string[]): boolean => length >= sent.length;
    expectSame(await until(() => stored(url), isThere), sent);
  });
});

/** The same series with the same values, but for the last digits: VictoriaMetrics stores decimal numbers. */
function expectSame(found: readonly string[], sent: readonly string[]): void {
  const parsed = (list: readonly string[]) => list.map((one) => JSON.parse(one) as [string, unknown, number]);
  const [those, these] = [parsed(found), parsed(sent)];
  expect(those.map(([name, labels]) => [name, labels])).toEqual(these.map(([name, labels]) => [name, labels]));
  these.forEach(([name, , value], index) => {
    const difference = Math.abs((those[index]?.[2] ?? Number.NaN) - value);
    expect(difference, name).toBeLessThanOrEqual(Math.abs(value) * 1e-9);
  });
}

const headers = { authorization: `Bearer ${TOKEN}` };

describe.each([
  ["prometheus", startPrometheus],
  ["victoria-metrics", startVictoriaMetrics],
] as const)("%s", (name, start) =>
  describeWith([name, "collector"], "behind the gateway's remote write", (program, collector) => {
    /** Both, the gateway without TLS. @returns where to send, and where to ask */
    async function way(): Promise<readonly [to: string, from: string]> {
      const url = await start(program);
      const [port = 0] = await freePorts(1);
      const gateway = await startCollector(collector, {
        configs: ["gateway.yaml", "redaction.yaml", "sampling.yaml"],
        env: { ...UNUSED_STORES, PROMETHEUS_REMOTE_WRITE_URL: `${url}/api/v1/write`, GATEWAY_TOKEN: TOKEN },
        overlay: "receivers: { otlp: { protocols: { http: { tls: } } } }\n",
        folder: temporaryFolder(),
        port,
      });
      return [gateway.url, url];
    }

    it("has the same series", async () => {
      const [to, from] = await way();
      const sent = expectedSeries(telemetryOf(await runAgent([{ url: to, headers, ...METRICS_ONLY }])));

      const isThere = ({ length }: readonly string[]): boolean => length >= sent.length;
      expectSame(await until(() => stored(from), isThere), sent);
    });

    it("has the sum of what comes as deltas, as coding agents send them", async () => {
      const [to, from] = await way();
      const now = Date.now();
      for (const [index, asInt] of ["2", "3"].entries()) {
        const [begin, end] = [now - 2_000 + index * 1_000, now - 1_000 + index * 1_000];
        const point = { asInt, startTimeUnixNano: `${begin}000000`, timeUnixNano: `${end}000000` };
        const sum = { aggregationTemporality: 1, isMonotonic: true, dataPoints: [point] };
        const metrics = [{ name: "claude_code.commit.count", sum }];
        const body = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
        const init = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
        expect((await fetch(`${to}/v1/metrics`, init)).status).toBe(200);
      }
      const whole = seriesText("claude_code_commit_count_total", {}, 5);
      expect(
        await until(
          () => stored(from),
          (found) => found.includes(whole),
        ),
      ).toEqual([whole]);
    });
  }),
);
