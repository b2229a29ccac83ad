import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SpanTable } from "../../../../src/inspector/api.ts";
import { exportFile } from "../../../../src/inspector/exports/export-file.ts";
import { readOtlpLines } from "../../../../src/inspector/exports/read-otlp-lines.ts";
import { openStore } from "../../../../src/inspector/store/open-store.ts";
import type { Store } from "../../../../src/inspector/store/store.ts";
import { recordedRun } from "../../../support/inspector/recorded-run.ts";

async function emptyStore(): Promise<Store> {
  const store = await openStore({ path: ":memory:" });
  onTestFinished(() => store.close());
  return store;
}

const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const resource = { attributes: [attribute("service.name", "triage-bot")] };
const NANOS = "1790000000000000000";

/** An event with a nested body, and the metrics of each kind that SDKs send. */
const EVENTS = {
  resourceLogs: [
    {
      resource,
      scopeLogs: [
        {
          scope: { name: "test" },
          logRecords: [
            {
              timeUnixNano: NANOS,
              observedTimeUnixNano: NANOS,
              severityNumber: 9,
              eventName: "agentscribe.decision",
              body: {
                kvlistValue: {
                  values: [
                    {
                      key: "list",
                      value: {
                        arrayValue: {
                          values: [{ intValue: "9007199254740993" }, { doubleValue: 0.5 }, { boolValue: true }],
                        },
                      },
                    },
                  ],
                },
              },
              attributes: [attribute("session.id", "talk-1"), attribute("agentscribe.decision.type", "route")],
            },
          ],
        },
      ],
    },
  ],
};
const point = {
  startTimeUnixNano: NANOS,
  timeUnixNano: "1790000000000000123",
  attributes: [attribute("model", "gpt-6"), { key: "share", value: { doubleValue: 1 } }],
};
const exemplar = {
  filteredAttributes: [attribute("user", "u-1")],
  timeUnixNano: NANOS,
  asDouble: 0.75,
  spanId: "1".repeat(16),
  traceId: "1".repeat(32),
};
const METRICS = {
  resourceMetrics: [
    {
      resource,
      scopeMetrics: [
        {
          scope: { name: "test" },
          metrics: [
            { name: "gauge", unit: "1", gauge: { dataPoints: [{ ...point, asDouble: 0.25 }] } },
            {
              name: "sum",
              sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: [{ ...point, asInt: "7" }] },
            },
            {
              name: "histogram",
              histogram: {
                aggregationTemporality: 2,
                dataPoints: [
                  {
                    ...point,
                    count: "3",
                    sum: 1.5,
                    bucketCounts: ["1", "2"],
                    explicitBounds: [1],
                    exemplars: [exemplar],
                    flags: 1,
                    min: 0.25,
                    max: 0.75,
                  },
                ],
              },
            },
            {
              name: "exponential",
              description: "Of calls",
              exponentialHistogram: {
                aggregationTemporality: 1,
                dataPoints: [
                  {
                    ...point,
                    count: "6",
                    sum: 9.5,
                    scale: -2,
                    zeroCount: "1",
                    positive: { offset: -3, bucketCounts: ["2", "0", "1"] },
                    negative: { offset: 4, bucketCounts: ["2"] },
                    exemplars: [exemplar],
                    zeroThreshold: 0.001,
                  },
                ],
              },
            },
            {
              name: "summary",
              summary: {
                dataPoints: [{ ...point, count: "7", sum: 2.5, quantileValues: [{ quantile: 0.5, value: 0.3 }] }],
              },
            },
          ],
        },
      ],
    },
  ],
};

async function ingest(store: Store, signal: "traces" | "logs" | "metrics", request: object): Promise<void> {
  await store.ingest(signal, "json", Buffer.from(JSON.stringify(request)));
}

async function filled(): Promise<Store> {
  const store = await emptyStore();
  await ingest(store, "traces", recordedRun("talk-1", "1".repeat(32), 1_790_000_000_000));
  await ingest(store, "traces", recordedRun("talk-2", "2".repeat(32), 1_790_000_100_000));
  await ingest(store, "logs", EVENTS);
  await ingest(store, "metrics", METRICS);
  return store;
}

async function* bytesOf(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}

async function imported(pieces: AsyncIterable<string>): Promise<Store> {
  const store = await emptyStore();
  for await (const { signal, encoding, body } of readOtlpLines(bytesOf(pieces)))
    expect(await store.ingest(signal, encoding, body)).toMatchObject({ rejected: 0 });
  return store;
}

/** Everything that can be read of a session, but when it came. */
async function contentOf(store: Store, session: string) {
  return {
    row: await store.session(session),
    spans: await store.spans({ session }),
    details: await store.details({ session }),
    events: await store.events({ session }),
  };
}

describe("OTLP JSON lines", () => {
  it("of a whole store make an equal store of an empty one", async () => {
    const store = await filled();
    const copy = await imported((await exportFile(store, "otlp")).pieces);
    for (const session of ["talk-1", "talk-2"]) {
      const content = await contentOf(store, session);
      expect((content.spans as SpanTable).id).toHaveLength(4);
      expect(await contentOf(copy, session)).toEqual(content);
    }
    expect((await contentOf(copy, "talk-1")).events).toHaveLength(1);
    const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
    const metrics = [...(await store.metrics())].sort(byName);
    expect(metrics.map(({ name }) => name)).toEqual(["exponential", "gauge", "histogram", "sum", "summary"]);
    expect([...(await copy.metrics())].sort(byName)).toEqual(metrics);
  });

  it("hold each point of a metric as it was received", async () => {
    let lines = "";
    for await (const piece of (await exportFile(await filled(), "otlp")).pieces) lines += piece;
    const requests = lines.split("\n").filter((line) => line.startsWith('{"resourceMetrics"'));
    const metrics = requests.flatMap(
      (line) => (JSON.parse(line) as typeof METRICS).resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [],
    );
    expect(metrics).toMatchObject(METRICS.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? []);
  });

  it("of one session hold nothing of another", async () => {
    const store = await filled();
    const copy = await imported((await exportFile(store, "otlp", { session: "talk-2" })).pieces);
    expect((await copy.sessions()).sessions.map(({ id }) => id)).toEqual(["talk-2"]);
    expect(await copy.spans({ session: "talk-2" })).toEqual(await store.spans({ session: "talk-2" }));
  });

  it("are one request a line, as the Collector's file exporter writes them", async () => {
    const store = await filled();
    let text = "";
    for await (const piece of (await exportFile(store, "otlp", { session: "talk-1" })).pieces) text += piece;
    const requests = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(requests.map((request) => Object.keys(request))).toEqual([["resourceSpans"], ["resourceLogs"]]);
  });
});

describe("a session as one HTML file", () => {
  it("carries what was recorded and the page that was built", async () => {
    const store = await filled();
    const built = new URL("../../../../dist/page/page.js", import.meta.url);
    let html = "";
    for await (const piece of (await exportFile(store, "html", { session: "talk-1" })).pieces) html += piece;
    const begin = html.indexOf('id="agentscribe-data">') + 'id="agentscribe-data">'.length;
    const answers = JSON.parse(html.slice(begin, html.indexOf("</script>", begin))) as Record<string, unknown>;
    expect(answers["/api/sessions/talk-1/spans"]).toEqual(await store.spans({ session: "talk-1" }));
    expect(Object.keys(answers).filter((path) => path.startsWith("/api/spans/"))).toHaveLength(4);
    expect(JSON.stringify(answers)).not.toContain("talk-2");
    expect(html).toContain(readFileSync(built, "utf8").slice(0, 60));
  });
});
