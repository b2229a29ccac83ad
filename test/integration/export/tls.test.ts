import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startReceiver } from "./receiver.ts";
import { testPipeline } from "./test-pipeline.ts";

const folder = mkdtempSync(join(tmpdir(), "agentscribe-tls-"));
const keyFile = join(folder, "key.pem");
const certFile = join(folder, "cert.pem");

function makeCertificate(): boolean {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const files = ["-keyout", keyFile, "-out", certFile, "-days", "2", "-nodes"];
  return spawnSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...files, ...subject]).status === 0;
}

const ready = makeCertificate();
if (!ready) console.warn("SKIPPED: delivery over TLS, because openssl is not there to make a certificate");

describe.skipIf(!ready)("pipeline over TLS", () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("delivers to a backend whose certificate the given authority signed", async () => {
    const cert = readFileSync(certFile, "utf8");
    const receiver = await startReceiver({ tls: { key: readFileSync(keyFile, "utf8"), cert } });
    const { pipeline, record } = testPipeline([{ url: receiver.url, tls: { ca: cert } }]);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 3 });
    await receiver.close();
  });

  it("keeps records from a backend it cannot trust", async () => {
    const receiver = await startReceiver({
      tls: { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8") },
    });
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 400 })).toMatchObject({ delivered: 0, pending: 3 });
    expect(pipeline.health().lastError).toMatch(/self-signed|certificate/);
    expect(receiver.requests).toEqual([]);
    await receiver.close();
  });
});
