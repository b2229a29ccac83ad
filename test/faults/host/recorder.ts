import { WORK_EVENT, WORK_TOOL } from "../work.ts";
import type { HostSettings } from "./settings.ts";

/** What a host needs of an SDK. */
export interface Recorder {
  /** Starts the span of one tool run; the function ends it. */
  start(number: number, attributes: Readonly<Record<string, string>>): () => void;
  event(number: number): void;
  flush(): Promise<unknown>;
  shutdown(): Promise<unknown>;
  health(): unknown;
}

export async function createRecorder(settings: HostSettings): Promise<Recorder> {
  if (settings.sdk === "agentscribe") return createOwn(settings);
  if (settings.sdk === "otel") return createRawOtel(settings);
  const nothing = async (): Promise<void> => {};
  return { start: () => () => {}, event: () => {}, flush: nothing, shutdown: nothing, health: () => undefined };
}

async function createOwn(settings: HostSettings): Promise<Recorder> {
  const { init } = (await import(settings.packageUrl)) as typeof import("agentscribe");
  const options = {
    service: { name: "faults" },
    exporters: [{ url: settings.url, ...settings.exporter }],
    ...settings.options,
  };
  const telemetry = init(options);
  return {
    start(number, attributes) {
      const call = telemetry.startTool({ name: WORK_TOOL, callId: String(number), attributes });
      return () => call.end();
    },
    event(number) {
      telemetry.record(WORK_EVENT, { type: "route", choice: `${process.pid}-${number}` });
    },
    flush: () => telemetry.flush(),
    shutdown: () => telemetry.shutdown(),
    health: () => telemetry.health(),
  };
}

/** What most applications have today, with its defaults: the suite must see what it loses. */
async function createRawOtel({ url }: HostSettings): Promise<Recorder> {
  const [{ OTLPTraceExporter }, { BatchSpanProcessor, TracerProvider }] = await Promise.all([
    import("@opentelemetry/exporter-trace-otlp-proto"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const tracer = provider.getTracer("faults");
  return {
    start(number, attributes) {
      const span = tracer.startSpan(`execute_tool ${WORK_TOOL}`, { attributes: { ...attributes, number } });
      return () => span.end();
    },
    event: () => {},
    flush: () => provider.forceFlush(),
    shutdown: () => provider.shutdown(),
    health: () => undefined,
  };
}
