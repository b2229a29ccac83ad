import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runReport } from "../../../src/cli/report/report.ts";
import { startInspector } from "../../../src/inspector/index.ts";
import { type ClickHouseEngine, startClickHouse } from "../../support/inspector/clickhouse-engine.ts";
import { runAgent } from "../agent-run.ts";
import { type CollectorSetting, startCollector, TOKEN, temporaryFolder } from "../collector/start-collector.ts";
import { describeWith, ROOT } from "../installed.ts";
import { freePorts, until } from "../start-program.ts";
import { type HttpInterface, serveHttp } from "./http-interface.ts";

const GATEWAY = ["gateway.yaml", "redaction.yaml", "sampling.yaml"];
/** Without TLS: that is between an agent and a gateway, and tested there. */
const PLAIN = "receivers: { otlp: { protocols: { http: { tls: } } } }\n";
const headers = { authorization: `Bearer ${TOKEN}` };

const statementsOf = (file: string): readonly string[] =>
  readFileSync(join(ROOT, "fleet/clickhouse", file), "utf8")
    .replaceAll(/^--.*$/gm, "")
    .split(/;\n/)
    .filter((statement) => statement.trim() !== "");

describeWith(
  ["collector", "clickhouse"],
  "The gateway's way to ClickHouse, by the Collector's own exporter",
  (program) => {
    let engine: ClickHouseEngine;
    let server: HttpInterface;

    beforeAll(async () => {
      engine = startClickHouse();
      for (const file of ["tables.sql", "views.sql", "rows.sql", "rollups.sql"])
        for (const statement of statementsOf(file)) engine.run(statement);
      server = await serveHttp(engine);
    });
    afterAll(async () => {
      await server?.close();
      engine?.close();
    });

    async function gateway(port: number, env: Readonly<Record<string, string>> = {}): Promise<CollectorSetting> {
      const [own = 0] = await freePorts(1);
      return {
        configs: GATEWAY,
        env: {
          // What the driver packs its own way, the engine in this process cannot unpack.
          CLICKHOUSE_ENDPOINT: `http://127.0.0.1:${port}?compress=gzip`,
          CLICKHOUSE_PASSWORD: "",
          CLICKHOUSE_BATCH_TIMEOUT: "300ms",
          PROMETHEUS_REMOTE_WRITE_URL: "http://127.0.0.1:9/api/v1/write",
          GATEWAY_TOKEN: TOKEN,
          KEEP_PERCENT: "100",
          SAMPLING_WAIT: "3s",
          SAMPLING_WAIT_AFTER_ROOT: "200ms",
          ...env,
        },
        overlay: PLAIN,
        folder: temporaryFolder(),
        port: own,
      };
    }

    const count = (table: string): number => Number(engine.ask(`SELECT count() FROM ${table}`, {}).rows[0]?.[0]);
    const empty = (): void => {
      for (const table of ["otel_traces", "otel_logs", "agent_span_rows", "agent_event_rows"])
        engine.run(`TRUNCATE TABLE ${table}`);
    };

    it("brings spans, events and metrics into the shipped tables as they were sent, every attribute as text", async () => {
      empty();
      const collector = await startCollector(program, await gateway(server.port));
      const sent = await runAgent([{ url: collector.url, headers }]);
      const last = new Map(
        sent
          .metrics()
          .flatMap((one) =>
            one.points.map((point) => [pointKey(one.name, point.attributes), { ...one, point }] as const),
          ),
      );
      await until(
        () => [count("otel_traces"), count("otel_logs"), METRIC_TABLES.reduce((sum, table) => sum + count(table), 0)],
        ([spans = 0, logs = 0, points = 0]) =>
          spans >= sent.spans().length && logs >= sent.logs().length && points >= last.size,
      );

      const spans = engine.ask(
        `SELECT SpanId, TraceId, ParentSpanId, SpanName, ServiceName, ScopeName, toString(toUnixTimestamp64Nano(Timestamp)), toString(Duration),
        StatusCode, SpanAttributes, ResourceAttributes, Events.Name FROM otel_traces ORDER BY SpanId`,
        {},
      ).rows;
      expect(spans).toEqual(
        sent
          .spans()
          .toSorted((one, other) => (one.spanId < other.spanId ? -1 : 1))
          .map((span) => [
            ...[
              span.spanId,
              span.traceId,
              span.parentSpanId,
              span.name,
              "triage-bot",
              span.scope.name,
              span.startTimeUnixNano,
            ],
            String(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)),
            ["Unset", "Ok", "Error"][span.status.code],
            ...[texts(span.attributes), texts(span.resource), span.events.map(({ name }) => name)],
          ]),
      );
      const logs = engine.ask(
        `SELECT EventName, toString(toUnixTimestamp64Nano(Timestamp)), TraceId, SpanId, SeverityNumber, LogAttributes FROM otel_logs ORDER BY Timestamp, EventName`,
        {},
      ).rows;
      expect(logs).toEqual(
        sent
          .logs()
          .toSorted((one, other) =>
            `${one.timeUnixNano}${one.eventName}` < `${other.timeUnixNano}${other.eventName}` ? -1 : 1,
          )
          .map((log) => [
            log.eventName,
            log.timeUnixNano,
            log.traceId,
            log.spanId,
            log.severityNumber,
            texts(log.attributes),
          ]),
      );
      for (const table of METRIC_TABLES) {
        const type = table.slice("otel_metrics_".length);
        const rows = engine.ask(
          `SELECT MetricName, Attributes, argMax(${table.endsWith("histogram") ? "Sum" : "Value"}, TimeUnix) FROM ${table} GROUP BY ALL`,
          {},
        ).rows;
        const stored = rows.map(([name, attributes, number]) => [pointKey(String(name), attributes as object), number]);
        const expected = [...last].flatMap(([key, one]) => (one.type === type ? [[key, one.point.value]] : []));
        expect(stored.length).toBeGreaterThan(0);
        expect(new Map(stored as [string, number][])).toEqual(new Map(expected as [string, number][]));
      }
    });

    it("waits while ClickHouse is away, and a gateway that is killed meanwhile loses nothing", async () => {
      empty();
      const [away = 0] = await freePorts(1);
      const setting = await gateway(away);
      const first = await startCollector(program, setting);
      const sent = await runAgent([{ url: first.url, headers }]);
      await until(
        () => first.metric("otelcol_exporter_queue_size", 'data_type="traces"'),
        (size) => size >= sent.spans().length,
      );
      await first.kill();

      const back = await serveHttp(engine, away);
      onTestFinished(() => back.close());
      await startCollector(program, setting);
      await until(
        () => [count("otel_traces"), count("otel_logs")],
        ([spans = 0, logs = 0]) => spans >= sent.spans().length && logs >= sent.logs().length,
        60_000,
      );
      const ids = engine.ask("SELECT DISTINCT SpanId FROM otel_traces ORDER BY SpanId", {}).rows.flat();
      expect(ids).toEqual(
        sent
          .spans()
          .map(({ spanId }) => spanId)
          .toSorted(),
      );
    });

    it("lets agentscribe report print the same of ClickHouse as of the inspector's own store", async () => {
      empty();
      const folder = mkdtempSync(join(tmpdir(), "agentscribe-store-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, "store.db");
      const inspector = await startInspector({ port: 0, grpcPort: false, store: path });
      const collector = await startCollector(program, await gateway(server.port));
      const sent = await runAgent([
        { url: collector.url, headers },
        { url: inspector.otlpUrl, name: "inspector" },
      ]);
      await until(
        () => [count("otel_traces"), count("otel_logs")],
        ([spans = 0, logs = 0]) => spans >= sent.spans().length && logs >= sent.logs().length,
      );
      await inspector.close();

      const asked = [[], ["--by", "decision"], ["--by", "tool"], ["latency"], ["sessions"], ["--session", "thread-31"]];
      for (const args of asked) {
        const of = (store: string) => report([...args, "--store", store, ...UNTIL]);
        const there = await of(`clickhouse://127.0.0.1:${server.port}/otel`);
        expect(there).toEqual(await of(path));
        if (args.length === 0) expect(there.out).toMatch(/sessions +1\n[\s\S]*gpt-5-mini/);
      }
    });

    it("has every column that the exporter's own tables have", async () => {
      const receiver = await startReceiver();
      onTestFinished(() => receiver.close());
      const setting = await gateway(server.port, { CLICKHOUSE_DATABASE: "own" });
      await startCollector(program, {
        ...setting,
        overlay: `${PLAIN}exporters: { clickhouse: { create_schema: true } }\n`,
      });
      const columns = (database: string) =>
        engine
          .ask(
            `SELECT table, name, type FROM system.columns WHERE database = '${database}' AND startsWith(table, 'otel_') AND default_kind = ''`,
            {},
          )
          .rows.map((row) => row.join(" "));

      const own = columns("own").filter((column) => !column.startsWith("otel_traces_trace_id_ts_mv"));
      expect(own.length).toBeGreaterThan(100);
      expect(columns("otel")).toEqual(expect.arrayContaining(own));
    });
  },
);

/** Of those that the SDK's metrics go to. */
const METRIC_TABLES = ["otel_metrics_gauge", "otel_metrics_sum", "otel_metrics_histogram"];

/** A window with a fixed end, so that two reports are of the same time. */
const UNTIL = ["--since", "2h", "--until", new Date(Date.now() + 3_600_000).toISOString()];

async function report(
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const code = await runReport(args, {
    env: { NO_COLOR: "1" },
    columns: 200,
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

const texts = (attributes: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );

const pointKey = (name: string, attributes: object): string =>
  JSON.stringify([name, Object.entries(texts(attributes)).toSorted(([one], [other]) => (one < other ? -1 : 1))]);
