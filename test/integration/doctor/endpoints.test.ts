import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "../export/certificate.ts";
import { startProxy } from "../export/proxy-server.ts";
import { type Answer, type Receiver, startReceiver } from "../export/receiver.ts";
import { faultsOf, onlyFault, variablesIn } from "./broken-set-up.ts";
import { type InstalledPackage, installPackage, type Project } from "./installed-package.ts";

let installed: InstalledPackage;
beforeAll(async () => {
  installed = await installPackage();
}, 120_000);
afterAll(() => installed?.remove());

type Variables = Readonly<Record<string, string>>;

async function receiver(answer?: Answer, options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const started = await startReceiver(options);
  if (answer !== undefined) started.answer = answer;
  onTestFinished(() => started.close());
  return started;
}

/** A port on which nobody listens now. */
async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const endpoint = (url: string): Variables => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });

async function fault(project: Project, env: Variables, code: string) {
  const { status, report } = await project.doctor(env);
  const found = onlyFault(report, code);
  expect(status).toBe(found.severity === "error" ? 1 : 0);
  return found;
}

async function expectClean(project: Project, env: Variables): Promise<void> {
  const { status, report } = await project.doctor(env);
  expect(faultsOf(report)).toEqual([]);
  expect(report.verification.destinations.map(({ signal, delivered }) => [signal, delivered])).toEqual([
    ["traces", true],
    ["events", true],
    ["metrics", true],
  ]);
  expect(status).toBe(0);
}

