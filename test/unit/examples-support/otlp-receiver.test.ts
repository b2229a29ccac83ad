import { gzipSync } from "node:zlib";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { decodeOtlp } from "../../../examples/support/otlp/decode-otlp.ts";
import { type Receiver, type ReceiverOptions, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { logs, metrics, spans } from "./otlp-records.ts";

let receiver: Receiver | undefined;
const start = async (options?: ReceiverOptions) => {
  receiver = await startReceiver(options);
  return receiver;
};
afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

/** The two encodings of 64-bit integers in JSON are the same number. */
const normalised = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (_key, item) => (typeof item === "number" ? String(item) : item));

describe("startReceiver()", () => {
  it("reads the same from protobuf and from JSON, gzipped or not", async () => {
    const { url, ...received } = await start();
    const post = async (path: string, type: string, body: Uint8Array | undefined, gzip: boolean) => {
      const bytes = gzip ? gzipSync(body ?? "") : (body ?? new Uint8Array());
      const headers = { "content-type": type, ...(gzip && { "content-encoding": "gzip" }) };
      const response = await fetch(url + path, { method: "POST", headers, body: new Uint8Array(bytes) });
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe(type);
    };
    await post("/v1/traces", "application/x-protobuf", ProtobufTraceSerializer.serializeRequest(spans), false);
    await post("/v1/traces", "application/json", JsonTraceSerializer.serializeRequest(spans), true);
    await post("/v1/metrics", "application/x-protobuf", ProtobufMetricsSerializer.serializeRequest(metrics), true);
    await post("/v1/metrics", "application/json", JsonMetricsSerializer.serializeRequest(metrics), false);
    await post("/v1/logs", "application/x-protobuf", ProtobufLogsSerializer.serializeRequest(logs), true);
    await post("/v1/logs", "application/json", JsonLogsSerializer.serializeRequest(logs), true);

    const halves = (list: readonly unknown[]) =>
      [list.slice(0, list.length / 2), list.slice(list.length / 2)].map(normalised);
    for (const list of [received.spans(), received.logs()]) {
      const [protobuf, json] = halves(list);
      expect(protobuf).toEqual(json);
    }
    const [, chat] = received.spans();
    expect(chat).toMatchObject({
      name: "chat gpt",
      kind: 3,
      traceId: "0af7651916cd43dd8448eb211c80319c",
      parentSpanId: "00f067aa0ba902b7",
      startTimeUnixNano: "1700000000123456789",
      resource: { "service.name": "shop" },
      scope: { name: "shop", version: "2.0.0", schemaUrl: "https://example.com/schema" },
      attributes: {
        text: "grüße 👋",
        int: 7,
        negative: -7,
        double: 0.25,
        flag: false,
        list: ["a", "b"],
        numbers: [1, 2.5],
      },
      events: [{ name: "retry", attributes: { attempt: 1 } }],
      links: [
        { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "c8be6b7169203332", attributes: { kind: "feeds" } },
      ],
      status: { code: 2, message: "broken" },
    });
    expect(received.logs()[0]).toMatchObject({
      eventName: "agentscribe.decision",
      body: { nested: { list: [1, "two", null] } },
      attributes: { choice: "a", deep: { er: true } },
    });
    const metric = (name: string) => received.metrics().filter((candidate) => candidate.name === name);
    for (const read of metric("tokens"))
      expect(read).toMatchObject({
        type: "sum",
        aggregationTemporality: 1,
        points: [{ value: 3, attributes: { model: "gpt" } }],
      });
    for (const read of metric("open")) expect(read.points[0]?.value).toBe(-2.5);
    for (const read of metric("seconds")) {
      expect(read.points[0]).toMatchObject({
        value: 11.5,
        count: 302,
        raw: { explicitBounds: [1, 5], min: 0.5, max: 9 },
      });
      expect(normalised(read.points[0]?.raw.bucketCounts)).toEqual(["1", "300", "1"]);
    }
    for (const read of metric("sizes")) {
      expect(read).toMatchObject({
        type: "exponentialHistogram",
        points: [{ value: 12, count: 4, raw: { scale: -2 } }],
      });
      expect(normalised(read.points[0]?.raw.positive)).toEqual({ offset: "-3", bucketCounts: ["1", "300"] });
    }
    expect(received.metrics()).toHaveLength(8);
  });

  it("serves the exporter of OpenTelemetry", async () => {
    const { url, ...received } = await start();
    const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
    await new Promise((resolve) => exporter.export(spans, resolve));
    await exporter.shutdown();
    expect(received.spans().map(({ name }) => name)).toEqual(["root", "chat gpt"]);
  });

  it("answers as told and keeps nothing that it refused", async () => {
    let count = 0;
    const { url, requests, ...received } = await start({
      respond: () => {
        count += 1;
        return count === 1 ? { status: 503, headers: { "retry-after": "1" }, body: "later" } : undefined;
      },
    });
    const send = () => {
      const body = ProtobufTraceSerializer.serializeRequest(spans);
      return fetch(`${url}/v1/traces`, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body: new Uint8Array(body ?? []),
      });
    };
    const refused = await send();
    expect([refused.status, refused.headers.get("retry-after"), await refused.text()]).toEqual([503, "1", "later"]);
    expect(received.spans()).toEqual([]);
    expect((await send()).status).toBe(200);
    expect(received.spans()).toHaveLength(2);
    expect(requests.map(({ status }) => status)).toEqual([503, 200]);
  });

  it("closes the connection when told to drop, and refuses what is no telemetry", async () => {
    const { url } = await start({ respond: ({ path }) => (path === "/v1/logs" ? "drop" : undefined) });
    await expect(fetch(`${url}/v1/logs`, { method: "POST", body: "" })).rejects.toThrow();
    const post = async (path: string, type: string, body: string) =>
      (await fetch(url + path, { method: "POST", headers: { "content-type": type }, body })).status;
    expect(await post("/v1/traces", "application/x-protobuf", "no protobuf")).toBe(400);
    expect(await post("/v1/traces", "application/json", "{")).toBe(400);
    const broken = {
      method: "POST",
      headers: { "content-encoding": "gzip", "content-type": "application/json" },
      body: "no gzip",
    };
    expect((await fetch(`${url}/v1/traces`, broken)).status).toBe(400);
    expect(await post("/elsewhere", "application/json", "{}")).toBe(404);
    expect((await fetch(`${url}/v1/traces`)).status).toBe(405);
  });

  it("waits until something has come, and says when it has not", async () => {
    const started = await start();
    const waiting = started.waitFor(({ requests }) => requests.length === 1);
    await fetch(`${started.url}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    await waiting;
    await expect(started.waitFor(({ requests }) => requests.length === 2, 10)).rejects.toThrow("10 ms");
  });
});

describe("decodeOtlp()", () => {
  it("ends on any bytes, with a message or a RangeError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          expect(decodeOtlp("ExportTraceServiceRequest", bytes)).toBeTypeOf("object");
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
