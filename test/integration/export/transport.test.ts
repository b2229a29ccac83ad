import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SendResult } from "../../../src/export/delivery.ts";
import { createHttpTransport, type Transport } from "../../../src/export/http/transport.ts";
import { type Answer, type Receiver, startReceiver } from "./receiver.ts";

const NO_HEADERS = async (): Promise<Record<string, string>> => ({});
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function transportTo(url: string, compression: "gzip" | "none" = "none"): Transport {
  return createHttpTransport({ url, timeoutMillis: 2_000, compression });
}

async function resultOf(answer: Exclude<ReturnType<Answer>, undefined>): Promise<SendResult> {
  receiver.answer = () => answer;
  const transport = transportTo(`${receiver.url}/v1/traces`);
  const result = await transport.post(new Uint8Array(), "application/x-protobuf", NO_HEADERS);
  transport.close();
  return result;
}

describe("createHttpTransport()", () => {
  it("holds on every redirect and follows none", async () => {
    const other = await startReceiver();
    for (const status of [300, 301, 302, 303, 307, 308]) {
      const result = await resultOf({ status, headers: { location: other.url } });
      expect(result).toEqual({ status: "refused", code: status, reason: `HTTP ${status}` });
    }
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it("holds on wrong credentials and paths, and on web pages by their type or by their text", async () => {
    for (const status of [401, 403, 404, 405, 410]) {
      expect(await resultOf({ status })).toMatchObject({ status: "refused", code: status });
    }
    const page = { status: "refused", code: 200, reason: expect.stringContaining("web page") };
    expect(await resultOf({ status: 200, headers: { "content-type": "Text/HTML; charset=utf-8" } })).toMatchObject(
      page,
    );
    expect(await resultOf({ status: 200, body: "\n<!DOCTYPE html><title>Sign in" })).toMatchObject(page);
    expect(await resultOf({ status: 200, headers: { "content-type": "application/json" }, body: "{}" })).toEqual({
      status: "ok",
      rejected: 0,
    });
  });

  it("reads Retry-After in seconds and as a date, five minutes at most, and nothing else", async () => {
    const waitFor = async (value: string): Promise<number | undefined> => {
      const result = await resultOf({ status: 503, headers: { "retry-after": value } });
      return result.status === "retry" ? result.retryAfterMillis : Number.NaN;
    };
    expect([await waitFor("7"), await waitFor(" 0 "), await waitFor("99999999999")]).toEqual([7_000, 0, 300_000]);
    const soon = await waitFor(new Date(Date.now() + 60_000).toUTCString());
    expect(soon).toBeGreaterThan(50_000);
    expect(soon).toBeLessThanOrEqual(60_000);
    expect(await waitFor(new Date(Date.now() + 86_400_000).toUTCString())).toBe(300_000);
    expect(await waitFor("Thu, 01 Jan 1970 00:00:00 GMT")).toBe(0);
    for (const value of ["", "-5", "1.5", "0x10", "1e9", "Infinity", "soon", "2001"]) {
      expect(await waitFor(value), value).toBe(value === "2001" ? 300_000 : undefined);
    }
  });

  it("compresses what is worth it", async () => {
    const transport = transportTo(`${receiver.url}/v1/metrics`, "gzip");
    const seen: (string | undefined)[] = [];
    receiver.answer = ({ headers }) => void seen.push(headers["content-encoding"]);
    await transport.post(new Uint8Array(), "application/x-protobuf", NO_HEADERS);
    await transport.post(Buffer.from(JSON.stringify({ padding: "x".repeat(4_000) })), "application/json", NO_HEADERS);
    expect(seen).toEqual([undefined, "gzip"]);
    transport.close();
  });

  it("sends again at once on a connection that was closed while idle", async () => {
    const backend = await startForgetfulBackend();
    const transport = transportTo(backend.url);
    const post = (): Promise<SendResult> => transport.post(Buffer.from("x"), "application/x-protobuf", NO_HEADERS);
    // Two idle connections, both closed by the time of the third request.
    expect(await Promise.all([post(), post()])).toMatchObject([{ status: "ok" }, { status: "ok" }]);
    expect(await post()).toMatchObject({ status: "ok" });
    expect(backend.answered).toBe(3);
    transport.close();
    await backend.close();
  });

  it("begins nothing new when it is closed during a request", async () => {
    const transport = transportTo(`${receiver.url}/v1/traces`);
    const post = (): Promise<SendResult> => transport.post(Buffer.alloc(0), "application/x-protobuf", NO_HEADERS);
    await post();
    const arrived = Promise.withResolvers<void>();
    receiver.answer = () => {
      arrived.resolve();
      return "hang";
    };
    const pending = post();
    await arrived.promise;
    transport.close();
    expect(await pending).toMatchObject({ status: "retry" });
    expect(receiver.requests).toHaveLength(2);
  });

  it("counts a hang-up on a new connection as a failure", async () => {
    expect(await resultOf("reset")).toMatchObject({ status: "retry" });
    expect(receiver.requests).toHaveLength(1);
  });
});

/** Answers the first request of each connection and resets the connection at the second. */
async function startForgetfulBackend(): Promise<{ url: string; readonly answered: number; close(): Promise<void> }> {
  let answered = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let served = false;
    sockets.add(socket.on("error", () => {}));
    socket.on("data", (data) => {
      if (served) return void socket.resetAndDestroy();
      if (!data.toString("latin1").endsWith("\r\n\r\nx")) return;
      served = true;
      answered += 1;
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get answered() {
      return answered;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
