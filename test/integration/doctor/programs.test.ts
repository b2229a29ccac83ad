import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DoctorReport } from "../../../src/cli/doctor.ts";
import { childEnv } from "../../support/child-env.ts";
import { type Receiver, startReceiver } from "../export/receiver.ts";
import { faultsOf, onlyFault } from "./broken-set-up.ts";
import { type InstalledPackage, installPackage, type Project } from "./installed-package.ts";

const COMPLETION = JSON.stringify({
  object: "chat.completion",
  model: "gpt-4o",
  choices: [{ index: 0, message: { role: "assistant", content: "hello" }, finish_reason: "stop" }],
});

let installed: InstalledPackage;
let provider: Server;
let backend: Receiver;
let project: Project;
let env: Record<string, string>;
beforeAll(async () => {
  installed = await installPackage();
  provider = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(COMPLETION);
  });
  await new Promise<void>((done) => provider.listen(0, "127.0.0.1", done));
}, 120_000);
afterAll(() => {
  provider?.closeAllConnections();
  provider?.close();
  installed?.remove();
});
beforeEach(async () => {
  backend = await startReceiver();
  project = installed.project();
  const { port } = provider.address() as AddressInfo;
  env = { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url, PROVIDER: `http://127.0.0.1:${port}/v1` };
});
afterEach(() => backend.close());

const CLIENT = 'const client = new OpenAI({ apiKey: "none", baseURL: process.env.PROVIDER });';
const CALL =
  'await client.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: "hello" }] });';
const UNTRACED = `import OpenAI from "openai";\n${CLIENT}\n${CALL}\n`;
const WITH_INIT = `import { init } from "agentscribe";\nconst telemetry = init();\n`;

async function faults(args: readonly string[]): Promise<readonly string[]> {
  return faultsOf((await project.doctor(env, args)).report).map(({ code }) => code);
}

async function expectClean(args: readonly string[]): Promise<void> {
  const { status, report } = await project.doctor(env, args);
  expect(faultsOf(report)).toEqual([]);
  expect(report.verification.findings.map(({ code }) => code)).toContain("delivered");
  expect(status).toBe(0);
}

