import { DatabaseSync } from "node:sqlite";
import type { AttributeMap, RawGroup } from "../../../src/inspector/model/raw.ts";
import { agentKindOf } from "../../../src/inspector/understand/agent-kind.ts";
import { understandLog } from "../../../src/inspector/understand/understand-log.ts";
import { understandSpan } from "../../../src/inspector/understand/understand-span.ts";
import type { SeededTelemetry } from "./seeded-telemetry.ts";

const NOTHING = new Uint8Array(0);

/** A database with plain tables in place of the store's views: the same columns. */
export function understoodRows({ spans, logs }: SeededTelemetry): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  fill(
    database,
    "agent_spans",
    spans.map((span) => {
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
    }),
  );
  fill(
    database,
    "agent_events",
    logs.map((log) => {
      const { event } = understandLog(
        {
          ...{
            traceId: NOTHING,
            spanId: NOTHING,
            timeUs: log.timeUs,
            eventName: log.eventName,
            severity: log.severity,
          },
          ...{ body: null, attributes: attributeMap(log.attributes), bytes: NOTHING },
        },
        group(log.service, log.scope),
      );
      return {
        ...{
          trace_id: log.traceId,
          span_id: log.spanId,
          session_id: event.session ?? log.traceId,
          time_us: log.timeUs,
        },
        ...{
          name: event.name,
          service: log.service,
          agent_kind: agentKindOf(group(log.service, log.scope)),
          agent: event.agent ?? "",
          user_id: event.user ?? "",
        },
        ...{
          task_id: event.taskId ?? "",
          task_type: event.taskType ?? "",
          model: event.model ?? "",
          tool: event.tool ?? "",
        },
        ...{
          decision_type: event.decisionType ?? "",
          decision_choice: event.decisionChoice ?? "",
          outcome: event.outcome ?? "",
        },
        ...{ confidence: event.confidence ?? null, value: event.value ?? null, error_type: event.errorType ?? "" },
        severity: log.severity,
      };
    }),
  );
  return database;
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

function fill(
  database: DatabaseSync,
  table: string,
  rows: readonly Readonly<Record<string, string | number | null>>[],
): void {
  const columns = Object.keys(rows[0] ?? {});
  database.exec(`CREATE TABLE ${table}(${columns.join(", ")})`);
  const insert = database.prepare(`INSERT INTO ${table} VALUES(${columns.map(() => "?").join(", ")})`);
  database.exec("BEGIN");
  for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
  database.exec("COMMIT");
}
