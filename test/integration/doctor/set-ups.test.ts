import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../export/receiver.ts";
import { faultsOf, onlyFault } from "./broken-set-up.ts";
import { type InstalledPackage, installPackage, type Project } from "./installed-package.ts";

let installed: InstalledPackage;
let backend: Receiver;
let project: Project;
let env: Record<string, string>;
beforeAll(async () => {
  installed = await installPackage();
}, 120_000);
afterAll(() => installed?.remove());
beforeEach(async () => {
  backend = await startReceiver();
  project = installed.project();
  env = { OTEL_EXPORTER_OTLP_ENDPOINT: backend.url };
});
afterEach(() => backend.close());

async function fault(code: string, variables: Readonly<Record<string, string>> = {}) {
  return onlyFault((await project.doctor({ ...env, ...variables })).report, code);
}

async function expectClean(variables: Readonly<Record<string, string>> = {}): Promise<void> {
  const { status, report } = await project.doctor({ ...env, ...variables });
  expect(faultsOf(report)).toEqual([]);
  expect(status).toBe(0);
}

describe("agentscribe doctor names what is wrong in the environment, and finds nothing once it is mended", () => {
  it.each([
    ["TELEMETRY_ENABLED", "false"],
    ["DO_NOT_TRACK", "1"],
    ["OTEL_SDK_DISABLED", "true"],
  ])("telemetry is turned off by a forgotten %s, and then nothing is sent", async (name, value) => {
    const found = await fault("telemetry-off", { [name]: value });
    expect(found.mend).toBe(`Unset \`${name}\`.`);
    expect(backend.requests).toEqual([]);
    await expectClean();
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_ENDPONT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["OTEL_EXPORTER_OLTP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["OTEL_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"],
    ["otel_exporter_otlp_endpoint", "OTEL_EXPORTER_OTLP_ENDPOINT"],
  ])("the endpoint is in %s", async (wrong, right) => {
    const { report } = await project.doctor({ [wrong]: backend.url });
    const found = faultsOf(report).find(({ code }) => code === "environment-unknown");
    expect(found?.mend).toBe(`Rename it to \`${right}\`.`);
    expect(backend.requests).toEqual([]);
    await expectClean({ [right]: backend.url });
  });

  it("a variable of this package does not exist", async () => {
    const found = await fault("environment-unknown", { AGENTSCRIBE_VERBOSITY: "high" });
    expect(found.mend).toBe("Unset `AGENTSCRIBE_VERBOSITY`.");
    await expectClean({ OTEL_PROPAGATORS: "tracecontext", OTEL_BSP_SCHEDULE_DELAY: "100", TELEMETRY: "yes" });
  });

  it.each([
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "http/protobuf"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "authorization: Bearer x", "authorization=Bearer%20x"],
    ["OTEL_EXPORTER_OTLP_TIMEOUT", "10s", "10000"],
    ["OTEL_EXPORTER_OTLP_COMPRESSION", "zstd", "gzip"],
    ["OTEL_TRACES_SAMPLER", "always", "always_on"],
    ["OTEL_TRACES_EXPORTER", "otlp,zipkin", "otlp"],
    ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc", "http/json"],
    ["OTEL_METRIC_EXPORT_INTERVAL", "1m", "60000"],
    ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "none", "128"],
    ["OTEL_NODE_RESOURCE_DETECTORS", "host,xyz", "host"],
    ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "yes please", "true"],
    ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "none", "delta"],
    ["AGENTSCRIBE_DEBUG", "verbose", "1"],
    ["TELEMETRY_ENABLED", "flase", "true"],
    ["OTEL_SDK_DISABLED", "1", "false"],
    ["OTEL_SERVICE_NAME", '"triage-bot"', "triage-bot"],
  ])("%s is %s", async (name, wrong, right) => {
    const found = await fault("environment-invalid", { [name]: wrong });
    expect(found.what).toContain(name);
    await expectClean({ [name]: right });
  });

  it.each([
    { OTEL_TRACES_SAMPLER: "always_off" },
    { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" },
  ])("the sampler drops all: %j", async (variables) => {
    const found = await fault("sampling-none", variables as Record<string, string>);
    expect(found.mend).toContain("Unset `OTEL_TRACES_SAMPLER`");
    await expectClean();
    await expectClean({ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.5" });
  });

  it("no signal has an exporter", async () => {
    const signals = ["TRACES", "METRICS", "LOGS"];
    const none = Object.fromEntries(signals.map((signal) => [`OTEL_${signal}_EXPORTER`, "none"]));
    const found = await fault("no-destination", none);
    expect(found.mend).toContain("Unset `OTEL_TRACES_EXPORTER`");
    await expectClean();
  });

  it("everything is printed and nothing sent", async () => {
    await fault("debug-only", { AGENTSCRIBE_DEBUG: "only" });
    expect(backend.requests).toEqual([]);
    await expectClean({ AGENTSCRIBE_DEBUG: "1" });
  });

  it("sends nothing when it is asked not to", async () => {
    const { status, report } = await project.doctor(env, ["--offline"]);
    expect(report.verification.findings.map(({ code }) => code)).toContain("endpoint-untried");
    expect(backend.requests).toEqual([]);
    expect(status).toBe(0);
  });

  it("ends with 2 for a command line that makes no sense", async () => {
    const cli = join(installed.folder, "node_modules/agentscribe/dist/cli.js");
    expect(await project.run([cli, "doctor", "--timeout", "soon"], env)).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("agentscribe doctor names what is wrong with the spool", () => {
  const spool = (): string => join(project.folder, "spool");

  it("others can write to the folder", async () => {
    mkdirSync(spool(), { mode: 0o700 });
    chmodSync(spool(), 0o777);
    const found = await fault("spool-refused");
    const [, mode = "", folder = ""] = /`chmod (\d+) (\S+)`/.exec(found.mend ?? "") ?? [];
    chmodSync(folder, Number.parseInt(mode, 8));
    await expectClean();
    expect(readdirSync(spool())).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)("the folder belongs to somebody else", async () => {
    mkdirSync(spool(), { mode: 0o700 });
    chownSync(spool(), 12_345, 12_345);
    const found = await fault("spool-refused");
    expect(found.mend).toContain("AGENTSCRIBE_SPOOL_DIRECTORY");
    await expectClean({ AGENTSCRIBE_SPOOL_DIRECTORY: join(project.folder, "another") });
  });

  it("a file stands where the folder is to be", async () => {
    writeFileSync(join(project.folder, "state"), "");
    const place = { AGENTSCRIBE_SPOOL_DIRECTORY: join(project.folder, "state/spool") };
    await fault("spool-refused", place);
    rmSync(join(project.folder, "state"));
    await expectClean(place);
  });

  it("records of a process that is no more have waited for days", async () => {
    const agent = `import { init } from "agentscribe"; const telemetry = init({ pricing: false, signals: { metrics: false, events: false } });
      telemetry.tool({ name: "search" }, () => 1); process.exit(0);`;
    project.write("agent.js", agent);
    const elsewhere = { OTEL_EXPORTER_OTLP_ENDPOINT: `${backend.url}/later` };
    await project.run(["agent.js"], elsewhere);
    const days = 3 * 86_400_000;
    for (const entry of readdirSync(spool(), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const [created = "", ...rest] = entry.name.split("-");
      writeFileSync(join(entry.parentPath, [Number(created) - days, ...rest].join("-")), readFileSync(file), {
        mode: 0o600,
      });
      rmSync(file);
    }
    const found = await fault("spool-backlog");
    expect(found.what).toMatch(/1 record waits for .*\/later\/v1\/traces, the oldest for 3 days/);
    expect(found.mend).toContain("`npx agentscribe drain`");
    const cli = join(installed.folder, "node_modules/agentscribe/dist/cli.js");
    await project.run([cli, "drain"], elsewhere);
    await expectClean();
  });

  it("a record was refused alone and put aside", async () => {
    backend.answer = ({ names }) => (names.some((name) => name.endsWith("bad")) ? { status: 400 } : undefined);
    const agent = `import { init } from "agentscribe"; const telemetry = init({ pricing: false, signals: { metrics: false, events: false } });
      for (const name of ["good", "bad", "fine"]) telemetry.tool({ name }, () => 1); await telemetry.shutdown();`;
    project.write("agent.js", agent);
    await project.run(["agent.js"], env);
    const found = await fault("dead-letters");
    const [, folder = ""] = /remove `(\S+)`/.exec(found.mend ?? "") ?? [];
    expect(existsSync(folder)).toBe(true);
    rmSync(folder, { recursive: true });
    await expectClean();
  });
});

describe("agentscribe doctor names what is wrong with what is installed", () => {
  const fake = (name: string, version: string): string =>
    project.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version }));

  it("a client has a version that its wrapper is not tested with", async () => {
    fake("openai", "4.104.0");
    const found = await fault("package-untested");
    expect(found.what).toContain("older than tested");
    const [, version = ""] = /npm install openai@([\d.]+)/.exec(found.mend ?? "") ?? [];
    fake("openai", version);
    await expectClean();
  });

  it("this package is there twice", async () => {
    fake("some-library", "1.0.0");
    const copy = project.copyPackage("agentscribe", "node_modules/some-library");
    project.copyPackage("agentscribe", ".");
    const found = await fault("package-copies");
    expect(found.mend).toContain("npm dedupe");
    rmSync(copy, { recursive: true });
    await expectClean();
  });

  it("OpenTelemetry's API is there in two versions", async () => {
    fake("some-library", "1.0.0");
    const copy = project.copyPackage("@opentelemetry/api", "node_modules/some-library");
    writeFileSync(join(copy, "package.json"), '{"name":"@opentelemetry/api","version":"1.9.0"}');
    project.copyPackage("@opentelemetry/api", ".");
    project.copyPackage("agentscribe", ".");
    const found = await fault("api-versions");
    expect(found.mend).toContain("npm dedupe");
    rmSync(copy, { recursive: true });
    await expectClean();
  });
});
