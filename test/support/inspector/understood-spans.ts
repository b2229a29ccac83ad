import type { AttributeMap, RawGroup } from "../../../src/inspector/model/raw.ts";
import { agentKindOf } from "../../../src/inspector/understand/agent-kind.ts";
import { understandSpan } from "../../../src/inspector/understand/understand-span.ts";
import type { SeededSpan } from "./seeded-telemetry.ts";

const NOTHING = new Uint8Array(0);

/** The rows of the view `agent_spans`, as the embedded store understands the spans. */
export function understoodSpans(
  spans: readonly SeededSpan[],
): readonly Readonly<Record<string, string | number | null>>[] {
  return spans.map((span) => {
    const facts = understandSpan(
      {
        ...{
          traceId: NOTHING,
          spanId: NOTHING,
          parentSpanId: undefined,
          name: span.name,
          otlpKind: span.kind,
          startUs: span.startUs,
        },
        ...{
          durationUs: span.durationUs,
          status: span.status,
          attributes: attributeMap(span.attributes),
          eventCount: 0,
          bytes: NOTHING,
        },
      } as never,
      group(span.service, span.scope),
    );
    return {
      ...{
        trace_id: span.traceId,
        span_id: span.spanId,
        parent_span_id: span.parentSpanId,
        session_id: facts.session ?? span.traceId,
      },
      ...{
        service: span.service,
        name: span.name,
        kind: facts.kind,
        source: "span",
        agent: facts.agent ?? "",
        provider: facts.provider ?? "",
      },
      ...{
        model: facts.model ?? "",
        request_model: facts.requestModel ?? "",
        tool: facts.tool ?? "",
        purpose: facts.purpose ?? "",
      },
      ...{
        user_id: facts.user ?? "",
        tenant: facts.tenant ?? "",
        task_id: facts.taskId ?? "",
        task_type: facts.taskType ?? "",
      },
      ...{ outcome: facts.outcome ?? "", end_reason: facts.endReason ?? "", finish_reason: facts.finishReason ?? "" },
      ...{
        start_us: span.startUs,
        duration_us: span.durationUs,
        status: ["unset", "ok", "error"][span.status] ?? "",
      },
      ...{
        error_type: facts.errorType ?? "",
        counted: facts.counted ? 1 : 0,
        input_tokens: facts.inputTokens ?? null,
      },
      ...{ output_tokens: facts.outputTokens ?? null, cache_read_tokens: facts.cacheReadTokens ?? null },
      ...{ cache_write_tokens: facts.cacheWriteTokens ?? null, reasoning_tokens: facts.reasoningTokens ?? null },
      ...{
        cost_usd: facts.costUsd ?? null,
        cost_reason: facts.costReason ?? "",
        first_chunk_us: facts.firstChunkUs ?? null,
      },
      ...{ retries: facts.retries ?? null, agent_kind: agentKindOf(group(span.service, span.scope)) },
    };
  });
}

function attributeMap(attributes: object): AttributeMap {
  return new Map(Object.entries(attributes));
}

function group(service: string, scopeName: string): RawGroup {
  return {
    ...{ resource: new Map([["service.name", service]]), scopeName, scopeVersion: "1" },
    ...{ resourceBytes: NOTHING, scopeBytes: NOTHING },
  } as never;
}
