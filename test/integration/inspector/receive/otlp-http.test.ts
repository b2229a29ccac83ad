import { deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type Ingested, MalformedOtlp, OversizedOtlp } from "../../../../src/inspector/store/store.ts";
import { open, type Sent, send } from "./raw-http.ts";
import { ACCEPTED, startOtlpHttp } from "./receiver.ts";

const PROTOBUF = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
const hello: Sent = { headers: PROTOBUF, body: "hello" };

describe("the receiver of OTLP over HTTP", () => {
  it.each([
    ["/v1/traces", "traces"],
    ["/v1/logs", "logs"],
    ["/v1/metrics", "metrics"],
  ])("hands what comes to %s to the store, and answers with an empty response", async (path, signal) => {
    const { port, stored } = await startOtlpHttp();
    const protobuf = await send(port, { ...hello, path });
    expect(protobuf).toMatchObject({ status: 200, headers: { "content-type": "application/x-protobuf" } });
    expect(protobuf.body).toHaveLength(0);
    const json = await send(port, { headers: JSON_TYPE, body: "{}", path });
    expect(json).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
    expect(json.body.toString()).toBe("{}");
    expect(stored.map((one) => [one.signal, one.encoding, Buffer.from(one.body).toString()])).toEqual([
      [signal, "protobuf", "hello"],
      [signal, "json", "{}"],
    ]);
  });

  it.each([
    ["identity", Buffer.from("hello")],
    ["gzip", gzipSync("hello")],
    ["GZIP", gzipSync("hello")],
    ["gzip", Buffer.concat([gzipSync("hel"), gzipSync("lo")])],
    ["deflate", deflateSync("hello")],
    ["zstd", zstdCompressSync("hello")],
    ["zstd", Buffer.concat([zstdCompressSync("hel"), zstdCompressSync("lo")])],
  ])("takes a body in the encoding %s, with a length or in chunks", async (encoding, body) => {
    const { port, stored } = await startOtlpHttp();
    for (const chunked of [false, true]) {
      const { status } = await send(port, { headers: { ...PROTOBUF, "content-encoding": encoding }, body, chunked });
      expect(status).toBe(200);
    }
    expect(stored.map((one) => Buffer.from(one.body).toString())).toEqual(["hello", "hello"]);
  });

  it("says what was rejected as a partial success", async () => {
    const rejecting = async (): Promise<Ingested> => ({
      ...ACCEPTED,
      rejected: 3,
      reason: "a span's id is not 8 bytes",
    });
    const { port } = await startOtlpHttp({ ingest: rejecting });
    const json = await send(port, { headers: JSON_TYPE, body: "{}", path: "/v1/logs" });
    expect(JSON.parse(json.body.toString())).toEqual({
      partialSuccess: { rejectedLogRecords: "3", errorMessage: "a span's id is not 8 bytes" },
    });
    const { body } = await send(port, hello);
    const text = Buffer.from("a span's id is not 8 bytes");
    const partial = Buffer.concat([Buffer.from([0x08, 3, 0x12, text.byteLength]), text]);
    expect(body).toEqual(Buffer.concat([Buffer.from([0x0a, partial.byteLength]), partial]));
  });

  it.each([
    [new MalformedOtlp("a field has no valid number"), 400, 3, "a field has no valid number"],
    [new OversizedOtlp("more than 20000 records"), 413, 8, "more than 20000 records"],
    [new Error("disk full"), 503, 14, "the inspector could not store it"],
  ])("answers a store that throws %s with a status in the request's encoding", async (error, status, code, message) => {
    const { port } = await startOtlpHttp({ ingest: () => Promise.reject(error) });
    const json = await send(port, { headers: JSON_TYPE, body: "{}" });
    expect([json.status, JSON.parse(json.body.toString())]).toEqual([status, { code, message }]);
    const protobuf = await send(port, hello);
    expect(protobuf.status).toBe(status);
    expect(protobuf.body).toEqual(
      Buffer.concat([Buffer.from([0x08, code, 0x12, message.length]), Buffer.from(message)]),
    );
    expect(json.headers["retry-after"]).toBe(status === 503 ? "1" : undefined);
  });

  it("tells senders to come later while it holds all the bytes that it may", async () => {
    const { promise, resolve } = Promise.withResolvers<Ingested>();
    const { port, stored } = await startOtlpHttp({ limits: { maxBytesInFlight: 100 }, ingest: () => promise });
    const first = send(port, { headers: PROTOBUF, body: "x".repeat(60) });
    await expect.poll(() => stored.length).toBe(1);
    for (const chunked of [false, true]) {
      const second = await send(port, { headers: PROTOBUF, body: "x".repeat(60), chunked });
      expect(second).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    }
    resolve(ACCEPTED);
    expect((await first).status).toBe(200);
    expect((await send(port, { headers: PROTOBUF, body: "x".repeat(60) })).status).toBe(200);
    expect(stored).toHaveLength(2);
  });

  it("counts bytes as they are after decompression, and stops there", async () => {
    const { port, stored } = await startOtlpHttp({ limits: { maxBodyBytes: 1_000_000 } });
    const sizes = [1_000_000, 1_000_001];
    const statuses = sizes.map(async (size) => {
      const headers = { ...PROTOBUF, "content-encoding": "gzip" };
      return (await send(port, { headers, body: gzipSync(Buffer.alloc(size)) })).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 413]);
    expect(stored.map(({ body }) => body.byteLength)).toEqual([1_000_000]);
  });

  it("gives up on a body that does not come", async () => {
    const { port, stored } = await startOtlpHttp({ limits: { readMillis: 50 } });
    const socket = await open(port);
    socket.write(
      `POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{`,
    );
    let answer = "";
    socket.on("data", (part) => {
      answer += part.toString();
    });
    await new Promise((resolve) => socket.once("close", resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(stored).toEqual([]);
  });
});