describe("agentscribe doctor PROGRAM names what is wrong with a program, and finds nothing once it is mended", () => {
  it("no wrapper and no zero-code start: requests are recorded by nobody", async () => {
    project.write("agent.js", UNTRACED);
    expect(await faults(["agent.js"])).toEqual(["requests-untraced", "no-client"]);
    const { report } = await project.doctor(env, ["agent.js"]);
    expect(faultsOf(report)[0]?.what).toContain("1 request to a model recorded by nobody: openai chat 127.0.0.1");
    expect(faultsOf(report)[0]?.mend).toContain("`node --import agentscribe/register`");
    await expectClean(["node", "--import", "agentscribe/register", "agent.js"]);
  });

  it("a client was made and not wrapped", async () => {
    project.write("agent.js", `${WITH_INIT}${UNTRACED}`);
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "requests-untraced");
    expect(found.mend).toContain("`wrapOpenAI(client)` of `agentscribe/openai`");
    const wrapped = UNTRACED.replace(CLIENT, `${CLIENT}\nwrapOpenAI(client);`);
    project.write("agent.js", `import { wrapOpenAI } from "agentscribe/openai";\n${WITH_INIT}${wrapped}`);
    await expectClean(["agent.js"]);
  });

  it("the zero-code start comes after the package", async () => {
    project.write("agent.js", `${UNTRACED.replace(CALL, "")}await import("agentscribe/register");\n${CALL}\n`);
    const { report } = await project.doctor(env, ["agent.js"]);
    // What was loaded too late is still seen on the wire.
    expect(report.requests).toMatchObject({ recorded: 1, untraced: {} });
    expect(onlyFault(report, "register-late").mend).toContain("`node --import agentscribe/register program.js`");
    project.write("agent.js", UNTRACED);
    await expectClean(["node", "--import", "agentscribe/register", "agent.js"]);
  });

  it("the package is bundled into the program", async () => {
    const request = '{ method: "POST", body: JSON.stringify({ model: "gpt-4o", messages: [] }) }';
    const bundled = `await (await fetch(process.env.PROVIDER + "/chat/completions", ${request})).text();\n`;
    project.write("agent.js", `${WITH_INIT}${bundled}`);
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "requests-bundled");
    expect(found.mend).toContain("`instrumentFetch()`");
    project.write(
      "agent.js",
      `import { instrumentFetch } from "agentscribe/fetch";\ninstrumentFetch();\n${WITH_INIT}${bundled}`,
    );
    await expectClean(["agent.js"]);
  });

  it("an option is wrong", async () => {
    const program = (option: string): string =>
      `import { init } from "agentscribe";\ninit({ service: { ${option}: "bot" } });\n`;
    project.write("agent.js", program("nmae"));
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "config-error");
    expect(found.what).toContain("option service.nmae: expected one of name, version, environment");
    project.write("agent.js", program("name"));
    await expectClean(["agent.js"]);
  });

  it("an option turns telemetry off", async () => {
    project.write("agent.js", 'import { init } from "agentscribe";\ninit({ enabled: false });\n');
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "telemetry-off");
    expect(found.mend).toBe("Call `init()` without `enabled: false`.");
    project.write("agent.js", WITH_INIT);
    await expectClean(["agent.js"]);
  });

  it("spans go to one backend by two ways", async () => {
    const provider = `import { TracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
      import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
      import { trace } from "@opentelemetry/api";
      import { init } from "agentscribe";
      const url = process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
      const exporter = new OTLPTraceExporter({ url: url + "/v1/traces" });
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));\n`;
    project.write("agent.js", `${provider}init({ exporters: [{ url }] });\n`);
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "provider-double");
    expect(found.mend).toContain("Take `exporters` out of `init()`");
    project.write("agent.js", `${provider}init();\n`);
    const { status, report } = await project.doctor(env, ["agent.js"]);
    expect(faultsOf(report)).toEqual([]);
    expect(report.verification).toMatchObject({ ok: true, mode: "host" });
    expect(report.verification.findings.map(({ code }) => code)).toContain("host");
    expect(backend.accepted).toContain("agentscribe.verify");
    expect(status).toBe(0);
  });

  it("the application's provider records nothing, or cannot send", async () => {
    const program = (
      settings: string,
    ): string => `import { AlwaysOffSampler, TracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace";
      import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
      import { trace } from "@opentelemetry/api";
      import { init } from "agentscribe";
      const spanProcessors = [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: process.env.HOST_URL, timeoutMillis: 500 }) })];
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors, ${settings} }));
      init();\n`;
    env.HOST_URL = `${backend.url}/v1/traces`;
    project.write("agent.js", program("sampler: new AlwaysOffSampler()"));
    expect(await faults(["agent.js"])).toEqual(["host-drops"]);
    project.write("agent.js", program(""));
    expect(await faults(["agent.js"])).toEqual([]);
    backend.answer = () => ({ status: 400 });
    expect(await faults(["agent.js"])).toEqual(["host-export-failed"]);
  });

  it("a provider is registered after init()", async () => {
    const imports = `import { TracerProvider } from "@opentelemetry/sdk-trace"; import { trace } from "@opentelemetry/api"; import { init } from "agentscribe";\n`;
    const register = "trace.setGlobalTracerProvider(new TracerProvider());\n";
    project.write("agent.js", `${imports}init();\n${register}`);
    expect(await faults(["agent.js"])).toEqual(["provider-other"]);
    project.write("agent.js", `${imports}${register}init();\n`);
    expect(await faults(["agent.js"])).toEqual([]);
  });

  it("an older @opentelemetry/api came first", async () => {
    const copy = project.copyPackage("@opentelemetry/api", "node_modules/old-library");
    for (const name of readdirSync(copy, { recursive: true, encoding: "utf8" })) {
      const file = join(copy, name);
      if (!/\.(?:[cm]?js|json)$/.test(name) || !statSync(file).isFile()) continue;
      const text = readFileSync(file, "utf8");
      if (text.includes("1.10.0")) writeFileSync(file, text.replaceAll("1.10.0", "1.9.0"));
    }
    project.write(
      "node_modules/old-library/package.json",
      '{"name":"old-library","version":"1.0.0","main":"index.js"}',
    );
    const library =
      'require("@opentelemetry/api").propagation.setGlobalPropagator({ inject() {}, extract: (c) => c, fields: () => [] });';
    project.write("node_modules/old-library/index.js", library);
    project.copyPackage("@opentelemetry/api", ".");
    project.copyPackage("agentscribe", ".");
    project.write("agent.js", `import "old-library";\n${WITH_INIT}`);
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "api-versions");
    expect(found).toMatchObject({ severity: "error", what: expect.stringContaining("1.9.0 registered first") });
    expect(found.mend).toContain("`npm dedupe`");
    rmSync(copy, { recursive: true });
    await expectClean(["agent.js"]);
  });

  it("two copies of this package make clients", async () => {
    project.write(
      "node_modules/library/package.json",
      '{"name":"library","version":"1.0.0","type":"module","main":"index.js"}',
    );
    project.write("node_modules/library/index.js", WITH_INIT);
    const copy = project.copyPackage("agentscribe", "node_modules/library");
    project.copyPackage("agentscribe", ".");
    project.write("agent.js", `import "library";\n${WITH_INIT}`);
    onlyFault((await project.doctor(env, ["agent.js"])).report, "package-copies");
    rmSync(copy, { recursive: true });
    await expectClean(["agent.js"]);
  });

  it("the program fails", async () => {
    project.write("agent.js", `${WITH_INIT}process.exitCode = 3;\n`);
    const found = onlyFault((await project.doctor(env, ["agent.js"])).report, "program-failed");
    expect(found.what).toBe("the program ended with code 3");
    project.write("agent.js", WITH_INIT);
    await expectClean(["agent.js"]);
  });

  it("waits for what the program does about Ctrl+C", async () => {
    const server = `${WITH_INIT}const timer = setInterval(() => {}, 60_000);\nprocess.once("SIGINT", () => clearInterval(timer));\nconsole.log("up");\n`;
    project.write("server.js", server);
    const cli = join(installed.folder, "node_modules/agentscribe/dist/cli.js");
    const spool = { AGENTSCRIBE_SPOOL_DIRECTORY: join(project.folder, "spool") };
    // A group of its own, which a terminal tells of the keys.
    const child = spawn(process.execPath, [cli, "doctor", "--json", "server.js"], {
      cwd: project.folder,
      env: { ...childEnv(), ...env, ...spool },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    child.stderr.once("data", () => process.kill(-(child.pid ?? 0), "SIGINT"));
    const [stdout, [status]] = await Promise.all([text(child.stdout), once(child, "close")]);
    expect(faultsOf(JSON.parse(stdout) as DoctorReport)).toEqual([]);
    expect(status).toBe(0);
  });

  it("gives the client of the program the time that the command line gives", async () => {
    project.write("agent.js", WITH_INIT);
    backend.answer = () => "hang";
    const { report } = await project.doctor(env, ["--timeout", "0.5", "agent.js"]);
    expect(faultsOf(report).map(({ code }) => code)).toEqual(["endpoint-timeout"]);
    expect(report.verification.destinations).toHaveLength(3);
    for (const { roundTripMillis } of report.verification.destinations) expect(roundTripMillis).toBeLessThan(4_000);
  });

  it("looks at the client that the program made, by its options", async () => {
    const program = `import { init } from "agentscribe";\ninit({ exporters: [{ url: process.env.ELSEWHERE, headers: { "x-key": "k" } }] });\n`;
    project.write("agent.js", program);
    const elsewhere = await startReceiver();
    elsewhere.answer = ({ headers }) => (headers["x-key"] === "k" ? undefined : { status: 401 });
    env.ELSEWHERE = elsewhere.url;
    await expectClean(["agent.js"]);
    await elsewhere.close();
    expect(elsewhere.accepted.filter((name) => name === "agentscribe.verify")).toHaveLength(3);
    expect(backend.requests).toEqual([]);
    expect(await faults(["agent.js"])).toEqual(["endpoint-refused"]);
  });
});
