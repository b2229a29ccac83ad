import { expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { init } from "../../../src/index.ts";
import { describeWith } from "../installed.ts";
import { freePorts, until } from "../start-program.ts";
import {
  type Collector,
  startCollector,
  TOKEN,
  temporaryFolder,
  toReceiver,
  UNUSED_STORES,
} from "./start-collector.ts";

/** The gateway's own pipelines, without TLS: what is asked here is which traces go through. */
const PLAIN = "receivers: { otlp: { protocols: { http: { tls: } } } }\n";

describeWith(["collector"], "The sampling of the gateway", (program) => {
  async function start(env: Readonly<Record<string, string>>): Promise<readonly [Collector, Receiver]> {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const [port = 0] = await freePorts(1);
    const gateway = await startCollector(program, {
      configs: ["gateway.yaml", "redaction.yaml", "sampling.yaml"],
      env: {
        ...UNUSED_STORES,
        GATEWAY_TOKEN: TOKEN,
        SAMPLING_WAIT: "2s",
        SAMPLING_WAIT_AFTER_ROOT: "500ms",
        ...env,
      },
      overlay: `${PLAIN}${toReceiver(receiver.url)}`,
      folder: temporaryFolder(),
      port,
    });
    return [gateway, receiver];
  }

  const headers = { authorization: `Bearer ${TOKEN}` };

  it("keeps sessions that failed, were stopped, cost much or lasted long, and every event; of the rest none at 0 %", async () => {
    const [gateway, receiver] = await start({ KEEP_PERCENT: "0", KEEP_COST_USD: "0.5" });
    const telemetry = init({
      ...{ service: { name: "sampled" }, host: "own", exporters: [{ url: gateway.url, headers }] },
      pricing: { overrides: { "shop/model": { input: 1, output: 1 } } },
    });
    const call = (usd: number) =>
      telemetry.recordLlm({ provider: "shop", model: "model", usage: { inputTokens: usd * 1e6 }, durationMs: 3 });
    await telemetry.session({ id: "cheap" }, async (session) => {
      call(0.1);
      session.outcome("success");
    });
    await telemetry.session({ id: "cheap-without-outcome" }, async () => call(0.1));
    await telemetry.session({ id: "expensive-call" }, async () => call(0.7));
    await telemetry.session({ id: "expensive-in-sum" }, async () => {
      for (let index = 0; index < 4; index += 1) call(0.2);
    });
    await telemetry.session({ id: "failed" }, async (session) => session.outcome("failed"));
    await telemetry
      .session({ id: "error" }, async () => {
        throw new Error("broken");
      })
      .catch(() => undefined);
    await telemetry.session({ id: "error-inside" }, async () => {
      await telemetry
        .tool({ name: "deploy" }, async () => {
          throw new Error("broken");
        })
        .catch(() => undefined);
    });
    await telemetry.session({ id: "stopped" }, async (session) => session.end({ reason: "budget" }));
    await telemetry.shutdown({ timeoutMillis: 20_000 });
    await post(gateway.url, trace(1, "long", 400));
    await post(gateway.url, trace(2, "short", 100));

    const sessions = () => new Set(receiver.spans().map(({ attributes }) => attributes["gen_ai.conversation.id"]));
    const kept = ["error", "error-inside", "expensive-call", "expensive-in-sum", "failed", "long", "stopped"];
    await until(sessions, (found) => kept.every((id) => found.has(id)));
    // Every trace is judged, so that what is not there by now does not come.
    await until(
      () => gateway.metric("otelcol_processor_tail_sampling_global_count_traces_sampled"),
      (judged) => judged >= 10,
    );
    const sampled = "otelcol_processor_tail_sampling_global_count_traces_sampled";
    expect(await gateway.metric(sampled, 'sampled="true"')).toBe(kept.length);
    expect([...sessions()].toSorted()).toEqual(kept);
    const ended = receiver.logs().filter(({ eventName }) => eventName === "agentscribe.session.end");
    expect(ended).toHaveLength(8);
  });

  it("keeps a share of the rest, whole traces", async () => {
    const [gateway, receiver] = await start({ KEEP_PERCENT: "25" });
    for (let index = 0; index < 400; index += 1) await post(gateway.url, trace(index + 1, `session-${index}`, 1));
    await until(
      () => gateway.metric("otelcol_processor_tail_sampling_global_count_traces_sampled"),
      (judged) => judged >= 400,
    );
    const kept = await gateway.metric("otelcol_processor_tail_sampling_global_count_traces_sampled", 'sampled="true"');
    await until(
      () => receiver.spans().length,
      (spans) => spans >= 2 * kept,
    );

    // Four standard deviations around a quarter of 400.
    expect(kept).toBeGreaterThan(65);
    expect(kept).toBeLessThan(135);
    expect(receiver.spans()).toHaveLength(2 * kept);
  });

  const post = async (url: string, body: object): Promise<void> => {
    const { status } = await fetch(`${url}/v1/traces`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(status).toBe(200);
  };
});

/** A session and a call in it, both as long as said. */
function trace(number: number, session: string, seconds: number): object {
  const traceId = (number * 0x9e3779b1).toString(16).padStart(32, "0").slice(-32);
  const span = (spanId: string, name: string, parentSpanId = "") => ({
    ...{ traceId, spanId, parentSpanId, name, kind: 1 },
    startTimeUnixNano: `${Date.now() - seconds * 1_000}000000`,
    endTimeUnixNano: `${Date.now()}000000`,
    attributes: [{ key: "gen_ai.conversation.id", value: { stringValue: session } }],
  });
  const [root, inside] = [traceId.slice(-16), `f${traceId.slice(-15)}`];
  const spans = [span(root, "session"), span(inside, "chat", root)];
  return { resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}
