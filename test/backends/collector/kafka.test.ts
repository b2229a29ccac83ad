import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runAgent } from "../agent-run.ts";
import { describeWith } from "../installed.ts";
import { freePorts, until } from "../start-program.ts";
import { telemetryOf, withoutSchemas } from "../telemetry-as-sent.ts";
import {
  type CollectorSetting,
  gatewayTls,
  startCollector,
  TOKEN,
  temporaryFolder,
  toReceiver,
  UNUSED_STORES,
} from "./start-collector.ts";

const [USER, PASSWORD] = ["gateway", "of-the-test"];
const TOPICS = ["agentscribe_traces", "agentscribe_logs", "agentscribe_metrics"];

describeWith(
  ["collector", "kafka-broker"],
  "A gateway that writes to Kafka, and the Collector that reads it",
  (program, broker) => {
    /** With TLS and a password, as the configurations ask for. @returns its address */
    async function startBroker(certFile: string, keyFile: string): Promise<string> {
      const login = ["-user", USER, "-password", PASSWORD];
      const child = spawn(broker, ["-cert", certFile, "-key", keyFile, ...login, ...TOPICS], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      onTestFinished(() => void child.kill());
      const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
      return line.trim();
    }

    interface Way {
      readonly receiver: Receiver;
      readonly gateway: CollectorSetting;
      readonly reader: CollectorSetting;
    }

    async function way(): Promise<Way> {
      const receiver = await startReceiver();
      onTestFinished(() => receiver.close());
      const [port = 0] = await freePorts(1);
      const folder = temporaryFolder();
      const tls = gatewayTls(folder);
      const { TLS_CERT_FILE = "", TLS_KEY_FILE = "" } = tls.gateway;
      const kafka = {
        KAFKA_BROKERS: await startBroker(TLS_CERT_FILE, TLS_KEY_FILE),
        KAFKA_CA_FILE: TLS_CERT_FILE,
        KAFKA_USERNAME: USER,
        KAFKA_PASSWORD: PASSWORD,
      };
      return {
        receiver,
        gateway: {
          configs: ["gateway-to-kafka.yaml", "redaction.yaml"],
          env: { ...kafka, ...tls.gateway },
          // Without TLS towards the SDK: that is tested between an agent and a gateway.
          overlay: "receivers: { otlp: { protocols: { http: { tls: } } } }\n",
          ...{ folder, port },
        },
        reader: {
          configs: ["kafka-to-clickhouse.yaml", "sampling.yaml"],
          env: {
            ...kafka,
            ...UNUSED_STORES,
            ...{ KEEP_PERCENT: "100", SAMPLING_WAIT: "5s", SAMPLING_WAIT_AFTER_ROOT: "200ms" },
          },
          overlay: toReceiver(receiver.url),
          ...{ folder: temporaryFolder(), port: 0 },
        },
      };
    }

    const headers = { authorization: `Bearer ${TOKEN}` };

    it("pass on spans, events and metrics as the SDK sent them", async () => {
      const { receiver, gateway, reader } = await way();
      const [first] = await Promise.all([startCollector(program, gateway), startCollector(program, reader)]);
      const sent = telemetryOf(await runAgent([{ url: first.url, headers }]));
      const arrived = await until(
        () => telemetryOf(receiver),
        ({ spans, logs, series }) =>
          Object.keys(spans).length >= Object.keys(sent.spans).length &&
          Object.keys(logs).length >= Object.keys(sent.logs).length &&
          Object.keys(series).length >= Object.keys(sent.series).length,
        60_000,
      );
      expect(withoutSchemas(arrived.spans)).toEqual(withoutSchemas(sent.spans));
      expect(withoutSchemas(arrived.logs)).toEqual(withoutSchemas(sent.logs));
      expect(arrived.series).toEqual(sent.series);
    });

    it("lose nothing when the reader comes later", async () => {
      const { receiver, gateway, reader } = await way();
      const first = await startCollector(program, gateway);
      const sent = telemetryOf(await runAgent([{ url: first.url, headers }]));
      await until(
        async () => [
          await first.metric("otelcol_exporter_sent_spans"),
          await first.metric("otelcol_exporter_sent_log_records"),
        ],
        ([spans = 0, logs = 0]) => spans >= Object.keys(sent.spans).length && logs >= Object.keys(sent.logs).length,
      );
      await first.stop();

      await startCollector(program, reader);
      const arrived = await until(
        () => telemetryOf(receiver),
        ({ spans, logs }) =>
          Object.keys(spans).length >= Object.keys(sent.spans).length &&
          Object.keys(logs).length >= Object.keys(sent.logs).length,
        60_000,
      );
      expect(withoutSchemas(arrived.spans)).toEqual(withoutSchemas(sent.spans));
      expect(withoutSchemas(arrived.logs)).toEqual(withoutSchemas(sent.logs));
    });
  },
);
