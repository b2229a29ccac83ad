import { pageWithBlocks } from "../../docs/generate/block.ts";
import { type Asked, alongLine, type Fleet, type Measured, type Sizing, sizeFleet } from "./sizing.ts";

export const MEASURED_FILE: URL = new URL("measured.json", import.meta.url);
export const PAGE: URL = new URL("../../docs/scale.md", import.meta.url);

/** A million sessions a day, of processes that stay. */
const MILLION: Fleet = {
  sessionsPerDay: 1_000_000,
  peakFactor: 3,
  sessionsPerProcessDay: 1_000,
  keptShare: 0.2,
  samplingWaitSeconds: 300,
  outageHours: 1,
  coreUse: 0.5,
  exportSeconds: 60,
};

/** The page with its tables of these figures. */
export function pageOf(measured: Measured): string {
  const sizing = sizeFleet(measured, MILLION);
  return pageWithBlocks("docs/scale.md", {
    measured: measuredTable(measured),
    questions: questionsTable(measured, sizing),
    assumed: assumedTable(MILLION),
    needed: neededTable(sizing),
  });
}

/** The same for a terminal. */
export function printed(measured: Measured): string {
  const sizing = sizeFleet(measured, MILLION);
  return [measuredTable(measured), questionsTable(measured, sizing), neededTable(sizing)].join("\n\n");
}

function measuredTable({ session, process, agentCollector: agent, gateway, sampler, clickhouse }: Measured): string {
  const row = (what: string, none: string, full: string = none): string => `| ${what} | ${none} | ${full} |`;
  const perCore = (micros: number): string => `${us(micros)}, ${count(1e6 / micros)} spans a second of a core`;
  const { none, full } = clickhouse;
  return [
    "| measured | capture none | capture full |",
    "| --- | ---: | ---: |",
    row("a session of the demo's agent: spans; events", `${fixed(session.spans)}; ${fixed(session.events)}`),
    row("of it, OTLP uncompressed", bytes(session.bytes.none), bytes(session.bytes.full)),
    row("one process: CPU a span, disk and delivery included", perCore(process.cpuMicrosPerSpan), ""),
    row(
      "one process: points in an export of metrics; its bytes; series of Prometheus",
      `${count(process.points)}; ${bytes(process.bytesPerExport)}; ${count(process.prometheusSeries)}`,
      "",
    ),
    row("agent's Collector: CPU a span", perCore(agent.none.cpuMicrosPerSpan), perCore(agent.full.cpuMicrosPerSpan)),
    row(
      "what it sends on, zstd, of the bytes before",
      share(agent.none.compressedShare),
      share(agent.full.compressedShare),
    ),
    row("its memory after that", bytes(agent.none.residentBytes), bytes(agent.full.residentBytes)),
    row("gateway: CPU a span", perCore(gateway.none.cpuMicrosPerSpan), perCore(gateway.full.cpuMicrosPerSpan)),
    row("its memory after that", bytes(gateway.none.residentBytes), bytes(gateway.full.residentBytes)),
    row("its memory for each span that the sampler holds", bytes(sampler.bytesPerSpan), ""),
    row("ClickHouse: CPU a span, inserted and merged", perCore(none.cpuMicrosPerSpan), perCore(full.cpuMicrosPerSpan)),
    row("on disk, a span of `otel_traces`", bytes(none.rawBytesPerSpan), bytes(full.rawBytesPerSpan)),
    row("its row in `agent_span_rows`", bytes(none.rowBytesPerSpan), bytes(full.rowBytesPerSpan)),
    row("an event, with its row", bytes(none.bytesPerEvent), bytes(full.bytesPerEvent)),
    row("sums, a session", bytes(none.sumBytesPerSession), bytes(full.sumBytesPerSession)),
    row("a point of metrics: on disk", bytes(clickhouse.point.bytes), ""),
    row(
      "CPU of it: gateway; ClickHouse",
      `${us(clickhouse.point.gatewayCpuMicros)}; ${us(clickhouse.point.clickhouseCpuMicros)}`,
      "",
    ),
  ].join("\n");
}

