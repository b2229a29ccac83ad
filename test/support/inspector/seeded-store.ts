import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../../src/inspector/store/open-store.ts";
import type { Store } from "../../../src/inspector/store/store.ts";
import type { Attributes, SeededTelemetry } from "./seeded-telemetry.ts";

export interface SeededStore {
  readonly store: Store;
  readonly path: string;
  close(): Promise<void>;
}

/** A store of its own in a new folder that has taken the telemetry in as OTLP/JSON. */
export async function seededStore(telemetry: SeededTelemetry): Promise<SeededStore> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-questions-"));
  const path = join(folder, "store.db");
  const store = await openStore({ path });
  await ingestTelemetry(store, telemetry);
  return {
    store,
    path,
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Takes it in as OTLP/JSON. */
export async function ingestTelemetry(store: Store, telemetry: Pick<SeededTelemetry, "spans" | "logs">): Promise<void> {
  for (const spans of groupsOf(telemetry.spans)) {
    await store.ingest(
      "traces",
      "json",
      encoded({
        resourceSpans: [{ ...headOf(spans), scopeSpans: [{ ...scopeOf(spans), spans: spans.map(spanJson) }] }],
      }),
    );
  }
  for (const logs of groupsOf(telemetry.logs)) {
    await store.ingest(
      "logs",
      "json",
      encoded({
        resourceLogs: [{ ...headOf(logs), scopeLogs: [{ ...scopeOf(logs), logRecords: logs.map(logJson) }] }],
      }),
    );
  }
}

interface FromSender {
  readonly service: string;
  readonly scope: string;
}

/** Records of one sender, at most 1,000 in a request. */
function groupsOf<T extends FromSender>(records: readonly T[]): readonly (readonly T[])[] {
  const bySender = Map.groupBy(records, ({ service, scope }) => `${service} ${scope}`);
  return [...bySender.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / 1_000) }, (_, index) => all.slice(index * 1_000, (index + 1) * 1_000)),
  );
}

function headOf([first]: readonly FromSender[]): object {
  return { resource: { attributes: attributesJson({ "service.name": first?.service ?? "" }) } };
}

function scopeOf([first]: readonly FromSender[]): object {
  return { scope: { name: first?.scope ?? "", version: "1" } };
}

function spanJson(span: SeededTelemetry["spans"][number]): object {
  return {
    ...{ traceId: span.traceId, spanId: span.spanId, name: span.name, kind: span.kind, status: { code: span.status } },
    ...(span.parentSpanId !== "" && { parentSpanId: span.parentSpanId }),
    ...{ startTimeUnixNano: nanos(span.startUs), endTimeUnixNano: nanos(span.startUs + span.durationUs) },
    attributes: attributesJson(span.attributes),
  };
}

function logJson(log: SeededTelemetry["logs"][number]): object {
  return {
    ...{ traceId: log.traceId, spanId: log.spanId, timeUnixNano: nanos(log.timeUs), severityNumber: log.severity },
    ...{ eventName: log.eventName, attributes: attributesJson(log.attributes) },
  };
}

function attributesJson(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueJson(value) }));
}

function valueJson(value: Attributes[string]): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map(valueJson) } };
}

const nanos = (us: number): string => `${us}000`;

const encoded = (request: object): Uint8Array => new TextEncoder().encode(JSON.stringify(request));
