import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { init } from "../../../src/index.ts";
import type { TelemetryOptions } from "../../../src/sdk/options.ts";
import type { Telemetry } from "../../../src/sdk/telemetry.ts";

let stderr: string[];
beforeEach(() => {
  stderr = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Starts a client with these variables; gives it and the lines it said. Nothing is sent, as nothing is recorded. */
async function start(
  env: Readonly<Record<string, string>>,
  options: TelemetryOptions = {},
): Promise<{ telemetry: Telemetry; line: string; lines: string[] }> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const telemetry = init({ host: "own", pricing: false, ...options });
  const line = telemetry.describe();
  await telemetry.shutdown({ timeoutMillis: 1 });
  vi.unstubAllEnvs();
  return {
    telemetry,
    line,
    lines: stderr
      .join("")
      .split("\n")
      .filter((text) => text !== ""),
  };
}

const VARIABLES = [
  "AGENTSCRIBE_DEBUG",
  "TELEMETRY_ENABLED",
  "DO_NOT_TRACK",
  "OTEL_SDK_DISABLED",
  "OTEL_SERVICE_NAME",
  "OTEL_RESOURCE_ATTRIBUTES",
  "OTEL_TRACES_EXPORTER",
  "OTEL_METRICS_EXPORTER",
  "OTEL_LOGS_EXPORTER",
  "OTEL_TRACES_SAMPLER",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_HEADERS",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_EXPORTER_OTLP_TIMEOUT",
  "OTEL_EXPORTER_OTLP_COMPRESSION",
  "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_ATTRIBUTE_COUNT_LIMIT",
  "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
  "OTEL_SPAN_EVENT_COUNT_LIMIT",
  "OTEL_SPAN_LINK_COUNT_LIMIT",
  "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
  "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
  "OTEL_METRIC_EXPORT_INTERVAL",
  "OTEL_METRIC_EXPORT_TIMEOUT",
  "OTEL_NODE_RESOURCE_DETECTORS",
  "OTEL_PROPAGATORS",
];

describe("a variable of the environment", () => {
  it.each(VARIABLES)("%s that is empty or blank is not set", async (name) => {
    for (const value of ["", " ", "\t"]) {
      const { line, lines } = await start({ [name]: value });
      expect(lines).toEqual([]);
      expect(line).toBe(
        `${line.split(":")[0]}: unknown_service:node to http://localhost:4318 over http/protobuf (traces, events, metrics); content: none` +
          `; kept in ${process.env.AGENTSCRIBE_SPOOL_DIRECTORY} until delivered`,
      );
    }
  });

  it.each(VARIABLES)("%s that is garbage is said at most once and falls back", async (name) => {
    for (const value of ["garbage \u001b[31m", "-1", "NaN", "1e400", "%zz", "\u202e=,;=", "x".repeat(100_000)]) {
      stderr.length = 0;
      const { telemetry, lines } = await start({ [name]: value });
      expect(lines.length, `${value.slice(0, 20)}: ${lines.join("\n").slice(0, 400)}`).toBeLessThanOrEqual(1);
      for (const said of lines) {
        expect(said).toMatch(/^agentscribe: /);
        expect(said.length).toBeLessThan(300);
        expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
      expect(telemetry.health().mode).not.toBe("off");
    }
  });

  it.each([
    ["OTEL_METRIC_EXPORT_INTERVAL", "abc", "is no number of milliseconds; 60000 is used"],
    ["OTEL_METRIC_EXPORT_TIMEOUT", "-1", "is no number of milliseconds; 30000 is used"],
    ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "abc", "is no whole number from 0; it is ignored"],
    ["OTEL_EXPORTER_OTLP_INSECURE", "yes", "is neither true nor false; false is used"],
    ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "grpc", "=grpc is not supported; http/protobuf is used"],
    ["OTEL_EXPORTER_OTLP_LOGS_COMPRESSION", "zstd", "is neither gzip nor none; none is used"],
    [
      "OTEL_TRACES_EXPORTER",
      "jaeger",
      ": jaeger is not supported and ignored; otlp, console and none are; otlp is used",
    ],
    ["OTEL_EXPORTER_OTLP_METRICS_HEADERS", "a", ": 1 entries are not name=value and are left out"],
    ["TELEMETRY_ENABLED", "flase", "=flase turns nothing off, so telemetry is on"],
  ])("%s=%s is said, by that name", async (name, value, said) => {
    const { lines } = await start({ [name]: value });
    expect(lines).toEqual([`agentscribe: ${name}${said.startsWith("is") ? " " : ""}${said}`]);
  });

  it("OTEL_TRACES_SAMPLER=traceidratio needs no share, and a share of all is nothing to be said", async () => {
    for (const share of [{}, { OTEL_TRACES_SAMPLER_ARG: "" }, { OTEL_TRACES_SAMPLER_ARG: "1" }]) {
      expect((await start({ OTEL_TRACES_SAMPLER: "traceidratio", ...share })).lines).toEqual([]);
    }
  });

  it.each([
    [{ OTEL_TRACES_EXPORTER: "NONE" }, "(events, metrics)"],
    [{ OTEL_TRACES_EXPORTER: " none " }, "(events, metrics)"],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "HTTP/JSON" }, "over http/json"],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "http/json " }, "over http/json"],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: "GZIP" }, "http://localhost:4318"],
    [{ OTEL_TRACES_SAMPLER: "Always_On" }, "http://localhost:4318"],
    [{ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "True " }, "content: prompts, responses, system"],
    [{ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: "span_only" }, "content:"],
    [{ AGENTSCRIBE_DEBUG: "TRUE " }, "stderr (debug)"],
    [{ AGENTSCRIBE_DEBUG: "Only" }, "to stderr (debug);"],
  ])("is read in any case, and with blanks around it: %j", async (env, told) => {
    const { line, lines } = await start(env as unknown as Record<string, string>);
    expect(lines).toEqual([]);
    expect(line).toContain(told);
  });

  it.each([
    ["127.0.0.1:4318", "http://127.0.0.1:4318"],
    ["collector.example:4318", "https://collector.example:4318"],
    ["https://c.example/base/", "https://c.example"],
    ["https://c.example/v1/traces", "https://c.example"],
    ["https://c.example:443/?token=hidden-token", "https://c.example"],
    ["https://name:hidden-password@c.example", "https://c.example"],
    ["http://[::1]:4318", "http://[::1]:4318"],
    ["http://0.0.0.0:4318", "http://0.0.0.0:4318"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
  ])("OTEL_EXPORTER_OTLP_ENDPOINT=%s is taken, and its secrets are not shown", async (endpoint, origin) => {
    const { line, lines } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect(lines).toEqual([]);
    expect(line).toContain(`to ${origin} over`);
    expect(line).not.toContain("hidden");
  });

  it.each([
    "http://",
    "http://x:70000",
    "http://x:-1",
    "javascript:alert(1)",
    "unix:///run/otel.sock",
    "ftp://x",
    "/path",
    "http://name:hidden@",
  ])("OTEL_EXPORTER_OTLP_ENDPOINT=%s is refused, and not shown", async (endpoint) => {
    const { line, lines } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect(lines).toEqual(["agentscribe: OTEL_EXPORTER_OTLP_ENDPOINT is no http or https URL and is ignored"]);
    expect(line).toContain("to http://localhost:4318 over");
  });

  it.each([
    "a=b%0d%0ax-injected: 1",
    "a=b\r\nx: 1",
    "=hidden",
    "hidden",
    "a b=hidden",
    "x=%zz-hidden",
    "k=\u2603hidden",
  ])("OTEL_EXPORTER_OTLP_HEADERS=%j is left out without being shown", async (headers) => {
    const { line, lines } = await start({ OTEL_EXPORTER_OTLP_HEADERS: headers });
    expect(lines).toHaveLength(1);
    expect(lines[0] + line).not.toMatch(/hidden|injected/);
  });
});
