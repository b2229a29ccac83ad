import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CACHE, PROGRAMS } from "../test/backends/programs.ts";
import { hasClickHouse } from "../test/support/inspector/clickhouse-engine.ts";
import { type Mode, measureAgent } from "./fleet/collectors.ts";
import { runDemoSessions } from "./fleet/demo-sessions.ts";
import { measureStores } from "./fleet/gateway-and-clickhouse.ts";
import { MEASURED_FILE, PAGE, pageOf, printed } from "./fleet/page.ts";
import { measureProcess } from "./fleet/process.ts";
import type { Measured } from "./fleet/sizing.ts";
import { agentData } from "./inspector/agent-data.ts";

/**
 * What one process of an agent, one Collector and one node of ClickHouse carry, and what a fleet needs by multiplication: `npm run bench:fleet`.
 * `-- --write` keeps the figures and makes the tables of docs/scale.md, `-- --spans N` sends more than 40,000. Loopback only.
 */
const { values } = parseArgs({
  options: { spans: { type: "string", default: "40000" }, write: { type: "boolean", default: false } },
});
const spans = Number(values.spans);
if (!Number.isSafeInteger(spans) || spans < 10_000) throw new Error("--spans is a number from 10000 up");

const SESSIONS = 6;
const collector = `${CACHE}${PROGRAMS.collector}`;
const missing = [
  ...(existsSync(collector) ? [] : ["the Collector: `npm run backends collector`"]),
  ...(hasClickHouse ? [] : ["the engine of ClickHouse: `npm run clickhouse`"]),
];
const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-fleet-"));
try {
  const [none, full] = [await runDemoSessions(SESSIONS, "none"), await runDemoSessions(SESSIONS, "full")];
  const session = {
    spans: none.spans / SESSIONS,
    events: none.events / SESSIONS,
    bytes: { none: none.bytes / SESSIONS, full: full.bytes / SESSIONS },
  };
  const { body, points, prometheusSeries } = none.metrics;
  const process_ = {
    cpuMicrosPerSpan: await measureProcess(1_000),
    prometheusSeries,
    points,
    bytesPerExport: body.length,
  };
  if (missing.length > 0) {
    console.log(JSON.stringify({ session, process: process_ }, undefined, 2));
    for (const what of missing)
      console.error(`SKIPPED: Collectors and stores, because this is not installed here: ${what}`);
    if (values.write) throw new Error("nothing is written without them");
  } else {
    const fewer = [...agentData(Math.min(10_000, spans))];
    const agentOf = (mode: Mode) => measureAgent(collector, join(folder, `agent-${mode}`), mode, fewer);
    const agentCollector = { none: await agentOf("none"), full: await agentOf("full") };
    const stores = await measureStores(collector, folder, [...agentData(spans)], fewer, none.metrics);
    const measured: Measured = { session, process: process_, agentCollector, ...stores };
    console.log(printed(measured));
    if (values.write) {
      writeFileSync(MEASURED_FILE, `${JSON.stringify(measured, undefined, 2)}\n`);
      writeFileSync(PAGE, pageOf(measured));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
