import { metric } from "../../shared/metrics.ts";
import { grown, select, sumBy } from "../../shared/promql.ts";
import type { RuleGroup } from "../rule.ts";

const UP = metric("agentscribe.up");
const COUNTERS = ["span", "log"].flatMap((word) => [
  metric(`otel.sdk.processor.${word}.processed`),
  metric(`otel.sdk.exporter.${word}.exported`),
]);

/** Something waits, and nothing was taken. */
const stuck = (word: string): string =>
  `sum by (job) (${metric(`otel.sdk.processor.${word}.queue.size`)}) > 0
unless sum by (job) (rate(${select(metric(`otel.sdk.exporter.${word}.exported`), `error_type=""`)}[15m])) > 0`;

export const delivery: RuleGroup = {
  name: "agentscribe-delivery",
  interval: "1m",
  rules: [
    {
      alert: "AgentscribeTelemetryDropped",
      expr: COUNTERS.map(
        (counter) => `${sumBy(["job", "error_type"], grown(select(counter, `error_type!=""`), "15m"))} > 0`,
      ).join("\nor\n"),
      labels: { severity: "warning" },
      annotations: {
        summary: "Telemetry of {{ $labels.job }} is lost",
        description:
          '{{ $value | printf "%.0f" }} records were dropped in the last 15 minutes: {{ $labels.error_type }}.',
      },
    },
    {
      alert: "AgentscribeTelemetryStuck",
      expr: `(${stuck("span")})
or
(${stuck("log")})`,
      for: "15m",
      labels: { severity: "warning" },
      annotations: {
        summary: "Telemetry of {{ $labels.job }} waits",
        description:
          '{{ $value | printf "%.0f" }} records wait, and none was taken by a backend for 15 minutes. They are kept in files until there are too many.',
      },
    },
    {
      alert: "AgentscribeNotRecording",
      expr: `count by (job) (${UP} == 0)`,
      for: "15m",
      labels: { severity: "info" },
      annotations: {
        summary: "Clients of {{ $labels.job }} do not record",
        description: '{{ $value | printf "%.0f" }} processes report that recording is paused or shut down.',
      },
    },
    {
      alert: "AgentscribeSilent",
      // By service: that single processes end is as it should be.
      expr: `count by (job) (last_over_time(${UP}[2h] offset 15m))
unless count by (job) (last_over_time(${UP}[15m]))`,
      labels: { severity: "warning" },
      annotations: {
        summary: "Nothing is heard of {{ $labels.job }}",
        description:
          "It reported within the last two hours, and no process of it has for 15 minutes. Services that run now and then are best left out of this alert.",
      },
    },
  ],
};