describe("agentscribe doctor names what is wrong on the way to a backend, and finds nothing once it is mended", () => {
  it("nothing listens", async () => {
    const project = installed.project();
    const port = await freePort();
    const env = endpoint(`http://127.0.0.1:${port}`);
    const { what, mend } = await fault(project, env, "endpoint-refused");
    expect(what).toContain(`traces, events, metrics to 127.0.0.1:${port}: nothing listens`);
    expect(mend).toContain("Start the backend");
    await receiver(undefined, { port });
    await expectClean(project, env);
  });

  it("the base path is missing: 404", async () => {
    const project = installed.project();
    const backend = await receiver(({ path }) => (path.startsWith("/otlp/v1/") ? undefined : { status: 404 }));
    const found = await fault(project, endpoint(backend.url), "answer-not-found");
    expect(variablesIn(found)).toMatchObject({ OTEL_EXPORTER_OTLP_ENDPOINT: `${backend.url}/otlp` });
    await expectClean(project, endpoint(`${backend.url}/otlp`));
  });

  it("the variable of one signal has no path", async () => {
    const project = installed.project();
    const backend = await receiver(({ path }) => (path.startsWith("/v1/") ? undefined : { status: 404 }));
    const env = { ...endpoint(backend.url), OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: backend.url };
    const found = await fault(project, env, "answer-not-found");
    const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT = "" } = variablesIn(found);
    await expectClean(project, { ...env, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT });
  });

  it("a web page answers", async () => {
    const project = installed.project();
    const page = { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html><title>UI</title>" };
    const ui = await receiver(() => page);
    const found = await fault(project, endpoint(ui.url), "answer-web-page");
    expect(found.mend).toContain("not to its user interface");
    await expectClean(project, endpoint((await receiver()).url));
  });

  it("the key is missing, then wrong: 401", async () => {
    const project = installed.project();
    const backend = await receiver(({ headers }) =>
      headers.authorization === "Bearer right"
        ? undefined
        : { status: 401, body: '{"error":"\u001b[31mno\u202e"}', headers: { "content-type": "application/json" } },
    );
    const missing = await fault(project, endpoint(backend.url), "answer-unauthorized");
    expect(missing.mend).toContain("OTEL_EXPORTER_OTLP_HEADERS");
    const withKey = (key: string): Variables => ({
      ...endpoint(backend.url),
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
    });
    const wrong = await fault(project, withKey("wr0ng"), "answer-unauthorized");
    expect(wrong.mend).toContain("`authorization` is not accepted");
    expect(wrong.what).toMatch(/^[ -~]*\[31mno[ -~]*$/);
    expect(JSON.stringify(wrong)).not.toContain("wr0ng");
    await expectClean(project, withKey("right"));
  });

  it.each([
    [403, "answer-forbidden"],
    [415, "answer-media-type"],
    [413, "answer-too-large"],
    [400, "answer-refused"],
    [500, "answer-server-error"],
    [429, "answer-busy"],
  ])("the backend answers %i", async (status, code) => {
    const project = installed.project();
    const backend = await receiver(() => ({ status }));
    await fault(project, endpoint(backend.url), code);
    backend.answer = () => undefined;
    await expectClean(project, endpoint(backend.url));
  });

  it("JSON is wanted, and protobuf sent", async () => {
    const project = installed.project();
    const backend = await receiver(({ headers }) =>
      headers["content-type"] === "application/json" ? undefined : { status: 415 },
    );
    const found = await fault(project, endpoint(backend.url), "answer-media-type");
    expect(found.mend).toContain("http/json");
    await expectClean(project, { ...endpoint(backend.url), OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" });
  });

  it("the record is rejected in a 200", async () => {
    const project = installed.project();
    const headers = { "content-type": "application/json" };
    const body = '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"quota"}}';
    const backend = await receiver(({ path }) => (path === "/v1/traces" ? { status: 200, headers, body } : undefined));
    const found = await fault(project, endpoint(backend.url), "answer-rejected");
    expect(found.what).toContain("quota");
    backend.answer = () => undefined;
    await expectClean(project, endpoint(backend.url));
  });

  it("a server says yes to everything", async () => {
    const project = installed.project();
    const echo = await receiver(() => ({ status: 200, headers: { "content-type": "text/plain" }, body: "welcome" }));
    await fault(project, endpoint(echo.url), "answer-unusual");
    await expectClean(project, endpoint((await receiver()).url));
  });

  it("the server sends to another address", async () => {
    const project = installed.project();
    const backend = await receiver();
    const old = await receiver(({ path }) => ({ status: 308, headers: { location: `${backend.url}${path}` } }));
    const found = await fault(project, endpoint(old.url), "answer-redirect");
    expect(found.mend).toContain(`\`${backend.url}\``);
    await expectClean(project, endpoint(backend.url));
  });

  it("the clock of one of the two is an hour off", async () => {
    const project = installed.project();
    const date = (): string => new Date(Date.now() + 3_600_000).toUTCString();
    const backend = await receiver(() => ({ status: 200, headers: { date: date() } }));
    const found = await fault(project, endpoint(backend.url), "clock-off");
    expect(found.what).toMatch(/60 min ahead of/);
    backend.answer = () => undefined;
    await expectClean(project, endpoint(backend.url));
  });

  it("the port speaks gRPC", async () => {
    const project = installed.project();
    const grpc = createHttp2Server();
    await new Promise<void>((done) => grpc.listen(0, "127.0.0.1", done));
    onTestFinished(() => void grpc.close());
    const { port } = grpc.address() as AddressInfo;
    const found = await fault(project, endpoint(`http://127.0.0.1:${port}`), "endpoint-grpc");
    expect(found.mend).toContain("4318");
    await expectClean(project, endpoint((await receiver()).url));
  });

  it("no answer comes", async () => {
    const project = installed.project();
    const backend = await receiver(() => "hang");
    const env = { ...endpoint(backend.url), OTEL_EXPORTER_OTLP_TIMEOUT: "300" };
    await fault(project, env, "endpoint-timeout");
    backend.answer = () => undefined;
    await expectClean(project, env);
  });

  it("the connection is closed", async () => {
    const project = installed.project();
    const backend = await receiver(() => "reset");
    await fault(project, endpoint(backend.url), "endpoint-reset");
    backend.answer = () => undefined;
    await expectClean(project, endpoint(backend.url));
  });

  it("the name of the host is not known", async () => {
    const project = installed.project();
    const env = { ...endpoint("http://collector.invalid:4318"), NO_PROXY: "*" };
    await fault(project, env, "endpoint-dns");
    await expectClean(project, endpoint((await receiver()).url));
  });

  it("the proxy is not there, refuses, or wants a password", async () => {
    const project = installed.project();
    const backend = await receiver();
    // An endpoint that is not this machine by its name: no proxy of the environment stands before that.
    const env = { ...endpoint("http://backend.test:4318") };
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const found = await fault(project, { ...env, HTTP_PROXY: nobody }, "proxy-unreachable");
    expect(found.mend).toContain("HTTP_PROXY");
    const proxy = await startProxy();
    onTestFinished(() => proxy.close());
    proxy.wants = `Basic ${Buffer.from("me:pw").toString("base64")}`;
    await fault(project, { ...env, HTTP_PROXY: proxy.url }, "proxy-credentials");
    await expectClean(project, { ...endpoint(backend.url), HTTP_PROXY: proxy.url });
  });
});

const certificate = makeCertificate();

describe.skipIf(certificate === undefined)("agentscribe doctor names what is wrong with TLS", () => {
  const tls = certificate ?? { key: "", cert: "" };

  it("the certificate signs itself, and its authority is not known", async () => {
    const project = installed.project();
    const backend = await receiver(undefined, { tls });
    const found = await fault(project, endpoint(backend.url), "tls-untrusted");
    expect(found.mend).toContain("OTEL_EXPORTER_OTLP_CERTIFICATE");
    const file = project.write("ca.pem", tls.cert);
    await expectClean(project, { ...endpoint(backend.url), OTEL_EXPORTER_OTLP_CERTIFICATE: file });
  });

  it("the file with the authority is not there", async () => {
    const project = installed.project();
    const backend = await receiver(undefined, { tls });
    const file = join(project.folder, "ca.pem");
    const env = { ...endpoint(backend.url), OTEL_EXPORTER_OTLP_CERTIFICATE: file };
    await fault(project, env, "tls-file");
    project.write("ca.pem", tls.cert);
    await expectClean(project, env);
  });

  it("the port speaks TLS and the endpoint does not, and the other way round", async () => {
    const project = installed.project();
    const [secure, plain] = [await receiver(undefined, { tls }), await receiver()];
    const file = project.write("ca.pem", tls.cert);
    const env = { OTEL_EXPORTER_OTLP_CERTIFICATE: file };
    const found = await fault(project, { ...env, ...endpoint(secure.url.replace("https", "http")) }, "tls-expected");
    expect(found.mend).toContain(`${secure.url}/v1/traces`);
    await fault(project, { ...env, ...endpoint(plain.url.replace("http", "https")) }, "tls-not-spoken");
    await expectClean(project, { ...env, ...endpoint(secure.url) });
  });
});
