import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { VERSION } from "../../../src/version.ts";
import { runScript } from "../sdk/run-script.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { createTracerProviderSpan } from "./sdk-span.ts";
import { spanNames, testPipeline } from "./test-pipeline.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Answers that a partial success of OTLP is made of. */
const REJECTS_TWO = Uint8Array.of(0x0a, 0x02, 0x08, 0x02);

describe("pipeline over OTLP/HTTP", () => {
  it("delivers every span once, in batches", async () => {
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(1_200);
    const report = await pipeline.shutdown();
    expect(report).toEqual({ delivered: 1_200, onDisk: 0, pending: 0, dropped: {} });
    expect(receiver.accepted.toSorted()).toEqual(spanNames(1_200).toSorted());
    expect(receiver.requests.length).toBeLessThanOrEqual(4);
    expect(receiver.requests[0]).toMatchObject({
      path: "/v1/traces",
      headers: { "content-type": "application/x-protobuf" },
    });
  });

  it("delivers by itself after the flush interval", async () => {
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    const arrived = Promise.withResolvers<void>();
    receiver.answer = () => {
      arrived.resolve();
      return undefined;
    };
    record(3);
    await arrived.promise;
    expect(receiver.requests[0]?.names).toEqual(spanNames(3));
    await pipeline.shutdown();
  });

  it("sends JSON that says the same as protobuf, compressed when asked", async () => {
    const { pipeline, record } = testPipeline([
      { url: receiver.url, protocol: "http/json", compression: "gzip", headers: { "x-key": "secret" } },
    ]);
    record(10);
    await pipeline.shutdown();
    expect(receiver.accepted).toEqual(spanNames(10));
    expect(receiver.requests[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "content-encoding": "gzip",
      "x-key": "secret",
    });
  });

  it("names itself to the backend, by another name when asked", async () => {
    const { pipeline, record } = testPipeline([
      { url: receiver.url },
      { url: receiver.url, headers: { "User-Agent": "mine/1" } },
    ]);
    record(1);
    await pipeline.shutdown();
    const names = receiver.requests.map(({ headers }) => headers["user-agent"]);
    expect(names.toSorted()).toEqual([`agentscribe-OTLP-Exporter-JavaScript/${VERSION}`, "mine/1"]);
  });

  it("sends JSON equal to that of the stock exporter", async () => {
    const { record: own, exportWithStock } = await createTracerProviderSpan();
    await exportWithStock(`${receiver.url}/v1/traces`);
    const { pipeline } = testPipeline([{ url: receiver.url, protocol: "http/json" }]);
    pipeline.span(own);
    await pipeline.shutdown();
    const [stock, ours] = receiver.requests.map(
      ({ body }) => JSON.parse(body.toString("utf8")).resourceSpans[0].scopeSpans[0].spans[0],
    );
    for (const key of [
      "traceId",
      "spanId",
      "name",
      "kind",
      "startTimeUnixNano",
      "endTimeUnixNano",
      "status",
      "flags",
    ]) {
      expect(ours[key], key).toEqual(stock[key]);
    }
    expect(ours.attributes).toEqual(
      stock.attributes.map((attribute: { value: { intValue?: number } }) => ({
        ...attribute,
        value:
          attribute.value.intValue === undefined ? attribute.value : { intValue: String(attribute.value.intValue) },
      })),
    );
  });

  it("keeps everything through an outage and delivers it after recovery", async () => {
    let up = false;
    receiver.answer = () => (up ? undefined : { status: 503 });
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(300);
    const during = await pipeline.flush({ timeoutMillis: 300 });
    expect(during).toMatchObject({ delivered: 0, pending: 300, dropped: {} });
    up = true;
    record(300);
    expect(await pipeline.flush({ timeoutMillis: 10_000 })).toEqual({
      delivered: 600,
      onDisk: 0,
      pending: 0,
      dropped: {},
    });
    expect(new Set(receiver.accepted).size).toBe(600);
    expect(pipeline.health().retries).toBeGreaterThan(0);
    await pipeline.shutdown();
  });

  it("delivers after connections were reset and after nobody listened", async () => {
    let resets = 2;
    receiver.answer = () => (resets-- > 0 ? "reset" : undefined);
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(5);
    await pipeline.flush({ timeoutMillis: 5_000 });
    await receiver.close();
    record(5);
    expect(await pipeline.flush({ timeoutMillis: 200 })).toMatchObject({ delivered: 5, pending: 5 });
    receiver = await startReceiver({ port: Number(new URL(receiver.url).port) });
    expect(await pipeline.flush({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 10, pending: 0 });
    await pipeline.shutdown();
  });

  it("splits what the backend finds too large, down to the record that is", async () => {
    receiver.answer = ({ body }) => (body.length > 4_000 ? { status: 413 } : undefined);
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(200);
    record(1, "x".repeat(5_000));
    const report = await pipeline.shutdown({ timeoutMillis: 5_000 });
    expect(report).toEqual({ delivered: 200, onDisk: 0, pending: 0, dropped: { too_large: 1 } });
    expect(receiver.accepted.toSorted()).toEqual(spanNames(200).toSorted());
  });

  it("finds the one record the backend refuses as malformed", async () => {
    receiver.answer = ({ names }) => (names.includes("poison") ? { status: 400 } : undefined);
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(100);
    record(1, "poison");
    record(100);
    const report = await pipeline.shutdown({ timeoutMillis: 5_000 });
    expect(report).toEqual({ delivered: 200, onDisk: 0, pending: 0, dropped: { refused_4xx: 1 } });
    expect(new Set(receiver.accepted)).toEqual(new Set(spanNames(200)));
  });

  it("drops a refused record only once another one is accepted", async () => {
    receiver.answer = ({ names }) => (names.includes("poison") ? { status: 400 } : undefined);
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(1, "poison");
    expect(await pipeline.flush({ timeoutMillis: 100 })).toMatchObject({ pending: 1, dropped: {} });
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({
      delivered: 3,
      dropped: { refused_4xx: 1 },
    });
  });

  it("keeps everything when the endpoint refuses every request", async () => {
    for (const status of [400, 401, 403, 404, 301]) {
      receiver.answer = () => ({ status });
      const { pipeline, record, diag } = testPipeline([{ url: receiver.url }]);
      record(600);
      const started = performance.now();
      expect(await pipeline.shutdown({ timeoutMillis: 400 }), String(status)).toMatchObject({
        delivered: 0,
        pending: 600,
        dropped: {},
      });
      expect(performance.now() - started).toBeLessThan(1_000);
      const said = Object.keys(diag.counts()).map((key) => key.split(":")[0]);
      expect(said).toEqual(status === 400 ? ["undelivered"] : ["held", "undelivered"]);
    }
  });

  it("reads the headers function again after a 401, within the one request that shutdown() makes", async () => {
    const tokens = ["old", "new"];
    receiver.answer = ({ headers }) => (headers.authorization === "new" ? undefined : { status: 401 });
    const { pipeline, record } = testPipeline([
      { url: receiver.url, headers: async () => ({ authorization: tokens.shift() ?? "new" }) },
    ]);
    record(2);
    expect(await pipeline.shutdown()).toMatchObject({ delivered: 2, pending: 0 });
    expect(pipeline.health()).toMatchObject({ retries: 0 });
    expect(receiver.requests.map(({ headers }) => headers.authorization)).toEqual(["old", "new"]);
  });

  it("asks no more than twice for one request when no headers are accepted", async () => {
    let asked = 0;
    receiver.answer = () => ({ status: 401 });
    const { pipeline, record } = testPipeline([
      { url: receiver.url, headers: () => ({ authorization: `${++asked}` }) },
    ]);
    record(2);
    expect(await pipeline.shutdown()).toMatchObject({ delivered: 0, pending: 2 });
    expect(receiver.requests.map(({ headers }) => headers.authorization)).toEqual(["1", "2"]);
  });

  it("counts headers that do not come as a failed request, and asks for them again", async () => {
    let calls = 0;
    const headers = (): Promise<Record<string, string>> => {
      calls += 1;
      return calls === 1 ? new Promise(() => {}) : Promise.resolve({ authorization: "token" });
    };
    const { pipeline, record } = testPipeline([{ url: receiver.url, headers, timeoutMillis: 100 }]);
    record(2);
    await expect.poll(() => pipeline.health().lastError).toContain("the headers function gave nothing in time");
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 2, pending: 0 });
    expect(pipeline.health().retries).toBe(1);
    expect(receiver.requests[0]?.headers.authorization).toBe("token");
    expect(calls).toBe(2);
  });

  it("waits as long as Retry-After says, and flush() does not wait for what comes later", async () => {
    receiver.answer = () => ({ status: 429, headers: { "retry-after": "60" } });
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(1);
    await pipeline.flush({ timeoutMillis: 5_000 });
    const started = performance.now();
    expect(await pipeline.flush({ timeoutMillis: 5_000 })).toMatchObject({ pending: 1 });
    expect(performance.now() - started).toBeLessThan(500);
    expect(receiver.requests).toHaveLength(1);
    await pipeline.shutdown();
  });

  it("counts exactly what a partial success rejects", async () => {
    receiver.answer = () => ({ status: 200, headers: { "content-type": "application/x-protobuf" }, body: REJECTS_TWO });
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(600);
    const report = await pipeline.shutdown({ timeoutMillis: 5_000 });
    const rejected = receiver.requests.length * 2;
    expect(report).toEqual({
      delivered: 600 - rejected,
      onDisk: 0,
      pending: 0,
      dropped: { rejected_by_backend: rejected },
    });
  });

  it.each([
    [
      "rejected",
      { status: 200, headers: { "content-type": "application/x-protobuf" }, body: REJECTS_TWO },
      /^agentscribe: \d+ records were dropped \(rejected_by_backend\): \S+ traces, \S+ logs, \S+ metrics$/,
    ],
    ["held", { status: 403 }, /^agentscribe: \S+ (traces|logs|metrics): HTTP 403; records are kept/],
  ])("says in one line that records of three signals are %s", async (_, answer, line) => {
    receiver.answer = () => answer;
    const { stderr } = await runScript(`import { init } from "./src/index.ts";
      const telemetry = init({ exporters: [{ url: ${JSON.stringify(receiver.url)} }] });
      telemetry.recordTool({ name: "search", durationMs: 1 });
      telemetry.record("decision", { type: "route", choice: "search" });
      await telemetry.shutdown({ timeoutMillis: 1_000 });`);
    expect(new Set(receiver.requests.map(({ path }) => path)).size).toBe(3);
    expect(stderr.trim().split("\n")).toEqual([expect.stringMatching(line)]);
  });

  it("flush() ends in time when the backend never answers", async () => {
    receiver.answer = () => "hang";
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    record(10);
    const started = performance.now();
    expect(await pipeline.shutdown({ timeoutMillis: 300 })).toMatchObject({ pending: 10 });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it("takes a 2xx with a broken body as accepted, and a web page as no endpoint", async () => {
    receiver.answer = () => ({ status: 200, body: Buffer.alloc(200_000, 0xff) });
    const first = testPipeline([{ url: receiver.url }]);
    first.record(3);
    expect(await first.pipeline.shutdown({ timeoutMillis: 2_000 })).toMatchObject({ delivered: 3 });
    receiver.answer = () => ({ status: 200, headers: { "content-type": "text/html" }, body: "<html>" });
    const second = testPipeline([{ url: receiver.url }]);
    second.record(3);
    expect(await second.pipeline.shutdown({ timeoutMillis: 300 })).toMatchObject({ delivered: 0, pending: 3 });
  });

  it("counts what is recorded after shutdown as dropped", async () => {
    const { pipeline, record } = testPipeline([{ url: receiver.url }]);
    await pipeline.shutdown();
    record(2);
    expect(pipeline.health()).toMatchObject({ accepted: 2, delivered: 0, pending: 0, dropped: { disabled: 2 } });
  });

  it("hands spans to an exporter of the OpenTelemetry SDK, again when it fails", async () => {
    const seen: string[] = [];
    let failures = 1;
    const spanExporter = {
      export(spans: { name: string }[], done: (result: { code: number }) => void) {
        if (failures-- > 0) return done({ code: 1 });
        seen.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
      shutdown: () => Promise.reject(new Error("from the host")),
    };
    const { pipeline, record } = testPipeline([{ type: "custom", spanExporter: spanExporter as never }]);
    record(3);
    expect(await pipeline.shutdown({ timeoutMillis: 3_000 })).toMatchObject({ delivered: 3 });
    expect(seen).toEqual(spanNames(3));
  });

  it("drops the one span that an exporter fails at, and delivers the others", async () => {
    const seen: string[] = [];
    const spanExporter = {
      export(spans: { name: string }[], done: (result: { code: number; error?: Error }) => void) {
        if (spans.some(({ name }) => name === "bad")) return done({ code: 1, error: new Error("Bad Request") });
        seen.push(...spans.map(({ name }) => name));
        done({ code: 0 });
      },
    };
    const { pipeline, record } = testPipeline([{ type: "custom", spanExporter: spanExporter as never }]);
    record(100);
    record(1, "bad");
    record(100);
    await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(200);
    for (let more = 1; pipeline.health().pending > 0 && more < 20; more += 1) {
      record(1);
      await expect.poll(() => seen.length, { timeout: 5_000 }).toBe(200 + more);
    }
    const report = await pipeline.shutdown();
    expect(report).toMatchObject({ delivered: seen.length, pending: 0, dropped: { exporter_failed: 1 } });
    expect(pipeline.health().lastError).toBe("Error: Bad Request");
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("drops nothing of an exporter that fails at everything", async () => {
    let fails = true;
    const spanExporter = {
      export: (_: unknown, done: (result: { code: number }) => void): void => done({ code: fails ? 1 : 0 }),
    };
    const { pipeline, record } = testPipeline([{ type: "custom", spanExporter }]);
    record(200);
    await expect.poll(() => pipeline.health().retries, { timeout: 5_000 }).toBeGreaterThan(4);
    expect(pipeline.health()).toMatchObject({ pending: 200, dropped: {} });
    fails = false;
    expect(await pipeline.shutdown({ timeoutMillis: 5_000 })).toMatchObject({ delivered: 200, dropped: {} });
  });
});
