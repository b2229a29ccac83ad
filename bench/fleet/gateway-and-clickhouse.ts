import { join } from "node:path";
import { serveHttp } from "../../test/backends/clickhouse/http-interface.ts";
import { until } from "../../test/backends/start-program.ts";
import { type ClickHouseEngine, startClickHouse } from "../../test/support/inspector/clickhouse-engine.ts";
import type { GeneratedRequest } from "../inspector/agent-data.ts";
import {
  askQuestions,
  askSums,
  bytesOnDisk,
  copyRows,
  countRows,
  emptyTables,
  nodeCost,
  POINTS,
  runStatements,
} from "./clickhouse.ts";
import { costOf, type GatewayStores, type Mode, measureSampler, startGateway } from "./collectors.ts";
import { startCountingSink } from "./counting-sink.ts";
import type { DemoSessions } from "./demo-sessions.ts";
import { laterExports } from "./later-exports.ts";
import { countOf, send, sendAll } from "./send.ts";
import type { CollectorCost, Measured, NodeCost, PointCost } from "./sizing.ts";

/** Requests that the engine sees first, a part of them with events only. */
const WARM_UP = 8;

/** Of each row, beside it: an answer from rows is too quick to tell what goes with their number. */
const COPIES = 15;

/** A gateway that writes to one node by the Collector's own exporter: first without content, then with it. */
export async function measureStores(
  program: string,
  folder: string,
  requests: readonly GeneratedRequest[],
  fewer: readonly GeneratedRequest[],
  metrics: DemoSessions["metrics"],
): Promise<Pick<Measured, "gateway" | "sampler" | "clickhouse">> {
  const engine = startClickHouse();
  const sink = await startCountingSink();
  try {
    runStatements(engine, "tables", "views", "rows", "rollups");
    const server = await serveHttp(engine);
    const stores = { clickhousePort: server.port, prometheusUrl: sink.url };
    const through = (mode: Mode, what: readonly GeneratedRequest[]) =>
      passThrough(program, join(folder, `gateway-${mode}`), stores, mode, engine, what);
    try {
      await through("none", fewer.slice(0, WARM_UP));
      const few = askQuestions(engine, "views");
      emptyTables(engine);
      const none = await through("none", requests);
      const raw = { few, many: askQuestions(engine, "views") };
      const fewRows = askQuestions(engine, "row-views");
      copyRows(engine, COPIES);
      const rows = { few: fewRows, many: askQuestions(engine, "row-views") };
      const sums = askSums(engine);
      emptyTables(engine);
      const full = await through("full", requests);
      const point = await measurePoints(program, join(folder, "points"), stores, engine, metrics);
      const sampler = { bytesPerSpan: await measureSampler(program, join(folder, "sampler"), stores, fewer) };
      const clickhouse = { none: none.node, full: full.node, point, asked: { raw, rows, sums } };
      return { gateway: { none: none.gateway, full: full.gateway }, sampler, clickhouse };
    } finally {
      await server.close();
    }
  } finally {
    await sink.close();
    engine.close();
  }
}

async function passThrough(
  program: string,
  folder: string,
  stores: GatewayStores,
  mode: Mode,
  engine: ClickHouseEngine,
  requests: readonly GeneratedRequest[],
): Promise<{ readonly gateway: CollectorCost; readonly node: NodeCost }> {
  const gateway = await startGateway(program, folder, stores, mode);
  try {
    const [spans, events] = [countOf(requests, "traces"), countOf(requests, "logs")];
    const before = process.cpuUsage();
    const cost = await costOf(gateway, spans, async () => {
      await sendAll(gateway.url, requests);
      await until(
        () => [countRows(engine, "otel_traces"), countRows(engine, "otel_logs")],
        ([there = 0, logs = 0]) => there >= spans && logs >= events,
        120_000,
      );
    });
    const { user, system } = process.cpuUsage(before);
    return { gateway: cost, node: nodeCost(engine, user + system) };
  } finally {
    await gateway.stop();
  }
}

/** What a point of the demo's metrics takes, of ten hours of exports that are a minute apart. */
async function measurePoints(
  program: string,
  folder: string,
  stores: GatewayStores,
  engine: ClickHouseEngine,
  { body, points }: DemoSessions["metrics"],
): Promise<PointCost> {
  const gateway = await startGateway(program, folder, stores, "none");
  const count = (): number => POINTS.reduce((sum, table) => sum + countRows(engine, table), 0);
  const exports = laterExports(body, 600);
  const all = points * exports.length;
  try {
    const before = process.cpuUsage();
    const { cpuMicrosPerSpan } = await costOf(gateway, all, async () => {
      for (const one of exports) await send(gateway.url, { signal: "metrics", body: one });
      await until(count, (rows) => rows >= all, 60_000);
    });
    const bytes = bytesOnDisk(engine, POINTS) / count();
    const { user, system } = process.cpuUsage(before);
    return { gatewayCpuMicros: cpuMicrosPerSpan, clickhouseCpuMicros: (user + system) / all, bytes };
  } finally {
    await gateway.stop();
  }
}
