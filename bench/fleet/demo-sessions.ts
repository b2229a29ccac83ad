import OpenAI from "openai";
import { TRIAGE_SCRIPT } from "../../examples/support/model/triage-script.ts";
import { startReceiver } from "../../examples/support/otlp-receiver.ts";
import { runTriage } from "../../examples/support/triage-agent.ts";
import { init } from "../../src/index.ts";
import { wrapOpenAI } from "../../src/instrumentation/openai/index.ts";
import { startModelServer } from "../../test/support/model-server.ts";

/** What one process sent for so many sessions of the demo's agent. */
export interface DemoSessions {
  readonly sessions: number;
  readonly spans: number;
  readonly events: number;
  /** Of spans and events, as OTLP. */
  readonly bytes: number;
  /** The last export of metrics. */
  readonly metrics: { readonly body: Buffer; readonly points: number; readonly prometheusSeries: number };
}

export async function runDemoSessions(sessions: number, capture: "none" | "full"): Promise<DemoSessions> {
  const sent = await startReceiver();
  const model = await startModelServer({ script: TRIAGE_SCRIPT });
  const telemetry = init({
    service: { name: "triage-bot", version: "1.4.0" },
    host: "own",
    spool: false,
    exporters: [{ url: sent.url }],
    capture,
  });
  try {
    const client = wrapOpenAI(new OpenAI({ apiKey: "none", baseURL: model.url }));
    for (let index = 0; index < sessions; index += 1) {
      const text = "My order A-1042 came four days late although I paid for express. I want a refund.";
      const complaint = { thread: `thread-${index}`, customer: `customer-${index}`, ticket: `T-${index}`, text };
      await runTriage({ telemetry, client, model: "gpt-5-mini", approve: async () => true, complaint });
    }
  } finally {
    await telemetry.shutdown({ timeoutMillis: 20_000 });
    await model.close();
    await sent.close();
  }
  const bodies = (path: string) => sent.requests.filter((request) => request.path === path).map(({ body }) => body);
  const points = new Map(
    sent
      .metrics()
      .flatMap(({ name, type, points: all }) =>
        all.map(({ attributes, raw }) => [JSON.stringify([name, attributes]), { type, raw }] as const),
      ),
  );
  const size = [...bodies("/v1/traces"), ...bodies("/v1/logs")].reduce((sum, body) => sum + body.length, 0);
  return {
    sessions,
    spans: sent.spans().length,
    events: sent.logs().length,
    bytes: size,
    metrics: {
      body: Buffer.from(bodies("/v1/metrics").at(-1) ?? []),
      points: points.size,
      prometheusSeries: [...points.values()].reduce((sum, { type, raw }) => sum + seriesOf(type, raw), 0),
    },
  };
}

/** A histogram is a series for each bucket, that without an end, its count and its sum. */
function seriesOf(type: string, point: Readonly<Record<string, unknown>>): number {
  if (type !== "histogram") return 1;
  return (Array.isArray(point.explicitBounds) ? point.explicitBounds.length : 0) + 3;
}
