import { metric } from "../../shared/metrics.ts";
import type { Board } from "../dashboard.ts";
import { labelTable, lines, stat } from "../panels.ts";
import { happened, NOW, own, perSecond, WHOLE } from "../series.ts";
import { COUNT } from "../units.ts";
import { OF_SERVICE, VARIABLES, variables } from "../variables.ts";

const SENT = ["span", "log"] as const;
const DROPPED = `error_type!=""`;
const TAKEN = `error_type=""`;
const REASON = ["job", "error_type"];

const processed = (word: string): string => `otel.sdk.processor.${word}.processed`;
const exported = (word: string): string => `otel.sdk.exporter.${word}.exported`;
const things = { span: "spans", log: "events" } as const;

/** Before they were sent, and after. */
const dropped = (word: string): string => {
  const marked = (name: string, when: string): string =>
    `label_replace(${happened(name, REASON, WHOLE, DROPPED)}, "when", "${when}", "", "")`;
  return `${marked(processed(word), "before it was sent")}\nor ${marked(exported(word), "after it was sent")}`;
};

export const sdkHealth: Board = {
  name: "sdk-health",
  title: "SDK health",
  about:
    "Whether telemetry comes through: what the SDK says of itself. A process that cannot send says nothing here either.",
  variables: variables(VARIABLES.service),
  rows: [
    {
      title: "Now",
      panels: [
        stat({
          title: "Clients that record",
          about: "Processes whose client reports that it is neither paused nor shut down.",
          unit: COUNT,
          lines: [{ expr: `count(${own("agentscribe.up")} == 1)`, legend: "recording" }],
        }),
        stat({
          title: "Clients that do not",
          about: "Paused, or shut down and still reported.",
          unit: COUNT,
          lines: [{ expr: `count(${own("agentscribe.up")} == 0) or vector(0)`, legend: "not recording" }],
        }),
        ...SENT.map((word) =>
          stat({
            title: word === "span" ? "Spans that wait" : "Events that wait",
            about: "In files or in memory, to be sent.",
            unit: COUNT,
            lines: [{ expr: `sum(${own(`otel.sdk.processor.${word}.queue.size`)})`, legend: things[word] }],
          }),
        ),
        ...SENT.map((word) =>
          stat({
            title: word === "span" ? "Spans dropped" : "Events dropped",
            about: "Before or after they were sent, in this time.",
            unit: COUNT,
            lines: [
              {
                expr: `(${happened(processed(word), [], WHOLE, DROPPED)} or vector(0)) + (${happened(exported(word), [], WHOLE, DROPPED)} or vector(0))`,
                legend: things[word],
              },
            ],
          }),
        ),
      ],
    },
    {
      title: "Delivery",
      panels: [
        ...SENT.map((word) =>
          lines({
            title: word === "span" ? "Spans taken by backends" : "Events taken by backends",
            about: "A second, by service.",
            unit: "ops",
            lines: [{ expr: perSecond(["job"], own(exported(word), TAKEN)), legend: "{{job}}" }],
          }),
        ),
        ...SENT.map((word) =>
          lines({
            title: word === "span" ? "Spans that wait or are being sent" : "Events that wait or are being sent",
            about: "What grows here is not taken as fast as it is made.",
            unit: COUNT,
            lines: [
              { expr: `sum by (job) (${own(`otel.sdk.processor.${word}.queue.size`)})`, legend: "{{job}}, waiting" },
              { expr: `sum by (job) (${own(`otel.sdk.exporter.${word}.inflight`)})`, legend: "{{job}}, being sent" },
            ],
          }),
        ),
        ...SENT.map((word) =>
          labelTable({
            title: word === "span" ? "Spans dropped, by reason" : "Events dropped, by reason",
            about: "`queue_full`, `rejected_by_backend` and so on: see `docs/delivery.md`.",
            unit: COUNT,
            lines: [{ expr: dropped(word), legend: "records" }],
          }),
        ),
      ],
    },
    {
      title: "Processes",
      panels: [
        lines({
          title: "Clients by service",
          about: "Processes that report.",
          unit: COUNT,
          lines: [{ expr: `count by (job) (${own("agentscribe.up")})`, legend: "{{job}}" }],
        }),
        lines({
          title: "Executions of tools open now",
          about: "What only grows here is never ended.",
          unit: COUNT,
          lines: [{ expr: `sum by (job) (${own("agentscribe.tool.inflight")})`, legend: "{{job}}" }],
        }),
        lines({
          title: "Signs of life, and runs at a standstill",
          about: "Where the application asks for them.",
          unit: COUNT,
          lines: [
            { expr: happened("agentscribe.heartbeats", ["job"], NOW), legend: "{{job}}, alive" },
            { expr: happened("agentscribe.stalls", ["job"], NOW), legend: "{{job}}, at a standstill" },
          ],
        }),
        labelTable({
          title: "Metrics that ran out of room",
          about:
            "Series whose labels had more values than are kept: what comes after is summed up under `otel_metric_overflow`.",
          unit: COUNT,
          lines: [
            {
              expr: `count by (job, __name__) ({__name__=~"(agentscribe|gen_ai|mcp)_.+", otel_metric_overflow="true", ${OF_SERVICE}})`,
              legend: "series",
            },
          ],
        }),
        lines({
          title: "Telemetry deleted from disk",
          about: "Because of its age or its size, in bytes.",
          unit: "bytes",
          lines: [
            {
              expr: happened("agentscribe.telemetry.deleted", ["agentscribe_telemetry_retention_reason"], NOW),
              legend: "{{agentscribe_telemetry_retention_reason}}",
            },
          ],
        }),
        labelTable({
          title: "Versions",
          about: "Of the SDK, by service, as the resource of each process says.",
          unit: COUNT,
          lines: [
            {
              expr: `count by (job, telemetry_sdk_name, telemetry_sdk_version, service_version) (target_info{${OF_SERVICE}} and on (job, instance) ${metric("agentscribe.up")})`,
              legend: "processes",
            },
          ],
        }),
      ],
    },
  ],
};
