import type { AttributeList } from "./json.ts";

/** Everything the store has of one span. */
export interface SpanDetail {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly session: string;
  readonly name: string;
  readonly kind: string;
  /** `span`, `event` or `metric`. */
  readonly source: string;
  readonly otlpKind: string;
  readonly service: string;
  readonly agentKind: string;
  readonly agent: string | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly tool: string | null;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: "unset" | "ok" | "error";
  readonly statusMessage: string | null;
  readonly errorType: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly costReason: string | null;
  readonly attributes: AttributeList;
  readonly resource: AttributeList;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly { readonly name: string; readonly timeUs: number; readonly attributes: AttributeList }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string; readonly attributes: AttributeList }[];
}
