import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
let second: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  second = await startReceiver();
});
afterEach(() => Promise.all([receiver.close(), second.close()]));

const run = (source: string, env: Record<string, string> = {}): Promise<ScriptResult> =>
  runScript(`import { init } from "./src/index.ts";\n${source}`, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });

const WORK = `
await telemetry.session({ id: "s-1" }, async () => {
  await telemetry.llm({ provider: "openai", model: "gpt-4o", input: [{ role: "user", content: "the question" }] }, async (call) => {
    call.usage({ inputTokens: 10, outputTokens: 1 });
    call.output([{ role: "assistant", content: "the answer" }]);
  });
  telemetry.record("decision", { type: "route", choice: "left" });
});
const report = await telemetry.shutdown();`;

const all = ({ requests }: Receiver): string => requests.map(({ otlp }) => JSON.stringify(otlp)).join("\n");
const paths = ({ requests }: Receiver): string[] => [...new Set(requests.map(({ path }) => path))].sort();

describe("destinations", () => {
  it("receive each what their own capture level and signals admit", async () => {
    const { code, stderr } = await run(`
      const telemetry = init({ capture: "full", exporters: [
        { url: ${JSON.stringify(receiver.url)}, capture: { prompts: true } },
        { url: ${JSON.stringify(second.url)}, capture: "none", signals: { metrics: false }, protocol: "http/json" },
      ] });${WORK}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(paths(receiver)).toEqual(["/v1/logs", "/v1/metrics", "/v1/traces"]);
    expect(paths(second)).toEqual(["/v1/logs", "/v1/traces"]);
    expect(all(receiver)).toContain("the question");
    expect(all(receiver)).not.toContain("the answer");
    expect(all(second)).not.toMatch(/the (question|answer)/);
    expect(second.requests.map(({ headers }) => headers["content-type"])).toContain("application/json");
    const ids = (at: Receiver): string[] => at.spans().map(({ spanId }) => spanId);
    expect(ids(second)).toEqual(ids(receiver));
    expect(ids(second)).toHaveLength(2);
  });

  it("receive content at the place that their own capture names", async () => {
    const { code, stderr, answer } = await run(`
      const given = [];
      const spanExporter = { export: (spans, done) => { given.push(...spans.map(({ attributes }) => attributes)); done({ code: 0 }); } };
      const telemetry = init({ exporters: [
        { url: ${JSON.stringify(receiver.url)}, capture: { prompts: true, toolResults: true, where: "event" } },
        { url: ${JSON.stringify(second.url)}, capture: { prompts: true, responses: true } },
        { type: "custom", spanExporter, capture: { prompts: true, where: "event" } },
        { type: "custom", spanExporter, capture: { responses: true, where: "span_and_event" } },
      ] });
      telemetry.tool({ name: "find" }, () => "the result");${WORK} console.log(JSON.stringify(JSON.stringify(given).match(/the (question|answer)/g)));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const found = ({ requests }: Receiver, signal: string): readonly string[] =>
      requests
        .filter(({ path }) => path === `/v1/${signal}`)
        .flatMap(({ otlp }) => JSON.stringify(otlp).match(/the (?:question|answer|result)/g) ?? []);
    expect([found(receiver, "traces"), found(receiver, "logs")]).toEqual([[], ["the question"]]);
    expect([found(second, "traces"), found(second, "logs")]).toEqual([["the question", "the answer"], []]);
    expect(answer()).toEqual(["the answer"]);
  });

  it("receive what tools said inside messages only when all that receive the messages may have it", async () => {
    const work = `
      const input = [{ role: "user", content: "the question" },
        { role: "assistant", tool_calls: [{ id: "t1", function: { name: "find", arguments: '{"q":"the argument"}' } }] }];
      telemetry.llm({ provider: "openai", model: "gpt-4o", input }, () => {});
      await telemetry.shutdown();`;
    const start = (first: string, other: string): string => `
      const telemetry = init({ capture: { prompts: true }, exporters: [{ url: ${JSON.stringify(receiver.url)}, capture: ${first} },
        { url: ${JSON.stringify(second.url)}, capture: ${other} }] });${work}`;
    await run(start('"full"', "{ prompts: true }"));
    for (const one of [receiver, second]) {
      expect(all(one)).toContain("the question");
      expect(all(one)).not.toContain("the argument");
    }
    await run(start('"full"', "{ responses: true }"));
    expect(all(receiver)).toContain("the argument");
    expect(all(second)).not.toContain("the argument");
  });

  it("are asked with headers from a function, which are not shown anywhere", async () => {
    const { answer, stderr } = await run(`
      let asked = 0;
      const telemetry = init({ exporters: [{ url: ${JSON.stringify(receiver.url.replace("//", "//user:pw-secret@"))},
        headers: async () => ({ "x-token": "token-" + ++asked }) }] });
      ${WORK} console.log(JSON.stringify({ describe: telemetry.describe(), health: telemetry.health() }));`);
    const tokens = receiver.requests.map(({ headers }) => headers["x-token"]);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(token).toMatch(/^token-\d$/);
    expect(JSON.stringify(answer()) + stderr).not.toMatch(/token-|pw-secret|user:/);
  });

  it("come from the variables of each signal, with their headers", async () => {
    const { answer } = await run(
      `const telemetry = init();${WORK} console.log(JSON.stringify({ line: telemetry.describe(), report }));`,
      {
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${second.url}/v1/traces`,
        OTEL_EXPORTER_OTLP_HEADERS: "api-key=secret-key",
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: "api-key=other%20secret",
        OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_COMPRESSION: "gzip",
      },
    );
    expect(paths(second)).toEqual(["/v1/traces"]);
    expect(paths(receiver)).toEqual(["/v1/logs", "/v1/metrics"]);
    expect(second.requests[0]?.headers["api-key"]).toBe("other secret");
    for (const { path, headers } of receiver.requests) {
      expect(headers["api-key"]).toBe("secret-key");
      expect(headers["content-type"]).toBe(path === "/v1/logs" ? "application/json" : "application/x-protobuf");
    }
    const { line, report } = answer<{ line: string; report: { pending: number; dropped: object } }>();
    expect(line).toContain(receiver.url);
    expect(line).toContain(second.url);
    expect(line).not.toContain("secret");
    expect(report).toMatchObject({ pending: 0, dropped: {} });
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: "none" }, ["/v1/logs", "/v1/metrics"], ""],
    [{ OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "NONE " }, ["/v1/traces"], ""],
    [{ OTEL_TRACES_EXPORTER: "console" }, ["/v1/logs", "/v1/metrics"], '{"span":"session"'],
    [{ OTEL_TRACES_EXPORTER: "otlp,console" }, ["/v1/logs", "/v1/metrics", "/v1/traces"], '{"span":"chat gpt-4o"'],
    [{ OTEL_TRACES_EXPORTER: "zipkin" }, ["/v1/logs", "/v1/metrics", "/v1/traces"], "zipkin is not supported"],
  ])("follow OTEL_*_EXPORTER: %j", async (env, expected, said) => {
    const { code, stdout, stderr } = await run(`const telemetry = init();${WORK}`, env as Record<string, string>);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(paths(receiver)).toEqual(expected);
    if (said === "") expect(stderr).toBe("");
    else expect(stderr).toContain(said);
  });

  it("receive only the signals that are wanted at all", async () => {
    const { answer } = await run(`
      const spans = [];
      const telemetry = init({ signals: { metrics: false, events: false }, exporters: [{}, { type: "console" },
        { type: "custom", spanExporter: { export: (batch, done) => { spans.push(...batch.map((s) => s.name)); done({ code: 0 }); } } }] });
      ${WORK} console.log(JSON.stringify({ spans, line: telemetry.describe() }));`);
    expect(paths(receiver)).toEqual(["/v1/traces"]);
    const { spans, line } = answer<{ spans: string[]; line: string }>();
    expect([...spans].sort()).toEqual(["chat gpt-4o", "session"]);
    expect(line).not.toMatch(/metrics|events/);
  });

  it("receive no spans when traces are turned off, exporters of the application's included", async () => {
    const { answer, stderr } = await run(`
      const spans = [];
      const telemetry = init({ signals: { traces: false }, exporters: [{},
        { type: "custom", spanExporter: { export: (batch, done) => { spans.push(...batch); done({ code: 0 }); } } }] });
      ${WORK} console.log(JSON.stringify({ spans: spans.length, line: telemetry.describe() }));`);
    expect(paths(receiver)).toEqual(["/v1/logs", "/v1/metrics"]);
    expect(answer()).toMatchObject({ spans: 0 });
    expect(stderr).toBe("");
  });
});

describe("the resource", () => {
  const resourceOf = async (options: string, env: Record<string, string>) => {
    await run(`const telemetry = init(${options});${WORK}`, env);
    const resources = [...receiver.spans(), ...receiver.logs(), ...receiver.metrics()].map(({ resource }) => resource);
    const [first] = resources;
    for (const resource of resources) expect(resource).toEqual(first);
    return first ?? {};
  };

  it("takes names from the environment, and those in code before them", async () => {
    const env = {
      OTEL_RESOURCE_ATTRIBUTES: "service.name=from-list,team=core,region=eu%2Cwest, telemetry.sdk.name=forged",
      OTEL_SERVICE_NAME: "from-variable",
    };
    expect(await resourceOf("{ resource: { team: 'code', only: 1 } }", env)).toMatchObject({
      "service.name": "from-variable",
      team: "code",
      region: "eu,west",
      only: 1,
      "telemetry.sdk.name": "agentscribe",
      "telemetry.sdk.language": "nodejs",
      "service.instance.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("is named by code first", async () => {
    const env = { OTEL_SERVICE_NAME: "from-variable" };
    const options = "{ service: { name: 'from-code', version: '1.2.3', environment: 'staging' } }";
    expect(await resourceOf(options, env)).toMatchObject({
      "service.name": "from-code",
      "service.version": "1.2.3",
      "deployment.environment.name": "staging",
    });
  });

  it("says nothing about the machine unless detectors are asked for", async () => {
    const keys = Object.keys(await resourceOf("{}", {}));
    expect(keys.filter((key) => /^(host|os|process\.(pid|command|owner|executable))/.test(key))).toEqual([]);
  });

  it.each(["host,os", "all", " HOST , os "])("asks the detectors that are named: %s", async (detectors) => {
    const resource = await resourceOf("{ service: { name: 'mine' } }", { OTEL_NODE_RESOURCE_DETECTORS: detectors });
    expect(resource).toMatchObject({ "service.name": "mine", "telemetry.sdk.name": "agentscribe" });
    expect(Object.keys(resource)).toEqual(expect.arrayContaining(["host.name", "os.type"]));
  });

  it.each([
    ["{}", undefined],
    ["{ capture: { commandArguments: true } }", "--password=[REDACTED:secret]"],
  ])("has the command line only where it is captured, without its secrets: %s", async (options, last) => {
    const given = `(process.argv.push('--password=hunter2secret1'), ${options})`;
    const resource = await resourceOf(given, { OTEL_NODE_RESOURCE_DETECTORS: "process" });
    const words = resource["process.command_args"] as readonly string[] | undefined;
    expect(words?.at(-1)).toBe(last);
    expect(resource).toHaveProperty("process.pid");
    expect(Object.keys(resource).some((key) => key.startsWith("process.command"))).toBe(last !== undefined);
  });
});
