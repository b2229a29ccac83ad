import { once } from "node:events";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goodRequest } from "./bad-bodies.ts";
import { exchange, open, send } from "./raw-http.ts";
import { startWatched, type WatchedInspector } from "./watched-inspector.ts";

let inspector: WatchedInspector;

beforeAll(async () => {
  inspector = await startWatched();
}, 60_000);

afterAll(() => inspector.stop());

/** The head of a request that would be good. */
const head = (...lines: readonly string[]): string =>
  [
    "POST /v1/traces HTTP/1.1",
    `host: 127.0.0.1:${inspector.port}`,
    "content-type: application/x-protobuf",
    ...lines,
    "",
    "",
  ].join("\r\n");

const CHUNKED = "transfer-encoding: chunked";

describe("bytes on a connection that are no good request", () => {
  it.each<[name: string, bytes: () => string | Buffer, statuses: readonly number[]]>([
    ["nothing of HTTP", () => "hello\r\n\r\n", [400]],
    ["a TLS greeting", () => Buffer.from("16030100050100000100", "hex"), [400]],
    ["the preface of HTTP/2", () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]],
    ["HTTP/0.9", () => "GET /\r\n\r\n", [400, 421]],
    ["HTTP/9.9", () => "GET / HTTP/9.9\r\n\r\n", [400, 505]],
    ["a length and chunks", () => `${head("content-length: 5", CHUNKED)}0\r\n\r\n`, [400]],
    ["chunks and a length", () => `${head(CHUNKED, "content-length: 5")}0\r\n\r\n`, [400]],
    ["two lengths", () => head("content-length: 1", "content-length: 2"), [400]],
    ["a length below zero", () => head("content-length: -1"), [400]],
    ["a length that is no number", () => head("content-length: 0x10"), [400]],
    ["a length of 2^64", () => head("content-length: 18446744073709551616"), [400]],
    ["chunked twice", () => `${head("transfer-encoding: chunked, chunked")}0\r\n\r\n`, [200, 400]],
    ["a transfer encoding that is none", () => `${head("transfer-encoding: xchunked")}0\r\n\r\n`, [400, 501]],
    ["a chunk of 2^64 bytes", () => `${head(CHUNKED)}10000000000000000\r\nx`, [400]],
    ["a chunk of no size", () => `${head(CHUNKED)}zz\r\nx\r\n`, [400]],
    ["a chunk longer than its size", () => `${head(CHUNKED)}1\r\nxyz\r\n0\r\n\r\n`, [400]],
    ["a NUL in a header", () => head("x-name: a\0b", "content-length: 0"), [400]],
    ["a header without a name", () => head(": x", "content-length: 0"), [400]],
    ["a space before the colon", () => head("content-length : 0"), [400]],
    ["a header over two lines", () => head("x-name: a", " b", "content-length: 0"), [200, 400]],
    ["2,000 headers", () => head(...Array.from({ length: 2_000 }, (_, index) => `x-${index}: ${index}`)), [400, 431]],
    ["no host", () => "POST /v1/traces HTTP/1.1\r\ncontent-length: 0\r\n\r\n", [400]],
    ["two hosts", () => head("host: evil.example", "content-length: 0"), [400, 421]],
    ["no length", () => head(), [411]],
    [
      "a change of protocol",
      () => head("connection: upgrade", "upgrade: websocket", "content-length: 0"),
      [200, 400, 426],
    ],
    [
      "a request for another host's tunnel",
      () => `CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n`,
      [],
    ],
  ])("are answered or ended: %s", async (_, bytes, statuses) => {
    const [status] = await exchange(inspector.port, bytes());
    if (statuses.length === 0) expect(status).toBeUndefined();
    else expect(statuses).toContain(status);
    await inspector.expectWell();
  });

  it("are answered one by one when 200 requests come at once", async () => {
    const one = `${head("content-length: 0")}`;
    const statuses = await exchange(inspector.port, one.repeat(200), 200);
    expect(statuses).toEqual(new Array(200).fill(200));
    await inspector.expectWell();
  });

  it("do not count as a request when the sender leaves in the middle of it", async () => {
    for (const lines of [["content-length: 1000"], ["content-length: 1000", "content-encoding: gzip"], [CHUNKED]]) {
      const socket = await open(inspector.port);
      await new Promise((resolve) => socket.write(`${head(...lines)}5\r\nhello`, resolve));
      socket.resetAndDestroy();
    }
    await inspector.expectWell();
  });
});

describe("connections that hold on", () => {
  it.each([
    ["1,000 that say nothing", 1_000, () => ""],
    [
      "1,000 that never end their head",
      1_000,
      () => `POST /v1/traces HTTP/1.1\r\nhost: 127.0.0.1:${inspector.port}\r\nx-slow: `,
    ],
  ])("leave room for others: %s", async (_, count, bytes) => {
    const sockets: Socket[] = [];
    for (let index = 0; index < count; index++) {
      const socket = await open(inspector.port);
      const text = bytes();
      if (text !== "") socket.write(text);
      sockets.push(socket);
    }
    await inspector.expectWell();
    // The oldest are ended to make room.
    if (sockets[0]?.closed === false) await once(sockets[0], "close");
    for (const socket of sockets) socket.destroy();
    await inspector.expectWell();
  });

  it("leave room for others: 200 that send their body byte by byte", async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open(inspector.port)));
    for (const socket of sockets) socket.write(head("content-length: 1000000"));
    for (let round = 0; round < 5; round++) {
      for (const socket of sockets) socket.write("x");
      expect((await send(inspector.port, goodRequest())).status).toBe(200);
    }
    await inspector.expectWell();
    for (const socket of sockets) socket.destroy();
  });

  it("leave room for others: one that never reads its answers", async () => {
    const socket = await open(inspector.port);
    socket.pause();
    const requests = head("content-length: 0").repeat(5_000);
    socket.write(requests);
    await inspector.expectWell();
    socket.destroy();
  });

  it("are ended when thousands of requests are sent ahead of their answers", async () => {
    const requests = head("content-length: 0").repeat(5_000);
    expect((await exchange(inspector.port, requests, 5_000)).length).toBeLessThan(5_000);
    await inspector.expectWell();
  });
});
