import { describe, expect, it } from "vitest";
import {
  type Destination,
  destinationSignals,
  type OtlpDestination,
} from "../../../src/export/destinations/destination.ts";
import type { Environment } from "../../../src/export/destinations/env-endpoint.ts";
import type { ExporterOptions } from "../../../src/export/destinations/exporter-options.ts";
import { resolveDestinations } from "../../../src/export/destinations/resolve-destinations.ts";

function resolve(
  env: Environment,
  exporters?: readonly ExporterOptions[],
): { destinations: readonly Destination[]; warnings: string[] } {
  const warnings: string[] = [];
  const options = { env, warn: (key: string) => warnings.push(key), resolveCapture: () => () => false };
  return { destinations: resolveDestinations(exporters === undefined ? options : { ...options, exporters }), warnings };
}

function otlp(env: Environment, exporters?: readonly ExporterOptions[]): OtlpDestination["endpoints"] {
  const found = resolve(env, exporters).destinations.find((destination) => destination.type === "otlp");
  return found?.endpoints ?? {};
}

describe("resolveDestinations()", () => {
  it("sends everything to a receiver on this machine when nothing is set", () => {
    const { traces, logs, metrics } = otlp({});
    expect([traces?.url, logs?.url, metrics?.url]).toEqual([
      "http://localhost:4318/v1/traces",
      "http://localhost:4318/v1/logs",
      "http://localhost:4318/v1/metrics",
    ]);
    expect(traces).toMatchObject({
      protocol: "http/protobuf",
      timeoutMillis: 10_000,
      compression: "none",
      headers: {},
    });
  });

  it("appends the path to the common endpoint and uses the one of a signal as it is", () => {
    const endpoints = otlp({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.test/base/",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://otel.test/ingest?key=1",
    });
    expect(endpoints.traces?.url).toBe("https://otel.test/ingest?key=1");
    expect(endpoints.logs?.url).toBe("https://otel.test/base/v1/logs");
  });

  it.each([undefined, [{ type: "otlp" }]] as const)(
    "names each host that the variables name (exporters: %o)",
    (exporters) => {
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: "https://otel.test",
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "https://logs.test/v1/logs",
      };
      const { destinations } = resolve(env, exporters);
      expect(destinations.map((one) => [one.name, destinationSignals(one)])).toEqual([
        ["otel.test", ["traces", "metrics"]],
        ["logs.test", ["logs"]],
      ]);
      const [named, ...others] = resolve(env, [{ name: "mine" }]).destinations;
      expect(others).toEqual([]);
      expect(named).toMatchObject({ name: "mine", endpoints: { logs: { url: "https://logs.test/v1/logs" } } });
    },
  );

  it("reads each variable, that of the signal first", () => {
    const endpoints = otlp({
      OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Bearer%20a%3Db, x-one = 1 ",
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: "x-logs=1",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_EXPORTER_OTLP_TIMEOUT: "500",
      OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: "gzip",
      OTEL_EXPORTER_OTLP_CERTIFICATE: "/ca.pem",
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: "/key.pem",
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE: "/cert.pem",
    });
    expect(endpoints.traces).toMatchObject({
      headers: { authorization: "Bearer a=b", "x-one": "1" },
      protocol: "http/json",
      timeoutMillis: 500,
      compression: "none",
      tls: { caFile: "/ca.pem", keyFile: "/key.pem", certFile: "/cert.pem" },
    });
    expect(endpoints.logs?.headers).toEqual({ "x-logs": "1" });
    expect(endpoints.metrics?.compression).toBe("gzip");
  });

  it("rounds the time for a request up to a whole millisecond", () => {
    expect(otlp({ OTEL_EXPORTER_OTLP_TIMEOUT: "2500.5" }).logs?.timeoutMillis).toBe(2_501);
    expect(otlp({ OTEL_EXPORTER_OTLP_TIMEOUT: "3599999.5" }, [{}]).logs?.timeoutMillis).toBe(3_600_000);
    expect(otlp({}, [{ timeoutMillis: 10_000 / 3 }]).traces?.timeoutMillis).toBe(3_334);
  });

  it("takes a time of 0 for no limit, and says nothing", () => {
    const { destinations, warnings } = resolve({ OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: "0" });
    expect(destinations[0]).toMatchObject({
      endpoints: { logs: { timeoutMillis: 3_600_000 }, traces: { timeoutMillis: 10_000 } },
    });
    expect(warnings).toEqual([]);
  });

  it("warns about what it cannot use and takes the default", () => {
    const { destinations, warnings } = resolve({
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_HEADERS: "good=1,bad,%zz=2,evil=a%0d%0ab",
      OTEL_EXPORTER_OTLP_TIMEOUT: "soon",
      OTEL_EXPORTER_OTLP_COMPRESSION: "brotli",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "javascript:alert(1)",
      OTEL_METRICS_EXPORTER: "prometheus",
    });
    expect(new Set(warnings)).toEqual(
      new Set([
        "env:OTEL_EXPORTER_OTLP_PROTOCOL",
        "env:OTEL_EXPORTER_OTLP_HEADERS",
        "env:OTEL_EXPORTER_OTLP_TIMEOUT",
        "env:OTEL_EXPORTER_OTLP_COMPRESSION",
        "env:OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "env:OTEL_METRICS_EXPORTER",
      ]),
    );
    expect(destinations[0]).toMatchObject({
      endpoints: {
        traces: { url: "http://localhost:4318/v1/traces", protocol: "http/protobuf", headers: { good: "1" } },
        metrics: { url: "http://localhost:4318/v1/metrics" },
      },
    });
  });

  it("reads host and port without a scheme, as endpoints for gRPC are written", () => {
    const url = (env: Environment): string | undefined => otlp(env).traces?.url;
    expect(url({ OTEL_EXPORTER_OTLP_ENDPOINT: "localhost:4317" })).toBe("http://localhost:4317/v1/traces");
    expect(url({ OTEL_EXPORTER_OTLP_ENDPOINT: "otel.test:4317" })).toBe("https://otel.test:4317/v1/traces");
    const insecure = { OTEL_EXPORTER_OTLP_ENDPOINT: "otel.test:4317", OTEL_EXPORTER_OTLP_INSECURE: "true" };
    expect(url(insecure)).toBe("http://otel.test:4317/v1/traces");
  });

  it("reads the list of exporters of each signal", () => {
    const { destinations } = resolve({
      OTEL_TRACES_EXPORTER: "otlp,console",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_LOGS_EXPORTER: "console",
    });
    expect(destinations).toMatchObject([
      { type: "otlp", endpoints: { traces: {} } },
      { type: "console", signals: ["traces", "logs"] },
    ]);
    const printed = { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "console", OTEL_LOGS_EXPORTER: "none" };
    expect(resolve(printed)).toEqual({ destinations: [], warnings: ["env:OTEL_METRICS_EXPORTER"] });
    const unknown = resolve({ OTEL_TRACES_EXPORTER: "jaeger, ", OTEL_LOGS_EXPORTER: "jaeger,console" });
    expect(unknown.warnings).toEqual(["env:OTEL_TRACES_EXPORTER", "env:OTEL_LOGS_EXPORTER"]);
    expect(unknown.destinations.map(destinationSignals)).toEqual([["traces", "metrics"], ["logs"]]);
    expect(resolve({}, [{ type: "console" }]).destinations).toMatchObject([{ signals: ["traces", "logs"] }]);
    const none = { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", OTEL_LOGS_EXPORTER: "none" };
    expect(resolve(none).destinations).toEqual([]);
  });

  it("takes user information out of a URL", () => {
    const { traces } = otlp({}, [{ url: "https://ada:p%40ss@otel.test" }]);
    expect(traces?.url).toBe("https://otel.test/v1/traces");
    expect(traces?.headers).toEqual({ authorization: `Basic ${Buffer.from("ada:p@ss").toString("base64")}` });
  });

  it("keeps what it stands for beside other headers, given or asked for", async () => {
    const authorization = `Basic ${Buffer.from("ada:p@ss").toString("base64")}`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://ada:p%40ss@otel.test" };
    const headersOf = async (exporter: ExporterOptions) => {
      const headers = otlp(env, [exporter]).traces?.headers;
      return typeof headers === "function" ? headers() : headers;
    };
    const url = "https://ada:p%40ss@other.test";
    for (const place of [{}, { url }]) {
      expect(await headersOf({ ...place, headers: { tenant: "a" } })).toEqual({ authorization, tenant: "a" });
      expect(await headersOf({ ...place, headers: () => ({ tenant: "a" }) })).toEqual({ authorization, tenant: "a" });
      expect(await headersOf({ ...place, headers: async () => ({ authorization: "Bearer b" }) })).toEqual({
        authorization: "Bearer b",
      });
    }
    expect(await headersOf({ url, headers: (() => null) as never })).toBeNull();
    expect(await headersOf({ url: "https://other.test", headers: { tenant: "a" } })).toEqual({ tenant: "a" });
  });

  it("sends no header or key of the environment to a URL that the code names", () => {
    const env = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=secret", OTEL_EXPORTER_OTLP_CLIENT_KEY: "/key.pem" };
    expect(otlp(env, [{ url: "https://other.test" }]).traces).toMatchObject({ headers: {}, tls: {} });
    expect(otlp(env, [{}]).traces).toMatchObject({
      headers: { authorization: "secret" },
      tls: { keyFile: "/key.pem" },
    });
  });

  it("gives an exporter only the signals it asks for, and each a name of its own", () => {
    const { destinations } = resolve({}, [
      { url: "http://a.test", signals: { metrics: false, events: false } },
      { url: "http://a.test/v1/traces" },
    ]);
    expect(destinations.map(({ name }) => name)).toEqual(["a.test", "a.test (2)"]);
    expect(Object.keys((destinations[0] as OtlpDestination).endpoints)).toEqual(["traces"]);
    expect((destinations[1] as OtlpDestination).endpoints.logs?.url).toBe("http://a.test/v1/logs");
  });
});
