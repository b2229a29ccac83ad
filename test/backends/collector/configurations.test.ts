import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith } from "../installed.ts";
import { CONFIGURATIONS, UNUSED_STORES, validate } from "./start-collector.ts";

const MAIN = ["agent.yaml", "gateway.yaml", "gateway-to-kafka.yaml", "kafka-to-clickhouse.yaml"];

/** The values that each file says must be set. */
const REQUIRED: Readonly<Record<string, string>> = {
  ...UNUSED_STORES,
  GATEWAY_URL: "https://gateway:4318",
  GATEWAY_TOKEN: "secret",
  TLS_CERT_FILE: "/etc/tls/cert.pem",
  TLS_KEY_FILE: "/etc/tls/key.pem",
  KAFKA_BROKERS: "one:9092,other:9092",
  KAFKA_USERNAME: "gateway",
  KAFKA_PASSWORD: "secret",
  QUEUE_DIRECTORY: "/tmp",
};

/** The `--config` arguments that the head of a file gives. */
function commandOf(file: string): readonly string[] {
  const head = readFileSync(join(CONFIGURATIONS, file), "utf8").split("\nextensions:")[0] ?? "";
  return [...head.matchAll(/--config (\S+)/g)].map(([, name = ""]) => name);
}

describeWith(["collector"], "The shipped configurations of the Collector", (collector) => {
  it.each(MAIN)("%s is valid, run as its head says", (file) => {
    expect(commandOf(file)[0]).toBe(file);
    expect(validate(collector, commandOf(file), REQUIRED)).toBe("");
  });

  it.each(MAIN)("%s is refused without what must be set", (file) => {
    expect(validate(collector, commandOf(file), {})).toMatch(/exit code 1/);
  });

  it.each(MAIN)("%s is refused without the cleaning or sampling that its pipelines name", (file) => {
    expect(validate(collector, [file], REQUIRED)).toMatch(/references processor "(transform\/content|tail_sampling)"/);
  });
});
