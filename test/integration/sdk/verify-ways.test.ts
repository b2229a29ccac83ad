import { type AddressInfo, createServer, type Server } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Finding, init, type OtlpExporterOptions } from "../../../src/index.ts";
import { makeCertificate } from "../export/certificate.ts";
import { startProxy } from "../export/proxy-server.ts";
import { type Answer, startReceiver } from "../export/receiver.ts";

async function receiver(answer: Answer = () => undefined) {
  const started = await startReceiver();
  started.answer = answer;
  onTestFinished(() => started.close());
  return started;
}

/** What asks for something to be done. */
async function faults(exporter: OtlpExporterOptions | undefined, timeoutMillis = 5_000): Promise<readonly Finding[]> {
  const telemetry = init({ host: "own", spool: false, ...(exporter && { exporters: [exporter] }) });
  onTestFinished(() => telemetry.shutdown({ timeoutMillis: 50 }).then(() => undefined));
  const { findings } = await telemetry.verify({ timeoutMillis });
  return findings.filter(({ severity }) => severity === "error" || severity === "warning");
}

async function onlyFault(exporter: OtlpExporterOptions, timeoutMillis?: number): Promise<Finding> {
  const found = await faults(exporter, timeoutMillis);
  expect(found).toHaveLength(1);
  return found[0] as Finding;
}

describe("verify() of what a request is made of", () => {
  it("sends its test record compressed where records are", async () => {
    const { url } = await receiver(({ headers }) =>
      headers["content-encoding"] === undefined ? undefined : { status: 415 },
    );
    expect(await onlyFault({ url, compression: "gzip" })).toMatchObject({
      code: "answer-media-type",
      mend: expect.stringContaining("OTEL_EXPORTER_OTLP_COMPRESSION=none"),
    });
    expect(await faults({ url })).toEqual([]);
  });

  it.each([
    ["with a line break", () => ({ authorization: "Bearer secret\n" })],
    ["of undefined", () => undefined],
    ["of null", async () => null],
  ])("names a headers function that gives headers %s", async (_what, headers) => {
    const { url, requests } = await receiver();
    const found = await onlyFault({ url, headers: headers as unknown as () => Record<string, string> });
    expect(found.code).toBe("headers-failed");
    expect(found.what).toContain("the headers function ");
    expect(JSON.stringify(found)).not.toContain("secret");
    expect(requests).toEqual([]);
  });

  it("says how to follow a redirect to a path that no base URL has", async () => {
    const { url } = await receiver(({ path }) =>
      path.endsWith("/") ? undefined : { status: 308, headers: { location: `${path}/` } },
    );
    const { code, mend = "" } = await onlyFault({ url });
    expect(code).toBe("answer-redirect");
    expect(mend).toContain(`\`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${url}/v1/traces/\``);
    for (const signal of ["TRACES", "LOGS", "METRICS"]) {
      const name = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`;
      process.env[name] = `${url}/v1/${signal.toLowerCase()}/`;
      onTestFinished(() => void delete process.env[name]);
    }
    expect(await faults(undefined)).toEqual([]);
  });
});

const certificate = makeCertificate();

describe("verify() through a proxy that fails", () => {
  /** Closes each connection. */
  async function closing(): Promise<string> {
    const server: Server = createServer((socket) => void socket.on("error", () => {}).destroy());
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it.each(["https", "http"])("names the proxy that closes the connection (%s)", async (scheme) => {
    const proxy = await closing();
    const found = await onlyFault({ url: `${scheme}://backend.test`, proxy });
    expect(found.code).toBe("proxy-unreachable");
    expect(found.what).toContain(`the proxy ${proxy}/ closed the connection without an answer`);
    expect(found.what).not.toContain("//backend.test");
  });

  it.each([
    ["https", "proxy-unreachable", "gave no answer in time"],
    ["http", "endpoint-timeout", "no answer came in time through the proxy"],
  ])("names the proxy that hangs (%s)", async (scheme, code, what) => {
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    proxy.answer = "hang";
    const found = await onlyFault({ url: `${scheme}://backend.test`, proxy: proxy.url }, 300);
    expect(found.code).toBe(code);
    expect(found.what).toContain(what);
    expect(found.what).toContain(`the proxy ${proxy.url}/`);
  });

  it("names the proxy that does not speak TLS", async () => {
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    const found = await onlyFault({ url: "http://backend.test", proxy: proxy.url.replace("http:", "https:") });
    expect(found).toMatchObject({ code: "tls-not-spoken", mend: "Write `http://` in the URL of the proxy." });
    expect(found.what).toContain("the proxy https://127.0.0.1");
  });

  it.skipIf(certificate === undefined)(
    "names the certificate at fault, that of the proxy or that of the backend",
    async () => {
      const tls = certificate ?? { key: "", cert: "" };
      const secure = await startProxy(tls);
      const plain = await startProxy();
      const backend = await startReceiver({ tls });
      onTestFinished(async () => void (await Promise.all([secure.close(), plain.close(), backend.close()])));
      const ofProxy = await onlyFault({ url: "https://backend.test", proxy: secure.url });
      expect(ofProxy.code).toBe("tls-untrusted");
      expect(ofProxy.what).toContain(`the proxy ${secure.url}/`);
      const ofBackend = await onlyFault({ url: backend.url, proxy: plain.url });
      expect(ofBackend.code).toBe("tls-untrusted");
      expect(ofBackend.what).toContain(`: ${backend.url}/v1/traces`);
      expect(await faults({ url: backend.url, proxy: secure.url, tls: { ca: tls.cert } })).toEqual([]);
    },
  );
});
