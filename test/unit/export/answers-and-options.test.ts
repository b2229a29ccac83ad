import { ProxyTracerProvider } from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { validateExporters } from "../../../src/export/destinations/validate-exporters.ts";
import { readRejectedCount } from "../../../src/export/http/partial-success.ts";
import { activeOtelGlobals } from "../../../src/internal/otel-globals.ts";
import { toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";

describe("readRejectedCount()", () => {
  it("reads both encodings, with a message and without", () => {
    const withText = Uint8Array.of(0x0a, 0x06, 0x08, 0xac, 0x02, 0x12, 0x01, 0x78);
    expect(readRejectedCount(withText, "application/x-protobuf")).toBe(300);
    expect(ProtobufTraceSerializer.deserializeResponse(withText).partialSuccess?.rejectedSpans).toBe(300);
    const json = Buffer.from('{"partialSuccess":{"rejectedSpans":"7","errorMessage":"x"}}');
    expect(readRejectedCount(json, "application/json; charset=utf-8")).toBe(7);
    expect(readRejectedCount(new Uint8Array(), "")).toBe(0);
  });

  it("takes no number from what is malformed", () => {
    const bytes = (...values: readonly number[]): number =>
      readRejectedCount(Uint8Array.from(values), "application/x-protobuf");
    const json = (text: string): number => readRejectedCount(Buffer.from(text), "application/json");
    const partial = [0x0a, 0x02, 0x08, 0x05];
    const minusOne = [0x08, ...Array(9).fill(0xff), 0x01];
    expect(bytes(...partial)).toBe(5);
    expect([bytes(...partial, 0x0a), bytes(...partial, 0x0a, 0x7f), bytes(...partial, 0x03)]).toEqual([0, 0, 0]);
    expect([bytes(0x02, 0x00, ...partial), bytes(...partial.slice(0, 3)), bytes(0x0a, 0x0b, ...minusOne)]).toEqual([
      0, 0, 0,
    ]);
    expect(bytes(...Array(64_000).fill(0xff))).toBe(0);
    for (const value of ["true", "[7]", '"0x10"', '"1e3"', "-7", "1.5", '" 7 "', "1e300", '""', "null", '{"a":7}']) {
      expect(json(`{"partialSuccess":{"rejectedSpans":${value}}}`), value).toBe(0);
    }
    expect([json('{"partialSuccess":{"rejectedSpans":7}'), json("[".repeat(60_000)), json("7")]).toEqual([0, 0, 0]);
    expect([json('{"partialSuccess":7}'), json('{"partialSuccess":{"rejectedLogRecords":7}}')]).toEqual([0, 7]);
  });

  it("reads past fields it does not know, a negative number among them", () => {
    const message = [0x18, ...Array(9).fill(0xff), 0x01, 0x0a, 0x02, 0x08, 0x05, 0x21, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(readRejectedCount(Uint8Array.from(message), "application/x-protobuf")).toBe(5);
  });

  it("gives a whole number for any bytes, in one pass", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom("application/json", "application/x-protobuf"),
        (body, type) => {
          const count = readRejectedCount(body, type);
          expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("toOtlpJson()", () => {
  it("gives JSON for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom("traces", "logs", "metrics"), (bytes, signal) => {
        expect(() => JSON.parse(toOtlpJson(signal, bytes))).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("validateExporters()", () => {
  const problemsOf = (exporters: unknown) => validateExporters("exporters", exporters, () => []);

  it("accepts what the options allow", () => {
    const exporters = [
      {},
      {
        url: "https://a.test",
        headers: { "x-a": "1" },
        protocol: "http/json",
        compression: "gzip",
        timeoutMillis: 5_000,
      },
      {
        type: "otlp",
        headers: () => ({}),
        signals: { traces: true },
        tls: { ca: "pem" },
        capture: { anything: 1 },
        name: "a",
      },
      { type: "console" },
      { type: "custom", spanExporter: { export() {} } },
    ];
    expect(problemsOf(exporters)).toEqual([]);
    expect(problemsOf(undefined)).toEqual([]);
  });

  it("names the path of each wrong option and shows no secret", () => {
    const exporters = [
      { url: "ftp://a.test/with-a-long-secret", headers: { "x a": "1" }, timeoutMillis: 0, protocol: "grpc", uri: "x" },
      { type: "custom" },
      { type: "kafka" },
      { signals: { traces: "yes" }, tls: { ca: 1, pfx: 2 } },
      7,
    ];
    const problems = problemsOf(exporters);
    expect(problems.map(({ option }) => option)).toEqual([
      "exporters[0].url",
      "exporters[0].headers",
      "exporters[0].timeoutMillis",
      "exporters[0].protocol",
      "exporters[0].uri",
      "exporters[1].spanExporter",
      "exporters[2].type",
      "exporters[3].signals.traces",
      "exporters[3].tls.ca",
      "exporters[3].tls.pfx",
      "exporters[4]",
    ]);
    expect(problems[1]?.got).toBe("the name of a header with characters that HTTP forbids");
    expect(JSON.stringify(problems)).not.toContain("with-a-long-secret");
    expect(problemsOf([{ headers: { authorization: "Bearer secret\n" } }])).toMatchObject([
      { option: "exporters[0].headers", got: "a value of authorization with a line break" },
    ]);
    expect(problemsOf([{ headers: new globalThis.Headers({ a: "1" }) }])).toMatchObject([
      { option: "exporters[0].headers", got: "a Headers, a Map or a list, and no plain object" },
    ]);
    expect(problemsOf("http://a.test")).toMatchObject([{ option: "exporters", expected: "a list" }]);
  });
});

describe("activeOtelGlobals()", () => {
  const key = Symbol.for("opentelemetry.js.api.1");
  const globals = globalThis as Record<symbol, unknown>;
  afterEach(() => {
    delete globals[key];
  });

  it("is undefined when nobody used the API", () => {
    expect(activeOtelGlobals()).toBeUndefined();
  });

  it("leaves out a proxy that has no provider behind it", () => {
    const provider = { getTracer() {} };
    class NoopTracerProvider {
      getTracer(): void {}
    }
    globals[key] = { version: "1.9.0", trace: { getTracer() {}, getDelegate: () => new NoopTracerProvider() } };
    expect(activeOtelGlobals()).toEqual({ version: "1.9.0" });
    globals[key] = {
      version: "1.4.1",
      trace: { getTracer() {}, getDelegate: () => provider },
      metrics: { getMeter: 1 },
    };
    expect(Object.keys(activeOtelGlobals() ?? {})).toEqual(["version", "trace"]);
  });

  it("sees through the proxy of the API itself", () => {
    const proxy = new ProxyTracerProvider();
    globals[key] = { version: "1.10.0", trace: proxy };
    expect(activeOtelGlobals()).toEqual({ version: "1.10.0" });
    proxy.setDelegate(new TracerProvider());
    expect(activeOtelGlobals()?.trace).toBe(proxy);
  });

  it("survives globals that throw", () => {
    const throwing = new Proxy(
      {},
      {
        get: () => {
          throw new Error("from the host");
        },
      },
    );
    for (const value of [throwing, { version: 1, trace: throwing, context: null }, 7]) {
      globals[key] = value;
      expect(() => activeOtelGlobals()).not.toThrow();
    }
  });
});
