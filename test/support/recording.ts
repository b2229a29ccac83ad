import { existsSync } from "node:fs";
import { onTestFinished } from "vitest";
import type { OtlpJson } from "../../examples/support/otlp/decode-otlp.ts";
import type { ReceivedLog, ReceivedMetric, ReceivedSpan } from "../../examples/support/otlp/flatten-otlp.ts";
import { type Receiver, startReceiver } from "../../examples/support/otlp-receiver.ts";
import { init, type Telemetry, type TelemetryOptions } from "../../src/index.ts";

/** What a backend received, and ways to find it. */
export interface Recorded {
  readonly spans: readonly ReceivedSpan[];
  readonly events: readonly ReceivedLog[];
  readonly metrics: readonly ReceivedMetric[];
  /** The only span of that name. @throws Error when there is none, or more than one */
  span(name: string): ReceivedSpan;
  /** The only event of that name. @throws Error when there is none, or more than one */
  event(name: string): ReceivedLog;
  eventsNamed(name: string): readonly ReceivedLog[];
  /** The last points of a metric; empty when it was not measured. */
  points(name: string): ReceivedMetric["points"];
  /** What the conventions' checker finds in the spans; empty where the checker is not there. */
  readonly violations: readonly string[];
}

/** A client that sends to a loopback receiver. Both end with the test. */
export interface Recording {
  readonly telemetry: Telemetry;
  readonly receiver: Receiver;
  /** Flushes, and gives what arrived so far. */
  collect(): Promise<Recorded>;
  /** Shuts the client down, and gives what arrived. */
  finish(): Promise<Recorded>;
}

export async function startRecording(options: TelemetryOptions = {}): Promise<Recording> {
  const receiver = await startReceiver();
  const telemetry = init({
    service: { name: "recording-test" },
    host: "own",
    exporters: [{ url: receiver.url }],
    ...options,
  });
  onTestFinished(async () => {
    await telemetry.shutdown({ timeoutMillis: 2_000 });
    await receiver.close();
  });
  return {
    telemetry,
    receiver,
    async collect() {
      await telemetry.flush({ timeoutMillis: 5_000 });
      return recordedBy(receiver);
    },
    async finish() {
      await telemetry.shutdown({ timeoutMillis: 5_000 });
      return recordedBy(receiver);
    },
  };
}

/** What a receiver got, from one client or several. */
export async function recordedBy(receiver: Pick<Receiver, "spans" | "logs" | "metrics" | "traces">): Promise<Recorded> {
  const spans = receiver.spans();
  const events = receiver.logs();
  const metrics = receiver.metrics();
  const only = <T>(found: readonly T[], what: string, all: readonly string[]): T => {
    const [one] = found;
    if (one === undefined || found.length > 1) {
      throw new Error(`expected one ${what}, got ${found.length} in: ${all.join(", ")}`);
    }
    return one;
  };
  return {
    spans,
    events,
    metrics,
    span: (name) =>
      only(
        spans.filter((span) => span.name === name),
        `span ${name}`,
        spans.map((span) => span.name),
      ),
    event: (name) =>
      only(
        events.filter((event) => event.eventName === name),
        `event ${name}`,
        events.map((event) => event.eventName),
      ),
    eventsNamed: (name) => events.filter((event) => event.eventName === name),
    points: (name) => metrics.findLast((metric) => metric.name === name)?.points ?? [],
    violations: await violationsIn(receiver.traces),
  };
}

const INTERNAL = 1;

/** The call of an MCP tool is a span of its own kind and name that says `execute_tool`; the checker knows only the tool's own span. */
const AS_EXECUTE_TOOL = new Set(["genai_span_name_format", "genai_span_kind_unexpected"]);

interface Finding {
  readonly id: string;
  readonly level: string;
  readonly span: string;
  readonly message: string;
}

const CHECKER = new URL("../../../shared/tools/check-otlp.mjs", import.meta.url);

/**
 * What the conventions' checker says of OTLP/JSON traces. A span that failed has no response, so attributes that only a response has may be
 * missing from it.
 */
async function violationsIn(traces: readonly OtlpJson[]): Promise<readonly string[]> {
  if (!existsSync(CHECKER)) {
    console.warn(`the conventions' checker is not at ${CHECKER.pathname}: spans are not checked`);
    return [];
  }
  const { checkSpan } = (await import(CHECKER.href)) as { checkSpan(span: OtlpJson): readonly Finding[] };
  return spansOf(traces).flatMap((span) => {
    const ofMcp = (span.attributes as { key?: unknown }[] | undefined)?.some(({ key }) => key === "mcp.method.name");
    const failed = (span.status as { code?: number } | undefined)?.code === 2;
    return checkSpan(span)
      .filter(({ id, level }) => level === "violation" && !(failed && id === "genai_expected_attribute_missing"))
      .filter(({ id }) => !(ofMcp === true && span.kind !== INTERNAL && AS_EXECUTE_TOOL.has(id)))
      .map((finding) => `${finding.id} [${finding.span}] ${finding.message}`);
  });
}

function spansOf(traces: readonly OtlpJson[]): readonly OtlpJson[] {
  const each = (parents: readonly OtlpJson[], key: string): readonly OtlpJson[] =>
    parents.flatMap((parent) => (parent[key] ?? []) as readonly OtlpJson[]);
  return each(each(each(traces, "resourceSpans"), "scopeSpans"), "spans");
}
