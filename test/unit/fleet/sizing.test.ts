import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MEASURED_FILE, PAGE, pageOf } from "../../../bench/fleet/page.ts";
import {
  alongLine,
  type CollectorCost,
  type Fleet,
  type Measured,
  type NodeCost,
  sizeFleet,
} from "../../../bench/fleet/sizing.ts";

const collector = (cpuMicrosPerSpan: number): CollectorCost => ({ spans: 1, cpuMicrosPerSpan, residentBytes: 0 });
const node = (rawBytesPerSpan: number): NodeCost => ({
  spans: 1,
  events: 1,
  cpuMicrosPerSpan: 300,
  rawBytesPerSpan,
  rowBytesPerSpan: 50,
  bytesPerEvent: 20,
  sumBytesPerSession: 100,
});

const NOTHING = { spans: 0, millis: {} };

/** Ten spans and five events a session, in numbers that can be followed by hand. */
const MEASURED: Measured = {
  session: { spans: 10, events: 5, bytes: { none: 12_000, full: 24_000 } },
  process: { cpuMicrosPerSpan: 60, prometheusSeries: 300, points: 40, bytesPerExport: 1_000 },
  agentCollector: {
    none: { ...collector(50), compressedShare: 0.1 },
    full: { ...collector(100), compressedShare: 0.25 },
  },
  gateway: { none: collector(100), full: collector(200) },
  sampler: { bytesPerSpan: 4_000 },
  clickhouse: {
    none: node(50),
    full: node(150),
    point: { gatewayCpuMicros: 5, clickhouseCpuMicros: 10, bytes: 2 },
    asked: { raw: { few: NOTHING, many: NOTHING }, rows: { few: NOTHING, many: NOTHING }, sums: NOTHING },
  },
};

/** A session a second, on the mean. */
const FLEET: Fleet = {
  sessionsPerDay: 86_400,
  peakFactor: 2,
  sessionsPerProcessDay: 864,
  keptShare: 0.5,
  samplingWaitSeconds: 100,
  outageHours: 3,
  coreUse: 0.5,
  exportSeconds: 60,
};

describe("The size of a fleet", () => {
  const sizing = sizeFleet(MEASURED, FLEET);

  it("has the spans of its sessions, and as many more a second as the busiest hour has", () => {
    expect(sizing).toMatchObject({ spansPerDay: 864_000, eventsPerDay: 432_000, peakSpansPerSecond: 20 });
  });

  it("takes CPU by spans at the peak, with cores that are not full", () => {
    // 20 spans a second of 100 us are 2 ms of a second, on a core of which half is used.
    expect(sizing.modes.none.gatewayCores).toBeCloseTo(0.004);
    expect(sizing.modes.full.gatewayCores).toBeCloseTo(0.008);
    expect(sizing.modes.none.agentCores).toBeCloseTo(0.002);
    expect(sizing.modes.none.clickhouseCores).toBeCloseTo(0.012);
  });

  it("queues, for the time of an outage at the peak, what is not compressed", () => {
    // 12 kB a second, twice at the peak, for 10,800 s, and in these 180 exports of each of 100 processes.
    expect(sizing.modes.none.queueBytes).toBeCloseTo(12_000 * 2 * 10_800 + 180 * 100 * 1_000);
    expect(sizing.modes.full.compressedBytesPerDay).toBeCloseTo(24_000 * 86_400 * 0.25);
  });

  it("holds in samplers all spans of the time that they wait", () => {
    expect(sizing).toMatchObject({ samplerTraces: 200, samplerBytes: 20 * 100 * 4_000 });
  });

  it("samples spans and their rows on disk, and keeps every event", () => {
    const { diskPerDayAll, disk30Sampled, diskYearAll } = sizing.modes.none;
    expect(diskPerDayAll).toBeCloseTo(864_000 * 100 + 432_000 * 20 + 86_400 * 100);
    expect(disk30Sampled).toBeCloseTo(30 * (864_000 * 50 + 432_000 * 20 + 86_400 * 50));
    expect(diskYearAll).toBeCloseTo(365 * diskPerDayAll);
    expect(sizing.modes.full.diskPerDayAll - diskPerDayAll).toBeCloseTo(864_000 * 100);
  });

  it("has series by process, not by session, and their points once an export", () => {
    expect(sizing).toMatchObject({
      processes: 100,
      prometheusSeries: 30_000,
      seriesPerDayOfShortProcesses: 25_920_000,
    });
    expect(sizing.pointsPerDay).toBe(100 * 40 * 1_440);
    expect(sizing.metricBytesPerDay).toBe(100 * 1_000 * 1_440);
    expect(sizing.metricBytesOnDiskPerDay).toBe(100 * 40 * 1_440 * 2);
    expect(sizing.metricClickhouseCores).toBeCloseTo((4_000 / 60) * 10e-6 * 2);
  });

  it("takes from a question what does not go with the number of spans", () => {
    const few = { spans: 1_000, millis: 110 };
    expect(alongLine(1_000_000, few, { spans: 10_000, millis: 200 })).toBeCloseTo(10_100);
    // Not a question that gets quicker with more spans: that is the noise of the measurement.
    expect(alongLine(1_000_000, few, { spans: 10_000, millis: 90 })).toBe(90);
  });

  it("stands in docs/scale.md as the recorded figures give it", () => {
    const measured = JSON.parse(readFileSync(MEASURED_FILE, "utf8")) as Measured;
    expect(readFileSync(PAGE, "utf8")).toBe(pageOf(measured));
  });
});
