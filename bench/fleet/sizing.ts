/** What was measured of one process, one Collector and one node of ClickHouse; `npm run bench:fleet -- --write` keeps it in `measured.json`. */
export interface Measured {
  /** Of the demo's agent, recorded by the SDK. */
  readonly session: {
    readonly spans: number;
    readonly events: number;
    /** Of OTLP, uncompressed: spans and events. */
    readonly bytes: Modes<number>;
  };
  readonly process: {
    readonly cpuMicrosPerSpan: number;
    /** Series of Prometheus, buckets of histograms each. */
    readonly prometheusSeries: number;
    /** Points in one export of metrics: rows of ClickHouse. */
    readonly points: number;
    readonly bytesPerExport: number;
  };
  readonly agentCollector: Modes<CollectorCost & { readonly compressedShare: number }>;
  readonly gateway: Modes<CollectorCost>;
  /** Resident bytes for each span that the sampler has not judged yet. */
  readonly sampler: { readonly bytesPerSpan: number };
  readonly clickhouse: Modes<NodeCost> & {
    readonly point: PointCost;
    /** Of little and of more, which tells what goes with the number of spans. */
    readonly asked: {
      /** Of spans as they came. */
      readonly raw: { readonly few: Asked; readonly many: Asked };
      /** Of rows by session. */
      readonly rows: { readonly few: Asked; readonly many: Asked };
      readonly sums: Asked;
    };
  };
}

/** Without content, and with all of it. */
interface Modes<T> {
  readonly none: T;
  readonly full: T;
}

export interface CollectorCost {
  readonly spans: number;
  readonly cpuMicrosPerSpan: number;
  readonly residentBytes: number;
}

export interface NodeCost {
  readonly spans: number;
  readonly events: number;
  readonly cpuMicrosPerSpan: number;
  /** Of `otel_traces` and its index of traces: kept 30 days. */
  readonly rawBytesPerSpan: number;
  /** Of `agent_span_rows`: kept 90 days. */
  readonly rowBytesPerSpan: number;
  /** Of `otel_logs` and `agent_event_rows`: kept 90 days. */
  readonly bytesPerEvent: number;
  /** Of the sums by session: kept 400 days. Those by hour do not grow with sessions. */
  readonly sumBytesPerSession: number;
}

/** Of one value of a series, as it goes to ClickHouse. */
export interface PointCost {
  readonly gatewayCpuMicros: number;
  readonly clickhouseCpuMicros: number;
  readonly bytes: number;
}

export interface Asked {
  readonly spans: number;
  /** CPU of each question. */
  readonly millis: Readonly<Record<string, number>>;
}

/** What a fleet is taken to be. */
export interface Fleet {
  readonly sessionsPerDay: number;
  /** Of the busiest hour, to the mean. */
  readonly peakFactor: number;
  readonly sessionsPerProcessDay: number;
  /** Of all spans, those that the sampler keeps. */
  readonly keptShare: number;
  readonly samplingWaitSeconds: number;
  readonly outageHours: number;
  /** Of a core, what may be busy at the peak. */
  readonly coreUse: number;
  readonly exportSeconds: number;
}

export interface Sizing {
  readonly spansPerDay: number;
  readonly eventsPerDay: number;
  readonly peakSpansPerSecond: number;
  readonly processes: number;
  readonly prometheusSeries: number;
  readonly pointsPerDay: number;
  /** As processes send them, uncompressed. */
  readonly metricBytesPerDay: number;
  readonly metricBytesOnDiskPerDay: number;
  readonly metricGatewayCores: number;
  readonly metricClickhouseCores: number;
  /** New series a day when each session is a process of its own. */
  readonly seriesPerDayOfShortProcesses: number;
  /** Traces in a sampler whose roots have not come, and their memory. */
  readonly samplerTraces: number;
  readonly samplerBytes: number;
  readonly modes: Modes<ModeSizing>;
}

