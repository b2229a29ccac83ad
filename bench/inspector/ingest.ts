import type { Store } from "../../src/inspector/store/store.ts";
import { agentData, type GeneratedRequest } from "./agent-data.ts";
import { median, printLine } from "./figures.ts";

/** Spans that are made before they are written: what making them costs is not measured. */
const SLAB_SPANS = 50_000;
/** Requests on their way at once, as from senders that do not wait for each other. */
const IN_FLIGHT = 8;

/**
 * Writes generated data into a store and prints what it cost: CPU time of the whole process, from the bytes of a request to its commit.
 *
 * @param events Whether the events of the spans come with them, in requests of their own
 */
export async function ingestAll(store: Store, spans: number, events: boolean): Promise<void> {
  /** Of a span, by slab. */
  const cpuMicros: number[] = [];
  /** Of a span or an event. */
  const recordMicros: number[] = [];
  const wallMicros: number[] = [];
  let slab: GeneratedRequest[] = [];
  let [inSlab, records, bytes, done] = [0, 0, 0, 0];
  const write = async (): Promise<void> => {
    globalThis.gc?.();
    const [cpu, start] = [process.cpuUsage(), performance.now()];
    await send(store, slab);
    const used = process.cpuUsage(cpu);
    cpuMicros.push((used.user + used.system) / inSlab);
    recordMicros.push((used.user + used.system) / slab.reduce((sum, request) => sum + request.records, 0));
    wallMicros.push(((performance.now() - start) * 1_000) / inSlab);
    done += inSlab;
    [slab, inSlab] = [[], 0];
  };
  for (const request of agentData(spans)) {
    if (request.signal === "logs" && !events) continue;
    slab.push(request);
    records += request.records;
    bytes += request.body.byteLength;
    if (request.signal === "traces") inSlab += request.records;
    if (inSlab >= SLAB_SPANS) await write();
  }
  if (slab.length > 0) await write();
  const status = await store.status();
  if (status.spans !== done || status.spans + status.events !== records)
    throw new Error(`${records} records were sent, ${status.spans + status.events} are there`);
  printLine("spans, events", `${done.toLocaleString("en")}, ${status.events.toLocaleString("en")}`);
  printLine(
    "bytes of a span, as sent and on disk",
    `${(bytes / done).toFixed(0)}, ${(status.bytes / done).toFixed(0)}`,
  );
  printLine(
    events ? "CPU of a span with its events" : "CPU of a span",
    `${median(cpuMicros).toFixed(1)} us (best ${Math.min(...cpuMicros).toFixed(1)})`,
  );
  if (cpuMicros.length > 1)
    printLine(`of the first ${SLAB_SPANS.toLocaleString("en")}`, `${cpuMicros[0]?.toFixed(1)} us`);
  printLine("spans for a second of CPU", Math.round(1e6 / median(cpuMicros)).toLocaleString("en"));
  if (events) printLine("spans and events for one", Math.round(1e6 / median(recordMicros)).toLocaleString("en"));
  printLine("spans a second", Math.round(1e6 / median(wallMicros)).toLocaleString("en"));
}

async function send(store: Store, requests: readonly GeneratedRequest[]): Promise<void> {
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const { rejected, duplicates } = await store.ingest(request.signal, "protobuf", request.body);
      if (rejected + duplicates > 0) throw new Error(`${rejected} records were rejected, ${duplicates} were there`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
}
