import { connect, constants, type OutgoingHttpHeaders } from "node:http2";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ReceiveLimits } from "../../../../src/inspector/receive/limits.ts";
import { MalformedOtlp } from "../../../../src/inspector/store/store.ts";
import { startOtlpGrpc } from "./receiver.ts";

const TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
const OK = "0";
const INVALID_ARGUMENT = "3";
const DEADLINE_EXCEEDED = "4";
const PERMISSION_DENIED = "7";
const RESOURCE_EXHAUSTED = "8";
const UNIMPLEMENTED = "12";

interface Answer {
  readonly httpStatus: unknown;
  readonly grpcStatus: unknown;
  readonly body: Buffer;
}

function frame(message: Uint8Array, compressed = 0, length = message.byteLength): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

/** Calls a method as a client written by hand does; `undefined` sends no end. */
function call(port: number, body: Buffer | undefined, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  session.on("error", reject);
  const stream = session.request({
    ":method": "POST",
    ":path": TRACES,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  let [httpStatus, grpcStatus]: unknown[] = [];
  const parts: Buffer[] = [];
  const read = (received: Readonly<Record<string, unknown>>): void => {
    httpStatus ??= received[constants.HTTP2_HEADER_STATUS];
    grpcStatus = received["grpc-status"] ?? grpcStatus;
  };
  stream.on("response", read);
  stream.on("trailers", read);
  stream.on("data", (part: Buffer) => parts.push(part));
  stream.on("error", () => undefined);
  stream.on("close", () => resolve({ httpStatus, grpcStatus, body: Buffer.concat(parts) }));
  if (body !== undefined) stream.end(body);
  else stream.write(frame(Buffer.from("x")).subarray(0, 3));
  return promise;
}

describe("the receiver of OTLP over gRPC", () => {
  it.each([
    [TRACES, "traces"],
    ["/opentelemetry.proto.collector.logs.v1.LogsService/Export", "logs"],
    ["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "metrics"],
  ])("hands what %s is called with to the store", async (path, signal) => {
    const { port, stored } = await startOtlpGrpc();
    const answer = await call(port, frame(Buffer.from("hello")), { ":path": path });
    expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: OK, body: frame(Buffer.alloc(0)) });
    expect(stored.map((one) => [one.signal, Buffer.from(one.body).toString()])).toEqual([[signal, "hello"]]);
  });

  it("takes a compressed message", async () => {
    const { port, stored } = await startOtlpGrpc();
    const answer = await call(port, frame(gzipSync("hello"), 1), { "grpc-encoding": "gzip" });
    expect(answer.grpcStatus).toBe(OK);
    expect(stored.map((one) => Buffer.from(one.body).toString())).toEqual(["hello"]);
  });

  const bombs = { maxWireBytes: 10_000, maxBodyBytes: 10_000 };
  it.each<
    [
      name: string,
      body: Buffer | undefined,
      headers: OutgoingHttpHeaders,
      limits: Partial<ReceiveLimits>,
      status: string,
    ]
  >([
    ["a method that is none", frame(Buffer.alloc(0)), { ":path": "/x/Export" }, {}, UNIMPLEMENTED],
    ["an encoding that is none", frame(Buffer.alloc(1), 1), { "grpc-encoding": "br" }, {}, UNIMPLEMENTED],
    ["compression without an encoding", frame(Buffer.alloc(1), 1), {}, {}, UNIMPLEMENTED],
    ["no message", Buffer.alloc(0), {}, {}, INVALID_ARGUMENT],
    ["half of a message", frame(Buffer.alloc(5), 0, 10), {}, {}, INVALID_ARGUMENT],
    ["two messages", Buffer.concat([frame(Buffer.alloc(1)), frame(Buffer.alloc(1))]), {}, {}, INVALID_ARGUMENT],
    ["a length of 4 GB", frame(Buffer.alloc(5), 0, 2 ** 32 - 1), {}, {}, INVALID_ARGUMENT],
    ["gzip that is none", frame(Buffer.from("hello"), 1), { "grpc-encoding": "gzip" }, {}, INVALID_ARGUMENT],
    ["too long a message", frame(Buffer.alloc(10_001)), {}, bombs, RESOURCE_EXHAUSTED],
    [
      "a message that grows",
      frame(gzipSync(Buffer.alloc(10_001)), 1),
      { "grpc-encoding": "gzip" },
      bombs,
      RESOURCE_EXHAUSTED,
    ],
    ["a message that does not come", undefined, {}, { readMillis: 50 }, DEADLINE_EXCEEDED],
    ["a page of another site", frame(Buffer.alloc(0)), { origin: "https://evil.example" }, {}, PERMISSION_DENIED],
    ["the name of another host", frame(Buffer.alloc(0)), { ":authority": "evil.example" }, {}, PERMISSION_DENIED],
    ["another port", frame(Buffer.alloc(0)), { ":authority": "127.0.0.1:1" }, {}, PERMISSION_DENIED],
  ])("refuses %s", async (_, body, headers, limits, status) => {
    const { port, stored } = await startOtlpGrpc({ limits });
    expect(await call(port, body, headers)).toMatchObject({ httpStatus: 200, grpcStatus: status });
    expect(stored).toEqual([]);
  });

  it("refuses what is no gRPC by its status", async () => {
    const { port } = await startOtlpGrpc();
    for (const headers of [{ "content-type": "application/json" }, { "content-type": "application/grpc-web" }])
      expect((await call(port, Buffer.from("{}"), headers)).httpStatus).toBe(415);
  });

  it("says that what was sent is malformed", async () => {
    const { port } = await startOtlpGrpc({ ingest: () => Promise.reject(new MalformedOtlp("a varint is longer")) });
    expect((await call(port, frame(Buffer.from("x")))).grpcStatus).toBe(INVALID_ARGUMENT);
  });
});
