import { fileURLToPath } from "node:url";

/** Where backends are installed: they are no dependencies of the project, and of several GB. */
export const CACHE: string = fileURLToPath(new URL("../../node_modules/.cache/backends/", import.meta.url));

/** The program of each backend, below the cache. */
export const PROGRAMS = {
  collector: "collector/build/agentscribe-collector",
  /** The engine for a process of Node, which `npm run clickhouse` shares. */
  clickhouse: "../clickhouse/node_modules/chdb/index.js",
  "kafka-broker": "kafka-broker/kafka-broker",
  prometheus: "prometheus/prometheus",
  promtool: "promtool/promtool",
  "victoria-metrics": "victoria-metrics/victoria-metrics",
  jaeger: "jaeger/jaeger",
  phoenix: "phoenix/bin/phoenix",
  mlflow: "mlflow/bin/mlflow",
} as const;

export type ProgramName = keyof typeof PROGRAMS;
