import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeCertificate } from "../../integration/export/certificate.ts";
import { ROOT } from "../installed.ts";
import { freePorts, type RunningProgram, startProgram } from "../start-program.ts";

export const CONFIGURATIONS: string = join(ROOT, "fleet/collector");
export const TOKEN = "a-token-of-the-test";

export interface Collector extends RunningProgram {
  /** Where it takes OTLP. */
  readonly url: string;
  /** A metric of the Collector itself, all its series whose labels contain the text summed; 0 where it has none. */
  metric(name: string, label?: string): Promise<number>;
}

export interface CollectorSetting {
  /** Files of `fleet/collector`, as its README gives them. */
  readonly configs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Configuration of the test, merged over the shipped one. */
  readonly overlay?: string;
  /** Given twice, the second Collector finds the queue of the first. */
  readonly folder: string;
  /** Of its OTLP receiver. */
  readonly port: number;
  readonly scheme?: "http" | "https";
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-backends-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the Collector with shipped configurations. It ends with the test. */
export async function startCollector(program: string, setting: CollectorSetting): Promise<Collector> {
  const { configs, env = {}, overlay, folder, port, scheme = "http" } = setting;
  const [health = 0, metrics = 0, grpc = 0] = await freePorts(3);
  const own = join(folder, "overlay.yaml");
  if (overlay !== undefined) writeFileSync(own, overlay);
  const files = [...configs.map((name) => join(CONFIGURATIONS, name)), ...(overlay === undefined ? [] : [own])];
  const running = await startProgram(program, {
    args: files.flatMap((file) => ["--config", file]),
    env: {
      HEALTH_ENDPOINT: `127.0.0.1:${health}`,
      METRICS_PORT: String(metrics),
      OTLP_HTTP_ENDPOINT: `127.0.0.1:${port}`,
      OTLP_GRPC_ENDPOINT: `127.0.0.1:${grpc}`,
      QUEUE_DIRECTORY: join(folder, "queue"),
      ...env,
    },
    readyUrl: `http://127.0.0.1:${health}/`,
  });
  onTestFinished(() => running.kill());
  const metric = async (name: string, label = ""): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    // Counters have `_total` behind their name.
    const lines = text
      .split("\n")
      .filter(
        (line) =>
          line.startsWith(name) && /^\w*/.exec(line)?.[0].replace(/_total$/, "") === name && line.includes(label),
      );
    return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  };
  return { ...running, url: `${scheme}://127.0.0.1:${port}`, metric };
}

/** What `validate` says of configurations: nothing when they are right. */
export function validate(program: string, configs: readonly string[], env: Readonly<Record<string, string>>): string {
  const args = ["validate", ...configs.flatMap((name) => ["--config", join(CONFIGURATIONS, name)])];
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: "utf8" });
  return status === 0 ? stdout.trim() : `exit code ${status}: ${stdout}${stderr}`;
}

/** Environment of a gateway that has a certificate, and of an agent that trusts it. */
export interface GatewayTls {
  readonly gateway: Readonly<Record<string, string>>;
  readonly agent: Readonly<Record<string, string>>;
}

export function gatewayTls(folder: string): GatewayTls {
  const certificate = makeCertificate();
  if (certificate === undefined) throw new Error("openssl is needed to make a certificate");
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(certFile, certificate.cert);
  writeFileSync(keyFile, certificate.key);
  return {
    gateway: { GATEWAY_TOKEN: TOKEN, TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile },
    agent: { GATEWAY_TOKEN: TOKEN, GATEWAY_CA_FILE: certFile },
  };
}

/** In place of ClickHouse and Prometheus: everything goes on as OTLP. */
export function toReceiver(url: string): string {
  const exporter = `{ exporters: [otlp_http/test] }`;
  return `exporters:
  otlp_http/test:
    endpoint: ${url}
    compression: none
    retry_on_failure: { initial_interval: 100ms, max_interval: 500ms, max_elapsed_time: 0 }
    sending_queue: { storage: file_storage }
service:
  pipelines:
    traces: ${exporter}
    logs: ${exporter}
    metrics: ${exporter}
    metrics/prometheus: ${exporter}
`;
}

/** What gateway.yaml asks for, where the test takes the exporters away. */
export const UNUSED_STORES: Readonly<Record<string, string>> = {
  CLICKHOUSE_ENDPOINT: "http://127.0.0.1:9",
  CLICKHOUSE_PASSWORD: "",
  PROMETHEUS_REMOTE_WRITE_URL: "http://127.0.0.1:9/api/v1/write",
};
