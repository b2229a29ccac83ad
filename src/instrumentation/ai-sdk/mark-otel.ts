import { contextManager } from "../../internal/active-client.ts";
import { attempt } from "../../internal/attempt.ts";
import { SPAN_KEY } from "../../internal/context-keys.ts";
import { DUPLICATE } from "../../semconv/agentscribe-attributes.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";

type EnrichSpan = (options: unknown) => Readonly<Record<string, unknown>> | undefined;

const marked = new WeakSet<object>();

/**
 * Marks the spans of `@ai-sdk/otel` as duplicates of ours, by its own way to add attributes to a span: an application that uses both then has
 * one span of each request that counts.
 */
export function markOtelIntegrations(integrations: readonly unknown[]): void {
  for (const integration of integrations) attempt(() => markOne(integration));
}

function markOne(integration: unknown): void {
  if (typeof integration !== "object" || integration === null || marked.has(integration)) return;
  if (!("enrichSpan" in integration) || readPath(integration, "tracer") === undefined) return;
  const own = readPath(integration, "enrichSpan");
  if (own !== undefined && typeof own !== "function") return;
  marked.add(integration);
  const enrich: EnrichSpan = (options) => {
    const added = own === undefined ? undefined : (own as EnrichSpan)(options);
    return recordingClient() === undefined ? added : { ...added, [DUPLICATE]: true };
  };
  integration.enrichSpan = enrich;
}

/** Marks the span that versions 5 and 6 make of a request with the application's own tracer, when its model records the request itself. */
export function markActiveSpan(): void {
  const span = contextManager()?.active().getValue(SPAN_KEY);
  const mark = readPath(span, "setAttribute");
  if (readPath(span, "attributes", "ai.operationId") === undefined || typeof mark !== "function") return;
  Reflect.apply(mark, span, [DUPLICATE, true]);
}
