import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { onTestFinished } from "vitest";
import { toAttributeList } from "../../../src/inspector/decode/attribute-list.ts";
import { decodeTraces } from "../../../src/inspector/decode/traces.ts";
import { decodeSpan } from "../../../src/inspector/decode/whole.ts";
import type { Facts } from "../../../src/inspector/model/facts.ts";
import {
  agentKindOf,
  type Messages,
  readMessages,
  understandSpan,
  WANTED_ATTRIBUTES,
} from "../../../src/inspector/understand/index.ts";

/** A span as the inspector understands it. */
export interface UnderstoodSpan {
  readonly name: string;
  readonly agentKind: string;
  readonly facts: Facts;
  readonly messages: Messages;
}

export interface Recorder {
  readonly provider: TracerProvider;
  /** What ended so far, through OTLP and the inspector's decoder. */
  understood(): readonly UnderstoodSpan[];
}

/** An application's own OpenTelemetry, for as long as a test runs. */
export function startRecorder(): Recorder {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(async () => {
    await provider.shutdown();
    trace.disable();
    context.disable();
  });
  return {
    provider,
    understood() {
      const spans: UnderstoodSpan[] = [];
      const request = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans());
      decodeTraces(request ?? new Uint8Array(), WANTED_ATTRIBUTES, (span, group) => {
        const facts = understandSpan(span, group);
        const { attributes, events } = decodeSpan(span.bytes);
        const messages = readMessages({
          kind: facts.kind,
          attributes: toAttributeList(attributes),
          events: events.map((event) => ({ name: event.name, attributes: toAttributeList(event.attributes) })),
        });
        spans.push({ name: span.name, agentKind: agentKindOf(group), facts, messages });
      });
      return spans;
    },
  };
}
