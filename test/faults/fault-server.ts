import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { gunzipSync } from "node:zlib";
import { applyFault } from "./server/apply-fault.ts";
import { faultAt, type Phase } from "./server/fault.ts";
import type { ServerCommand, ServerReply, ServerSettings } from "./server/protocol.ts";
import { readRecords, type SentRecord } from "./server/read-records.ts";
import { createRecordStore } from "./server/record-store.ts";

/** An OTLP/HTTP backend with faults, in a process of its own. Its parent speaks to it over IPC, and it ends with its parent. */
const settings = JSON.parse(process.argv[2] ?? "{}") as ServerSettings;
const store = createRecordStore();
const requests = { traces: 0, others: 0, failed: 0, malformed: 0 };
const timers = new Set<NodeJS.Timeout>();
let phases: readonly Phase[] = [];
let beganAt: number | undefined;
let port = settings.firstPort;
const server = createServer((request, response) => void receive(request, response));
server.keepAliveTimeout = 60_000;

process.on("message", (command: ServerCommand) => void obey(command));
process.on("disconnect", () => process.exit());
await listen();
reply({ type: "listening", port });

async function obey(command: ServerCommand): Promise<void> {
  if (command.type === "stats") {
    reply({ type: "stats", id: command.id, stats: { ...store.counts(), requests: { ...requests } } });
    return;
  }
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
  phases = command.type === "heal" ? [] : command.phases;
  beganAt = command.type === "arm" ? undefined : Date.now();
  if (command.type === "heal") store.recovered(Date.now());
  await setListening(faultAt(phases, 0, 0).kind !== "refused");
  if (command.type === "begin") for (const phase of phases) schedule(phase);
  reply({ type: "done", id: command.id });
}

/** Opens and closes the listener, and notes when all is well again. */
function schedule({ by, from, to, fault }: Phase): void {
  if (by !== "time") return;
  if (fault.kind === "refused") at(from, () => void setListening(false));
  at(to, () => {
    store.recovered(Date.now());
    if (fault.kind === "refused") void setListening(true);
  });
}

function at(millis: number, run: () => void): void {
  if (Number.isFinite(millis) && millis > 0) timers.add(setTimeout(run, millis));
}

async function setListening(wanted: boolean): Promise<void> {
  if (server.listening === wanted) return;
  if (wanted) return listen();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** The first free port from the given one on, and that port again afterwards: outside of the range that the kernel gives away. */
async function listen(): Promise<void> {
  for (;;) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          server.removeListener("error", reject);
          resolve();
        });
      });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || beganAt !== undefined) throw error;
      port += 1;
    }
  }
}

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wire = await readBody(request);
  if (wire === undefined) return;
  const signal = request.url?.slice("/v1/".length) ?? "";
  requests[signal === "traces" ? "traces" : "others"] += 1;
  const isJson = String(request.headers["content-type"]).includes("json");
  let body = wire;
  let records: readonly SentRecord[] = [];
  try {
    if (request.headers["content-encoding"] === "gzip") body = gunzipSync(wire);
    if (signal === "traces" || signal === "logs") records = readRecords(signal, body, isJson);
  } catch {
    requests.malformed += 1;
    response.writeHead(400).end();
    return;
  }
  const millis = beganAt === undefined ? 0 : Date.now() - beganAt;
  const fault = faultAt(phases, millis, requests.traces);
  if (fault.kind !== "ok") requests.failed += 1;
  applyFault(fault, {
    request,
    response,
    body,
    isJson,
    wireBytes: wire.byteLength,
    store(rejected = 0) {
      const refused = Math.min(rejected, records.length);
      store.add(records.slice(refused));
      store.reject(refused);
      return refused;
    },
  });
}

/** Nothing when the sender broke off. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

function reply(message: ServerReply): void {
  process.send?.(message);
}
