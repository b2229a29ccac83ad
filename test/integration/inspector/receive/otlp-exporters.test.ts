import { createRequire } from "node:module";
import { SpanStatusCode } from "@opentelemetry/api";
import type { ExportResult } from "@opentelemetry/core";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { describe, expect, it, onTestFinished } from "vitest";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeTraces } from "../../../../src/inspector/decode/traces.ts";
import { MalformedOtlp } from "../../../../src/inspector/store/store.ts";
import { toOtelSpan } from "../../../unit/inspector/decode/otel-requests.ts";
import { ACCEPTED, type Stored, startOtlpGrpc, startOtlpHttp, type TestReceiver } from "./receiver.ts";

type ExporterOptions = NonNullable<ConstructorParameters<typeof ProtobufExporter>[0]>;
type Exporter = new (options: ExporterOptions) => SpanExporter;

// It comes with this package.
const sdkNode = createRequire(createRequire(import.meta.url).resolve("@opentelemetry/sdk-node"));
const { OTLPTraceExporter: GrpcExporter } = sdkNode("@opentelemetry/exporter-trace-otlp-grpc") as {
  readonly OTLPTraceExporter: Exporter;
};

const compressions = ["none", "gzip"] as NonNullable<ExporterOptions["compression"]>[];
const transports = compressions.flatMap((compression) => [
  {
    name: `protobuf, ${compression}`,
    start: startOtlpHttp,
    make: ({ url }: TestReceiver) => new ProtobufExporter({ url: `${url}/v1/traces`, compression }),
  },
  {
    name: `JSON, ${compression}`,
    start: startOtlpHttp,
    make: ({ url }: TestReceiver) => new JsonExporter({ url: `${url}/v1/traces`, compression }),
  },
  {
    name: `gRPC, ${compression}`,
    start: startOtlpGrpc,
    make: ({ url }: TestReceiver) => new GrpcExporter({ url, compression }),
  },
]);

function exportSpan(exporter: SpanExporter, name: string): Promise<ExportResult> {
  onTestFinished(() => exporter.shutdown());
  const span = toOtelSpan({ name, status: { code: SpanStatusCode.ERROR } });
  return new Promise((resolve) => exporter.export([span], resolve));
}

function namesIn({ encoding, body }: Stored): string[] {
  const names: string[] = [];
  const protobuf = encoding === "json" ? jsonToProtobuf("traces", body) : body;
  decodeTraces(protobuf, new Set(), (span) => names.push(span.name));
  return names;
}

describe.each(transports)("OpenTelemetry's exporter over $name", ({ start, make }) => {
  it("is answered when the span is stored", async () => {
    const receiver = await start();
    expect(await exportSpan(make(receiver), "chat gpt-5")).toEqual({ code: 0 });
    expect(receiver.stored.map(namesIn)).toEqual([["chat gpt-5"]]);
    expect(receiver.reports).toEqual([]);
  });

  it("sends a large request in one piece", async () => {
    const receiver = await start();
    const name = "x".repeat(3 * 1024 * 1024);
    expect(await exportSpan(make(receiver), name)).toEqual({ code: 0 });
    expect(receiver.stored.map(namesIn)).toEqual([[name]]);
  });

  it("is told that what it sent is malformed, and does not send it again", async () => {
    const receiver = await start({ ingest: () => Promise.reject(new MalformedOtlp("a field has no valid number")) });
    const { code, error } = await exportSpan(make(receiver), "chat");
    expect(code).toBe(1);
    expect(JSON.stringify(error) + String(error)).toMatch(/400|INVALID_ARGUMENT/);
    expect(receiver.stored).toHaveLength(1);
  });
});

/** Of the stock exporters, those over HTTP try again. */
it.each(transports)("could not be stored: the exporter over $name is told to come again", async ({ start, make }) => {
  let tries = 0;
  const receiver = await start({
    ingest: async () => {
      tries += 1;
      if (tries === 1) throw new Error("disk full");
      return ACCEPTED;
    },
  });
  const result = await exportSpan(make(receiver), "chat");
  if (start === startOtlpGrpc) expect(String(result.error)).toContain("UNAVAILABLE");
  else {
    expect(result).toEqual({ code: 0 });
    expect(receiver.stored).toHaveLength(2);
  }
  expect(receiver.reports).toEqual(["a request could not be stored: Error: disk full"]);
});
