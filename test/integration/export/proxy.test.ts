import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ExporterOptions } from "../../../src/export/destinations/exporter-options.ts";
import { makeCertificate } from "./certificate.ts";
import { type ProxyServer, startProxy } from "./proxy-server.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { spanNames, type TestPipeline, testPipeline } from "./test-pipeline.ts";

const certificate = makeCertificate();
const BASIC = `Basic ${Buffer.from("user:p w@d").toString("base64")}`;
let proxy: ProxyServer;
let receiver: Receiver;
beforeEach(async () => {
  proxy = await startProxy();
});
afterEach(async () => {
  await proxy.close();
  await receiver.close();
});

describe.each(["http", "https"] as const)("a pipeline through a proxy to %s", (scheme) => {
  if (scheme === "https" && certificate === undefined) return it.skip("needs openssl");
  const tls = scheme === "https" ? certificate : undefined;
  const asked = (): string =>
    scheme === "https" ? `CONNECT ${new URL(receiver.url).host}` : `POST ${receiver.url}/v1/traces`;
  const through = (url: string, more: Partial<ExporterOptions> = {}): TestPipeline =>
    testPipeline([
      {
        url: receiver.url,
        proxy: url,
        ...(tls === undefined ? {} : { tls: { ca: tls.cert } }),
        ...more,
      } as ExporterOptions,
    ]);
  beforeEach(async () => {
    receiver = await startReceiver(tls === undefined ? {} : { tls });
  });

  it("delivers, over one connection that is kept for longer than a request may take", async () => {
    const { pipeline, record } = through(proxy.url, { timeoutMillis: 400 });
    record(3);
    expect(await pipeline.flush({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
    // The deadline of the first request must not end the connection: time has to pass.
    await new Promise((resolve) => setTimeout(resolve, 600));
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 6, pending: 0 });
    expect(receiver.accepted).toEqual(spanNames(6));
    expect(proxy.connections).toBe(1);
    expect(new Set(proxy.asked)).toEqual(new Set([asked()]));
    expect(receiver.requests.every(({ headers }) => headers["proxy-authorization"] === undefined)).toBe(true);
  });

  it("delivers within a time that is no whole number", async () => {
    const { pipeline, record } = through(proxy.url, { timeoutMillis: 10_000 / 3 });
    record(1);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000.5 })).toMatchObject({ delivered: 1 });
  });

  it("shows the proxy the credentials in its URL, and nobody else", async () => {
    proxy.wants = BASIC;
    const { pipeline, record, diag } = through(`http://user:p%20w%40d@127.0.0.1:${proxy.port}`);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
    expect(JSON.stringify([pipeline.health(), diag.counts()])).not.toContain("user");
    expect(JSON.stringify(receiver.requests[0]?.headers)).not.toContain(BASIC);
  });

  it("holds the records when the proxy wants other credentials, and says so once", async () => {
    proxy.wants = BASIC;
    const { pipeline, record, diag } = through(`http://user:secret-word@127.0.0.1:${proxy.port}`);
    record(600);
    expect(await pipeline.shutdown({ timeoutMillis: 400 })).toMatchObject({ delivered: 0, pending: 600, dropped: {} });
    const { lastError } = pipeline.health();
    expect(lastError).toMatch(/proxy.*407|407.*proxy/);
    expect(JSON.stringify([pipeline.health(), diag.counts()])).not.toContain("secret-word");
    expect(Object.keys(diag.counts()).map((key) => key.split(":")[0])).toEqual(["held", "undelivered"]);
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
  });

  it("sends again when the proxy is overloaded, down or silent, until it is there", async () => {
    proxy.answer = 503;
    const { pipeline, record } = through(proxy.url, { timeoutMillis: 300 });
    record(4);
    expect(await pipeline.flush({ timeoutMillis: 200 })).toMatchObject({ pending: 4, dropped: {} });
    expect(pipeline.health().lastError).toContain("503");
    proxy.answer = "hang";
    await expect.poll(() => pipeline.health().lastError, { timeout: 10_000 }).toContain("no answer within 300 ms");
    proxy.answer = "forward";
    expect(await pipeline.shutdown({ timeoutMillis: 10_000 })).toMatchObject({ delivered: 4, pending: 0, dropped: {} });
  });

  it("keeps the records while nobody listens at the proxy", async () => {
    await proxy.close();
    const { pipeline, record } = through(proxy.url);
    record(4);
    expect(await pipeline.shutdown({ timeoutMillis: 300 })).toMatchObject({ delivered: 0, pending: 4, dropped: {} });
    expect(pipeline.health().lastError).toContain("ECONNREFUSED");
    expect(receiver.requests).toEqual([]);
  });
});

describe.skipIf(certificate === undefined)("a proxy and TLS", () => {
  const tls = certificate ?? { key: "", cert: "" };

  it("is reached over TLS itself, trusted by the same authority", async () => {
    await proxy.close();
    proxy = await startProxy(tls);
    for (const target of [{ tls }, {}]) {
      receiver = await startReceiver(target);
      const { pipeline, record } = testPipeline([{ url: receiver.url, proxy: proxy.url, tls: { ca: tls.cert } }]);
      record(3);
      expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
      const distrusting = testPipeline([{ url: receiver.url, proxy: proxy.url, tls: { rejectUnauthorized: false } }]);
      distrusting.record(3);
      expect(await distrusting.pipeline.shutdown({ timeoutMillis: 300 })).toMatchObject({ pending: 3 });
      if (target.tls !== undefined) await receiver.close();
    }
    expect(proxy.asked).toHaveLength(2);
  });

  it("does not split a batch when the proxy finds the request malformed", async () => {
    receiver = await startReceiver({ tls });
    proxy.answer = 400;
    const { pipeline, record } = testPipeline([{ url: receiver.url, proxy: proxy.url, tls: { ca: tls.cert } }]);
    record(600);
    expect(await pipeline.shutdown({ timeoutMillis: 400 })).toMatchObject({ pending: 600, dropped: {} });
    expect(proxy.asked.length).toBeLessThanOrEqual(4);
  });
});
