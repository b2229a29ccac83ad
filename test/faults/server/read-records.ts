import { createHash } from "node:crypto";
import { readFields } from "../../../examples/support/otlp/protobuf-reader.ts";
import { WORK_EVENT, WORK_SPAN } from "../work.ts";

/** A span or event of a host's work. */
export interface SentRecord {
  /** The span id; for an event, which has none, a hash of all it says. */
  readonly id: string;
  readonly endMillis: number;
  /** The SDK says that the span was open when its process died. */
  readonly interrupted: boolean;
}

/** A span that was recovered after a crash has an attribute with the word in its key or value. */
const INTERRUPTED = /interrupted/;

/** The records of a request: of the work, and spans that were interrupted. @throws when the body is no OTLP */
export function readRecords(signal: "traces" | "logs", body: Uint8Array, isJson: boolean): readonly SentRecord[] {
  const read = signal === "traces" ? (isJson ? readJsonSpan : readSpan) : isJson ? readJsonLog : readLog;
  const records = isJson ? jsonRecords(signal, body) : protobufRecords(body);
  return records.flatMap((record) => read(record as never) ?? []);
}

/** Resource, scope and record are the fields 1, 2 and 2 of each kind of request. */
function protobufRecords(body: Uint8Array): readonly Uint8Array[] {
  return nested(body, 1).flatMap((resource) => nested(resource, 2).flatMap((scope) => nested(scope, 2)));
}

function nested(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  return [...readFields(message)].flatMap(({ number, bytes }) => (number === wanted ? [bytes] : []));
}

function readSpan(message: Uint8Array): SentRecord | undefined {
  let id = "";
  let name = "";
  let endMillis = 0;
  let interrupted = false;
  for (const { number, integer, bytes } of readFields(message)) {
    if (number === 2) id = Buffer.from(bytes).toString("hex");
    else if (number === 5) name = Buffer.from(bytes).toString("utf8");
    else if (number === 8) endMillis = Number(integer) / 1e6;
    else if (number === 9) interrupted ||= INTERRUPTED.test(Buffer.from(bytes).toString("latin1"));
  }
  return name === WORK_SPAN || interrupted ? { id, endMillis, interrupted } : undefined;
}

function readLog(message: Uint8Array): SentRecord | undefined {
  const fields = [...readFields(message)];
  const name = Buffer.from(fields.find(({ number }) => number === 12)?.bytes ?? []).toString("utf8");
  if (!isWorkEvent(name)) return undefined;
  const endMillis = Number(fields.find(({ number }) => number === 1)?.integer ?? 0) / 1e6;
  return { id: hash(message), endMillis, interrupted: false };
}

interface JsonSpan {
  readonly spanId: string;
  readonly name: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: unknown;
}

function readJsonSpan({ spanId, name, endTimeUnixNano, attributes }: JsonSpan): SentRecord | undefined {
  const interrupted = INTERRUPTED.test(JSON.stringify(attributes ?? []));
  if (name !== WORK_SPAN && !interrupted) return undefined;
  return { id: spanId, endMillis: Number(endTimeUnixNano) / 1e6, interrupted };
}

interface JsonLog {
  readonly eventName?: string;
  readonly timeUnixNano: string;
}

function readJsonLog(log: JsonLog): SentRecord | undefined {
  if (!isWorkEvent(log.eventName ?? "")) return undefined;
  return { id: hash(JSON.stringify(log)), endMillis: Number(log.timeUnixNano) / 1e6, interrupted: false };
}

type JsonGroup = Readonly<Record<string, readonly JsonGroup[] | undefined>>;

function jsonRecords(signal: "traces" | "logs", body: Uint8Array): readonly unknown[] {
  const [resources, scopes, records] =
    signal === "traces"
      ? (["resourceSpans", "scopeSpans", "spans"] as const)
      : (["resourceLogs", "scopeLogs", "logRecords"] as const);
  const request = JSON.parse(Buffer.from(body).toString("utf8")) as JsonGroup;
  return (request[resources] ?? []).flatMap((one) => (one[scopes] ?? []).flatMap((scope) => scope[records] ?? []));
}

function isWorkEvent(name: string): boolean {
  return name.endsWith(`.${WORK_EVENT}`);
}

function hash(content: Uint8Array | string): string {
  return createHash("sha1").update(content).digest("hex");
}