export interface ModeSizing {
  readonly bytesPerDay: number;
  readonly compressedBytesPerDay: number;
  readonly agentCores: number;
  readonly gatewayCores: number;
  readonly queueBytes: number;
  readonly clickhouseCores: number;
  /** Spans and their rows, as they are kept: 30 and 90 days; everything kept, and sampled. */
  readonly diskPerDayAll: number;
  readonly disk30All: number;
  readonly disk30Sampled: number;
  readonly diskYearAll: number;
  readonly diskYearSampled: number;
}

const DAY_SECONDS = 86_400;

/** What a fleet needs, by multiplication of what one of each was measured to take. */
export function sizeFleet(measured: Measured, fleet: Fleet): Sizing {
  const { session, process, clickhouse } = measured;
  const spansPerDay = fleet.sessionsPerDay * session.spans;
  const eventsPerDay = fleet.sessionsPerDay * session.events;
  const peakSpansPerSecond = (spansPerDay / DAY_SECONDS) * fleet.peakFactor;
  const processes = fleet.sessionsPerDay / fleet.sessionsPerProcessDay;
  const pointsPerDay = (processes * process.points * DAY_SECONDS) / fleet.exportSeconds;
  const metricBytesPerDay = (processes * process.bytesPerExport * DAY_SECONDS) / fleet.exportSeconds;
  const pointsPerSecond = pointsPerDay / DAY_SECONDS;
  const cores = (cpuMicros: number, perSecond: number = peakSpansPerSecond): number =>
    (perSecond * cpuMicros) / 1e6 / fleet.coreUse;

  const mode = (name: keyof Modes<unknown>): ModeSizing => {
    const bytesPerDay = fleet.sessionsPerDay * session.bytes[name];
    const node = clickhouse[name];
    const perDay = (kept: number): number =>
      kept * spansPerDay * (node.rawBytesPerSpan + node.rowBytesPerSpan) +
      eventsPerDay * node.bytesPerEvent +
      kept * fleet.sessionsPerDay * node.sumBytesPerSession;
    return {
      bytesPerDay,
      compressedBytesPerDay: bytesPerDay * measured.agentCollector[name].compressedShare,
      agentCores: cores(measured.agentCollector[name].cpuMicrosPerSpan),
      gatewayCores: cores(measured.gateway[name].cpuMicrosPerSpan),
      // Metrics have no peak. The queue on disk is not compressed.
      queueBytes: ((bytesPerDay * fleet.peakFactor + metricBytesPerDay) / 24) * fleet.outageHours,
      clickhouseCores: cores(node.cpuMicrosPerSpan),
      diskPerDayAll: perDay(1),
      disk30All: 30 * perDay(1),
      disk30Sampled: 30 * perDay(fleet.keptShare),
      diskYearAll: 365 * perDay(1),
      diskYearSampled: 365 * perDay(fleet.keptShare),
    };
  };
  return {
    spansPerDay,
    eventsPerDay,
    peakSpansPerSecond,
    processes,
    prometheusSeries: processes * process.prometheusSeries,
    pointsPerDay,
    metricBytesPerDay,
    metricBytesOnDiskPerDay: pointsPerDay * clickhouse.point.bytes,
    metricGatewayCores: cores(clickhouse.point.gatewayCpuMicros, pointsPerSecond),
    metricClickhouseCores: cores(clickhouse.point.clickhouseCpuMicros, pointsPerSecond),
    seriesPerDayOfShortProcesses: fleet.sessionsPerDay * process.prometheusSeries,
    samplerTraces: (fleet.sessionsPerDay / DAY_SECONDS) * fleet.peakFactor * fleet.samplingWaitSeconds,
    samplerBytes: peakSpansPerSecond * fleet.samplingWaitSeconds * measured.sampler.bytesPerSpan,
    modes: { none: mode("none"), full: mode("full") },
  };
}

/** What a question takes over so many spans, along the line through two measurements; never less than over the larger of them. */
export function alongLine(
  spans: number,
  few: { readonly spans: number; readonly millis: number },
  many: { readonly spans: number; readonly millis: number },
): number {
  const perSpan = Math.max((many.millis - few.millis) / (many.spans - few.spans), 0);
  return many.millis + perSpan * Math.max(spans - many.spans, 0);
}
