import { jsonToProtobuf } from "../../src/inspector/decode/json-to-protobuf.ts";
import { decodeLogs } from "../../src/inspector/decode/logs.ts";
import { decodeTraces } from "../../src/inspector/decode/traces.ts";
import { WANTED_ATTRIBUTES } from "../../src/inspector/understand/index.ts";
import { toOtlpJson } from "../../src/internal/otlp/otlp-json.ts";
import { agentData } from "./agent-data.ts";

/** What decoding takes of this thread's CPU, in microseconds a record: `node bench/inspector/decode.ts`. */
const wanted: ReadonlySet<string> = new Set(WANTED_ATTRIBUTES);
const requests = [...agentData(20_000)];
const traces = requests.filter(({ signal }) => signal === "traces");
const logs = requests.filter(({ signal }) => signal === "logs");
const json = traces.map((request) => ({ ...request, body: Buffer.from(toOtlpJson("traces", request.body)) }));

measure("traces, protobuf", traces, (body) => decodeTraces(body, wanted, () => undefined));
measure("logs, protobuf", logs, (body) => decodeLogs(body, () => undefined));
measure("traces, JSON to protobuf", json, (body) => jsonToProtobuf("traces", body));

function measure(name: string, of: typeof requests, decode: (body: Uint8Array) => unknown): void {
  const records = of.reduce((sum, request) => sum + request.records, 0);
  const bytes = of.reduce((sum, { body }) => sum + body.byteLength, 0);
  const rounds = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    for (const { body } of of) decode(body);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / records;
  });
  // The first rounds are slower: the code is not compiled yet.
  const best = Math.min(...rounds).toFixed(1);
  console.log(`${name}: ${best} us a record of ${Math.round(bytes / records)} bytes (${records} records)`);
}
