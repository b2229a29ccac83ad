import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { OtlpJson } from "../../examples/support/otlp/decode-otlp.ts";
import { flattenSpans, type ReceivedSpan } from "../../examples/support/otlp/flatten-otlp.ts";
import { runAgent } from "./agent-run.ts";
import { temporaryFolder } from "./collector/start-collector.ts";
import { describeWith } from "./installed.ts";
import { freePorts, startProgram, until } from "./start-program.ts";

const byId = (one: { readonly spanId: string }, other: { readonly spanId: string }): number =>
  one.spanId < other.spanId ? -1 : 1;

describeWith(["jaeger"], "Jaeger", (program) => {
  it("has the spans as they were sent, and finds their trace by an attribute", async () => {
    const [otlp = 0, query = 0, grpc = 0, health = 0] = await freePorts(4);
    const config = join(temporaryFolder(), "jaeger.yaml");
    writeFileSync(
      config,
      `service:
  extensions: [jaeger_storage, jaeger_query, healthcheckv2]
  telemetry: { metrics: { level: none } }
  pipelines: { traces: { receivers: [otlp], exporters: [jaeger_storage_exporter] } }
extensions:
  healthcheckv2: { use_v2: true, http: { endpoint: "127.0.0.1:${health}" } }
  jaeger_query: { storage: { traces: own }, http: { endpoint: "127.0.0.1:${query}" }, grpc: { endpoint: "127.0.0.1:${grpc}" } }
  jaeger_storage: { backends: { own: { memory: { max_traces: 100 } } } }
receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:${otlp}" } } } }
exporters: { jaeger_storage_exporter: { trace_storage: own } }
`,
    );
    const jaeger = await startProgram(program, {
      args: ["--config", config],
      readyUrl: `http://127.0.0.1:${health}/status`,
    });
    onTestFinished(() => jaeger.kill());

    const url = `http://127.0.0.1:${otlp}`;
    const sent = await runAgent([{ url, signals: { metrics: false, events: false } }], { capture: "full" });
    const [{ traceId = "" } = {}] = sent.spans();
    const spans = await until(
      async () => {
        const response = await fetch(`http://127.0.0.1:${query}/api/v3/traces/${traceId}`);
        if (!response.ok) return [];
        return flattenSpans(((await response.json()) as { readonly result: OtlpJson }).result);
      },
      ({ length }) => length >= sent.spans().length,
    );
    // Everything of them but the schema: times, kinds, types of attributes, events, status, resource and scope.
    const whole = (span: ReceivedSpan) => ({ ...span, scope: { ...span.scope, schemaUrl: "" } });
    expect(spans.toSorted(byId)).toEqual(sent.spans().toSorted(byId).map(whole));

    const tags = encodeURIComponent(JSON.stringify({ "session.id": "thread-31", "gen_ai.tool.name": "lookup_order" }));
    const search = `http://127.0.0.1:${query}/api/traces?service=triage-bot&limit=5&tags=${tags}`;
    const { data } = (await (await fetch(search)).json()) as { readonly data: readonly { readonly traceID: string }[] };
    expect(data.map(({ traceID }) => traceID)).toEqual([traceId]);
  });
});