function questionsTable({ clickhouse: { asked } }: Measured, { spansPerDay }: Sizing): string {
  const { raw, rows, sums } = asked;
  const at = ({ spans, millis }: Asked, name: string) => ({ spans, millis: millis[name] ?? 0 });
  const ofDay = ({ few, many }: typeof raw, name: string): string =>
    `${fixed(alongLine(spansPerDay, at(few, name), at(many, name)) / 1_000)} s`;
  const ofSums = (name: string): string => (sums.millis[name] === undefined ? "" : ms(sums.millis[name]));
  return [
    `| CPU of a question | \`views.sql\`, ${count(raw.many.spans)} spans | a day | \`row-views.sql\`, ${count(rows.many.spans)} spans | a day | sums of these |`,
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...Object.entries(raw.many.millis).map(([name, millis]) => {
      const cells = [ms(millis), ofDay(raw, name), ms(at(rows.many, name).millis), ofDay(rows, name), ofSums(name)];
      return `| \`${name}\` | ${cells.join(" | ")} |`;
    }),
  ].join("\n");
}

function assumedTable(fleet: Fleet): string {
  return [
    "| assumed | |",
    "| --- | ---: |",
    `| sessions a day | ${count(fleet.sessionsPerDay)} |`,
    `| the busiest hour, to the mean | ${fleet.peakFactor} |`,
    `| sessions a day of one process, which stays | ${count(fleet.sessionsPerProcessDay)} |`,
    `| spans that the sampler keeps: a tenth, and what failed, cost much or took long | ${share(fleet.keptShare)} |`,
    `| the sampler waits | ${fleet.samplingWaitSeconds} s |`,
    `| outage to be survived, at the peak | ${fleet.outageHours} h |`,
    `| of a core, used at the peak | ${share(fleet.coreUse)} |`,
    `| between two exports of metrics | ${fleet.exportSeconds} s |`,
  ].join("\n");
}

function neededTable(sizing: Sizing): string {
  const { none, full } = sizing.modes;
  const both = (what: string, of: (mode: Sizing["modes"]["none"]) => string): string =>
    `| ${what} | ${of(none)} | ${of(full)} |`;
  const cores = (value: number): string => (value < 10 ? value.toFixed(1) : count(value));
  return [
    "| needed | capture none | capture full |",
    "| --- | ---: | ---: |",
    both("spans; events a day", () => `${count(sizing.spansPerDay)}; ${count(sizing.eventsPerDay)}`),
    both("spans a second at the peak", () => count(sizing.peakSpansPerSecond)),
    both("bytes a day from processes, uncompressed: spans and events", (mode) => bytes(mode.bytesPerDay)),
    both("the same from agents' Collectors to gateways, zstd", (mode) => bytes(mode.compressedBytesPerDay)),
    both("cores of all agents' Collectors", (mode) => cores(mode.agentCores)),
    both("cores of gateways", (mode) => cores(mode.gatewayCores)),
    both(
      "traces that samplers hold; their memory",
      () => `${count(sizing.samplerTraces)}; ${bytes(sizing.samplerBytes)}`,
    ),
    both("queues for the outage", (mode) => bytes(mode.queueBytes)),
    both("cores of ClickHouse to take it in", (mode) => cores(mode.clickhouseCores)),
    both("disk a day, all spans kept", (mode) => bytes(mode.diskPerDayAll)),
    both("disk, all spans kept, 30 days; a year", (mode) => `${bytes(mode.disk30All)}; ${bytes(mode.diskYearAll)}`),
    both("disk, sampled, 30 days; a year", (mode) => `${bytes(mode.disk30Sampled)}; ${bytes(mode.diskYearSampled)}`),
    both("processes; series of Prometheus", () => `${count(sizing.processes)}; ${count(sizing.prometheusSeries)}`),
    both("new series a day, if each session is a process", () => count(sizing.seriesPerDayOfShortProcesses)),
    both("points of metrics a day", () => count(sizing.pointsPerDay)),
    both("of them: bytes a day from processes, uncompressed", () => bytes(sizing.metricBytesPerDay)),
    both("of them: disk of ClickHouse a day", () => bytes(sizing.metricBytesOnDiskPerDay)),
    both(
      "of them: cores of gateways; of ClickHouse",
      () => `${cores(sizing.metricGatewayCores)}; ${cores(sizing.metricClickhouseCores)}`,
    ),
  ].join("\n");
}

const UNITS = ["B", "KB", "MB", "GB", "TB"];

/** With two digits that count, and units of a thousand. */
function bytes(value: number): string {
  const power = Math.min(Math.max(Math.floor(Math.log10(Math.max(value, 1)) / 3), 0), UNITS.length - 1);
  return `${fixed(value / 1_000 ** power)} ${UNITS[power]}`;
}

const count = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 0 });
const fixed = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0)).replace(/\.0$/, "");
const us = (value: number): string => `${fixed(value)} us`;
const ms = (value: number): string => `${fixed(value)} ms`;
const share = (value: number): string => `${(value * 100).toFixed(0)} %`;
