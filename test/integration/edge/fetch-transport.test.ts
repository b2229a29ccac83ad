import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type ReceiverOptions, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { createHttpTransport } from "../../../src/edge/fetch-transport.ts";
import type { HttpTransportOptions } from "../../../src/export/http/transport.ts";

async function setUp(respond?: ReceiverOptions["respond"], options: Partial<HttpTransportOptions> = {}) {
  const receiver = await startReceiver(respond === undefined ? {} : { respond });
  onTestFinished(() => receiver.close());
  const url = `${receiver.url}/v1/traces`;
  const transport = createHttpTransport({ url, timeoutMillis: 300, compression: "none", ...options });
  const post = (headers: Readonly<Record<string, string>> = {}, bytes = 10) =>
    transport.post(new Uint8Array(bytes), "application/x-protobuf", async () => headers);
  return { receiver, post };
}

describe("the transport of runtimes without Node", () => {
  it("tells what an answer means", async () => {
    const answers = [
      { status: 200 },
      { status: 503, headers: { "retry-after": "3" } },
      { status: 401 },
      { status: 302, headers: { location: "/elsewhere" } },
      { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html>" },
    ];
    let count = 0;
    const { receiver, post } = await setUp(() => answers[count++]);

    const results = [];
    for (const _ of answers) results.push(await post());

    expect(results).toEqual([
      { status: "ok", rejected: 0 },
      { status: "retry", reason: "HTTP 503", retryAfterMillis: 3_000 },
      { status: "refused", code: 401, reason: "HTTP 401" },
      { status: "refused", code: 302, reason: "HTTP 302" },
      { status: "refused", code: 200, reason: expect.stringContaining("web page") },
    ]);
    expect(receiver.requests.map(({ path }) => path)).toEqual(answers.map(() => "/v1/traces"));
  });

  it("shows whoever looks what came back, and what went wrong", async () => {
    const seen: unknown[] = [];
    const observer: HttpTransportOptions["observer"] = {
      answered: ({ statusCode, headers }, body) => seen.push([statusCode, headers["x-reason"], body.byteLength]),
      failed: (error) => seen.push(error instanceof Error),
    };
    const answers = await setUp(() => ({ status: 503, headers: { "x-reason": "busy" }, body: "later" }), { observer });
    await answers.post();
    const drops = await setUp(() => "drop", { observer });
    await drops.post();

    expect(seen).toEqual([[503, "busy", 5], true]);
  });

  it("tries again what has no answer in time, or none at all", async () => {
    const hangs = await setUp(() => "hang");
    expect(await hangs.post()).toEqual({ status: "retry", reason: "no answer within 300 ms" });
    const drops = await setUp(() => "drop");
    expect(await drops.post()).toMatchObject({ status: "retry" });
  });

  it("compresses what is worth it, and lets no header say otherwise", async () => {
    const { receiver, post } = await setUp(() => ({ status: 200 }), { compression: "gzip" });
    const headers = { "content-encoding": "br", authorization: "Bearer x", "not a name": "x" };

    await post(headers, 10);
    await post(headers, 2_000);

    const [small, large] = receiver.requests;
    expect(small?.headers["content-encoding"]).toBe("br");
    expect(large?.headers["content-encoding"]).toBe("gzip");
    expect(large?.body.byteLength).toBe(2_000);
    expect(large?.headers.authorization).toBe("Bearer x");
    expect(large?.headers["user-agent"]).toMatch(/^agentscribe-OTLP-Exporter-JavaScript\//);
  });

  it.each([
    ["has no compression", undefined],
    [
      "has one that throws when it is used, as Next.js at the edge",
      function CompressionStream(): never {
        throw new Error("A Node.js API is used (CompressionStream) which is not supported in the Edge Runtime.");
      },
    ],
  ])("sends as it is what the runtime cannot compress: it %s", async (_, compressor) => {
    vi.stubGlobal("CompressionStream", compressor);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { receiver, post } = await setUp(() => ({ status: 200 }), { compression: "gzip" });

    expect(await post({}, 2_000)).toEqual({ status: "ok", rejected: 0 });

    const [{ body, headers } = expect.fail("nothing was sent")] = receiver.requests;
    expect(body.byteLength).toBe(2_000);
    expect(headers["content-encoding"]).toBeUndefined();
  });

  it.each([
    ["a proxy", { proxy: { url: "http://127.0.0.1:9" } }],
    ["a certificate", { tls: { ca: "x" } }],
  ])("sends nothing where %s is asked for, which it cannot follow", async (_, options) => {
    const { receiver, post } = await setUp(undefined, options as Partial<HttpTransportOptions>);

    expect(await post()).toMatchObject({ status: "refused", code: 0, reason: expect.stringMatching(/^this runtime/) });
    expect(receiver.requests).toEqual([]);
  });
});
