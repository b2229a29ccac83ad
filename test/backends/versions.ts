/** What is installed of each backend. The Collector's version and parts are those of `fleet/collector/builder.yaml`. */
export const VERSIONS = {
  builder: "v0.158.0",
  kfake: "v0.0.0-20260918054303-01f206a7e32c",
  franz: "v1.22.0",
  prometheus: "v0.314.0",
  victoriaMetrics: "v1.130.0",
  jaeger: "v1.76.0",
  phoenix: "20.26.1",
  mlflow: "3.17.2",
} as const;
