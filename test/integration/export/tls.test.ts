import { describe, expect, it } from "vitest";
import { makeCertificate } from "./certificate.ts";
import { startReceiver } from "./receiver.ts";
import { testPipeline } from "./test-pipeline.ts";

const certificate = makeCertificate();

describe.skipIf(certificate === undefined)("pipeline over TLS", () => {
  const tls = certificate ?? { key: "", cert: "" };

  it("delivers to a backend whose certificate the given authority signed", async () => {
    const receiver = await startReceiver({ tls });
    const { pipeline, record } = testPipeline([{ url: receiver.url, tls: { ca: tls.cert } }]);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
    await receiver.close();
  });

  it("keeps records from a backend it cannot trust", async () => {
    const receiver = await startReceiver({ tls });
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 400 })).toMatchObject({ delivered: 0, pending: 3 });
    expect(pipeline.health().lastError).toMatch(/self-signed|certificate/);
    expect(receiver.requests).toEqual([]);
    await receiver.close();
  });

  it("shows its own certificate to a backend that wants one", async () => {
    const receiver = await startReceiver({ tls: { ...tls, ca: tls.cert, requestCert: true } });
    const unknown = testPipeline([{ url: receiver.url, tls: { ca: tls.cert } }]);
    unknown.record(3);
    expect(await unknown.pipeline.shutdown({ timeoutMillis: 400 })).toMatchObject({ delivered: 0, pending: 3 });
    const known = testPipeline([{ url: receiver.url, tls: { ca: tls.cert, cert: tls.cert, key: tls.key } }]);
    known.record(3);
    expect(await known.pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
    await receiver.close();
  });

  it("keeps the records when a file with the authority is not there, and says which", async () => {
    const receiver = await startReceiver({ tls });
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_CERTIFICATE: "/nowhere/ca.pem" };
    const { pipeline, record } = testPipeline([{}], {}, env);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 300 })).toMatchObject({ delivered: 0, pending: 3 });
    expect(pipeline.health().lastError).toContain("/nowhere/ca.pem");
    await receiver.close();
  });
});
