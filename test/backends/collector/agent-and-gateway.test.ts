import { expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runAgent } from "../agent-run.ts";
import { describeWith } from "../installed.ts";
import { freePorts, until } from "../start-program.ts";
import { telemetryOf, withoutSchemas } from "../telemetry-as-sent.ts";
import {
  type Collector,
  type CollectorSetting,
  gatewayTls,
  startCollector,
  temporaryFolder,
  toReceiver,
  UNUSED_STORES,
} from "./start-collector.ts";

const AGENT = ["agent.yaml", "redaction.yaml"];
const GATEWAY = ["gateway.yaml", "redaction.yaml", "sampling.yaml"];

describeWith(["collector"], "An agent's and a gateway's Collector", (program) => {
  interface Settings {
    readonly receiver: Receiver;
    readonly agent: CollectorSetting;
    readonly gateway: CollectorSetting;
  }

  /** Both as shipped, with TLS and a token between them, and an OTLP receiver in place of the stores. */
  async function settings(env: Readonly<Record<string, string>> = {}): Promise<Settings> {
    const receiver = await startReceiver();
    onTestFinished(() => receiver.close());
    const [agentPort = 0, gatewayPort = 0] = await freePorts(2);
    const [agentFolder, gatewayFolder] = [temporaryFolder(), temporaryFolder()];
    const tls = gatewayTls(gatewayFolder);
    return {
      receiver,
      agent: {
        configs: AGENT,
        env: { ...tls.agent, GATEWAY_URL: `https://127.0.0.1:${gatewayPort}` },
        folder: agentFolder,
        port: agentPort,
      },
      gateway: {
        configs: GATEWAY,
        env: {
          ...tls.gateway,
          ...UNUSED_STORES,
          KEEP_PERCENT: "100",
          SAMPLING_WAIT: "5s",
          SAMPLING_WAIT_AFTER_ROOT: "200ms",
          ...env,
        },
        overlay: toReceiver(receiver.url),
        folder: gatewayFolder,
        port: gatewayPort,
        scheme: "https",
      },
    };
  }

  const both = async ({ agent, gateway }: Settings): Promise<readonly [agent: Collector, gateway: Collector]> =>
    Promise.all([startCollector(program, agent), startCollector(program, gateway)]);

  it("pass on spans, events and metrics as the SDK sent them, types of attributes included", async () => {
    const one = await settings();
    const [agent] = await both(one);

    const sent = telemetryOf(await runAgent([{ url: agent.url }]));
    const arrived = await until(
      () => telemetryOf(one.receiver),
      ({ spans, logs, series }) =>
        Object.keys(spans).length >= Object.keys(sent.spans).length &&
        Object.keys(logs).length >= Object.keys(sent.logs).length &&
        Object.keys(series).length >= Object.keys(sent.series).length,
    );

    expect(Object.keys(sent.spans).length).toBeGreaterThan(15);
    expect(withoutSchemas(arrived.spans)).toEqual(withoutSchemas(sent.spans));
    expect(arrived.logs).toEqual(sent.logs);
    expect(arrived.series).toEqual(sent.series);
  });

  it("refuse who has another token", async () => {
    const one = await settings();
    const [agent, gateway] = await both({
      ...one,
      agent: { ...one.agent, env: { ...one.agent.env, GATEWAY_TOKEN: "x" } },
    });
    await runAgent([{ url: agent.url }]);

    await until(
      () => agent.output(),
      (output) => /401|Unauthenticated/.test(output),
    );
    expect(await gateway.metric("otelcol_receiver_accepted_spans_total")).toBe(0);
    expect(one.receiver.requests).toEqual([]);
  });

  it("lose nothing when the gateway is away and the agent's Collector is killed meanwhile", async () => {
    const one = await settings();
    const first = await startCollector(program, one.agent);
    const sent = telemetryOf(await runAgent([{ url: first.url }]));
    await until(
      () => first.output(),
      (output) => output.includes("connection refused"),
    );
    await first.kill();

    await both(one);
    const ids = Object.keys(sent.spans);
    const arrived = await until(
      () => telemetryOf(one.receiver),
      ({ spans, logs }) => ids.every((id) => id in spans) && Object.keys(logs).length >= Object.keys(sent.logs).length,
      60_000,
    );
    expect(withoutSchemas(arrived.spans)).toEqual(withoutSchemas(sent.spans));
    expect(arrived.logs).toEqual(sent.logs);
  });

  it("lose nothing when the store is away and the gateway is killed meanwhile", async () => {
    const one = await settings();
    const away = await freePorts(1);
    const [agent, gateway] = await both({
      ...one,
      gateway: { ...one.gateway, overlay: toReceiver(`http://127.0.0.1:${away[0]}`) },
    });
    const sent = telemetryOf(await runAgent([{ url: agent.url }]));
    // The sampler holds spans in memory until it has judged them: from then on they are on the disk.
    await until(
      () => gateway.metric("otelcol_exporter_queue_size", 'data_type="traces"'),
      (size) => size > 0,
    );
    await gateway.kill();

    await startCollector(program, one.gateway);
    const arrived = await until(
      () => telemetryOf(one.receiver),
      ({ spans, logs }) =>
        Object.keys(spans).length >= Object.keys(sent.spans).length &&
        Object.keys(logs).length >= Object.keys(sent.logs).length,
      60_000,
    );
    expect(withoutSchemas(arrived.spans)).toEqual(withoutSchemas(sent.spans));
    expect(arrived.logs).toEqual(sent.logs);
  });
});
